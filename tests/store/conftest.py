"""A store in a folder of its own, on a clock that the test moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.support.telegram_bot import make_store


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


@pytest.fixture
def store(tmp_path: Path, now: FakeNow) -> Iterator[Store]:
    store = make_store(tmp_path, now)
    yield store
    store.close()
