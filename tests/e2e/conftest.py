"""The shipped corpus, indexed once for all whole-program tests, each with a store of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MOTCUA = Path(sys.executable).parent / "motcua"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
    monkeypatch.setenv("BOT_IDENTITY_KEY_PATH", str(tmp_path / "own.key"))
    monkeypatch.setenv("API_DOCUMENTS_DIR", str(tmp_path / "documents"))


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    own = {"DATABASE_URL": f"sqlite:///{folder / 'noted.db'}"}  # never the developer's own record of acts
    subprocess.run(
        [MOTCUA, "index", "--index", folder / "index"], check=True, capture_output=True, env=os.environ | own
    )
    return folder / "index"
