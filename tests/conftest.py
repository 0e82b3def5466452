"""What every test gets: no settings of this machine, no language-model calls, visible skips, one shipped index."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from retrieval.index import Index
from scripts.check_system import NEEDS, missing, sentence
from tests.support.shipped import DATA, index_of, make_assistant
from tests.support.turns import turn_of

_SETTINGS = ("API_", "BOT_", "CORPUS_", "RETRIEVAL_", "TELEGRAM_", "LLM_", "CHROMA_", "DATABASE_", "REDIS_", "OTEL_")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hides the developer's own settings, and keeps libraries from calling home."""
    for name in list(os.environ):
        if name.startswith(_SETTINGS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANGSMITH_TRACING", "false")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Runs a test when it is its turn."""
    with turn_of(item.nodeid):
        return (yield)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose system programs are missing, or fails it under REQUIRE_ALL."""
    known = {need.name for need in NEEDS}
    for marker in item.iter_markers("needs"):
        unknown = set(marker.args) - known
        assert not unknown, f"scripts/check_system.py has no {unknown}"
        for name in marker.args:
            if name in missing():
                say = pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip
                say(sentence(missing()[name]))


@pytest.fixture(scope="session", autouse=True)
def golden_flag_is_off_in_ci() -> Iterator[None]:
    """A CI that rewrites its own expectations would never fail."""
    assert not (os.environ.get("CI") and os.environ.get("MOTCUA_WRITE_GOLDEN"))
    yield


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the shipped corpus is built, once per run."""
    return tmp_path_factory.getbasetemp() / "shipped-index"


@pytest.fixture(scope="session")
def index(index_folder: Path) -> Index:
    return index_of(DATA, index_folder)


@pytest.fixture
def own_index(index: Index, index_folder: Path, tmp_path: Path) -> Path:
    """Returns where a copy of the shipped index lies that a test may write to: what it changes alone is built anew."""
    return Path(shutil.copytree(index_folder, tmp_path / "index"))


@pytest.fixture(scope="session")
def assistant(index: Index) -> Assistant:
    """Shared by tests that each talk in conversations of their own, on a day when every plan still runs."""
    return make_assistant(index)
