"""A store on each kind of database, fresh for each test, on a clock that the test moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.support.databases import PostgresServer, make_store, postgres_server


@dataclass
class FakeNow:
    """The instant that the store believes in."""

    instant: datetime = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, **span: float) -> None:
        self.instant += timedelta(**span)


@pytest.fixture
def now() -> FakeNow:
    return FakeNow()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where the store is: a folder for SQLite, the address of an empty database for PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path
    server: PostgresServer = request.getfixturevalue("postgresql")
    return server.fresh()


@pytest.fixture
def store(place: Path | str, now: FakeNow) -> Iterator[Store]:
    store = make_store(place, now)
    yield store
    store.close()
