"""The shipped corpus, indexed once for all whole-program tests."""

import subprocess
import sys
from pathlib import Path

import pytest

MOTCUA = Path(sys.executable).parent / "motcua"


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    subprocess.run([MOTCUA, "index", "--index", folder], check=True, capture_output=True)
    return folder
