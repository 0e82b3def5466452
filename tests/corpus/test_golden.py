"""All records of the shipped plans against `tests/data/golden/`. `make golden` rewrites them; read the diff as data."""

import json
import os
from pathlib import Path

import pytest

from corpus.documents import Corpus
from tests.corpus.conftest import SLUGS

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
FLAG = "MOTCUA_WRITE_GOLDEN"


def projection(corpus: Corpus, commune: str) -> dict[str, object]:
    """Returns everything that was read of a commune, in a form whose diff a person can review."""
    (document,) = [one for one in corpus.documents if one.commune == commune]
    return {
        "document": document.model_dump(mode="json"),
        "agencies": [one.model_dump(mode="json") for one in corpus.agencies if one.commune == commune],
        "records": [
            one.model_dump(mode="json", exclude={"commune"}) for one in corpus.records if one.commune == commune
        ],
        "conflicts": [
            one.model_dump(mode="json", exclude={"commune"}) for one in corpus.conflicts if one.commune == commune
        ],
    }


@pytest.mark.parametrize("commune", SLUGS)
def test_records_are_as_reviewed(corpus: Corpus, commune: str) -> None:
    path = GOLDEN / f"{commune}.json"
    text = json.dumps(projection(corpus, commune), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get(FLAG):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.skipif(
    bool(os.environ.get(FLAG)) and not os.environ.get("CI"), reason="the golden files are being rewritten"
)
def test_golden_files_are_not_being_rewritten() -> None:
    assert FLAG not in os.environ
