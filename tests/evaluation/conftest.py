"""The assistant over the shipped corpus; the index is built once per run."""

from pathlib import Path

import pytest

from bot.assistant import Assistant
from retrieval.index import Index
from tests.support.shipped import DATA, index_of, make_assistant


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "shipped-index"


@pytest.fixture(scope="session")
def index(index_folder: Path) -> Index:
    return index_of(DATA, index_folder)


@pytest.fixture(scope="session")
def assistant(index: Index) -> Assistant:
    """Shared by tests that each talk in conversations of their own, on a day when every plan still runs."""
    return make_assistant(index)
