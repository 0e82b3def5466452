"""There are enough kills: each test fails unless it has struck as often as it was to."""

from tests.reliability.killing import KILLS


def test_there_are_fifty_kills_without_postgresql() -> None:
    assert sum(KILLS.values()) >= 50
