"""Work that is known to take long is no failure of the store."""

import time

import pytest

from bot.store.database import StoreUnavailable
from bot.store.guarding import Guard


def _slow() -> str:
    time.sleep(0.3)
    return "counted"


def test_long_work_may_have_a_limit_of_its_own() -> None:
    guard = Guard(limit_s=0.05)
    counted = guard.run(_slow, 10)
    before = guard.failures
    with pytest.raises(StoreUnavailable):
        guard.run(_slow)

    assert (counted, before, guard.failures) == ("counted", 0, 1)
