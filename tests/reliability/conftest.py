"""What the kill tests share: settings of their own, a PostgreSQL server, and a count that is said at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.killing import Tally
from tests.support.databases import PostgresServer, postgres_server

_TALLY = Tally()


@pytest.fixture(scope="session")
def tally() -> Tally:
    return _TALLY


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Returns settings that keep everything in the test's folder; they hold in this process as well."""
    own = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.db'}",
        "BOT_IDENTITY_KEY_PATH": str(tmp_path / "own.key"),
        "BOT_INDEX_DIR": str(tmp_path / "index"),
        "API_PROCEDURES_DIR": str(tmp_path / "procedures"),
        "API_DOCUMENTS_DIR": str(tmp_path / "documents"),
        "API_RATE_LIMIT_PER_MINUTE": "100000",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    return own


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _TALLY.kills:
        terminalreporter.section("kill -9")
        for line in _TALLY.lines():
            terminalreporter.write_line(line)
