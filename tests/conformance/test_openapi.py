"""The API's description changes only on purpose: `make golden` rewrites the file, its diff is read."""

import json
import os
from pathlib import Path

from api.app import create_app
from api.settings import ApiSettings
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

GOLDEN = Path(__file__).parent / "openapi.json"


def test_description_is_the_reviewed_one() -> None:
    schema = create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in()).openapi()
    text = json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if os.environ.get("MOTCUA_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")

    assert text == GOLDEN.read_text(encoding="utf-8")
