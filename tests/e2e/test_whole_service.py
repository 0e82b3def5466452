"""The whole service on loopback: it comes up, answers, and survives the loss of each of its parts."""

from collections.abc import Iterator

import httpx
import pytest

from scripts.withstand.stack import Stack, small_service, whole_service
from scripts.withstand.trials import Outcome, run, trials

NEEDS = pytest.mark.needs("postgresql", "redis", "caddy")
PARTS = ("postgres", "redis", "chroma", "server", "bot", "caddy", "one worker")
# What people may be told while a part is down, beside answers; nothing else may be seen. An answer that was given while
# the database was away was not noted there, so whoever rates it later is told that it is not known: 404.
TOLD = {
    "postgres": {"rating 503", "rating 404"},
    "redis": {"outcome clarify"},
    "server": {"503", "502", "rating 503", "rating 502"},
    "caddy": {"ConnectionRefusedError", "RemoteDisconnected", "ConnectionResetError"},
    "one worker": {"502", "rating 502"},
}


@pytest.fixture(scope="module")
def whole() -> Iterator[Stack]:
    with whole_service() as stack:
        yield stack


@pytest.fixture(scope="module")
def small() -> Iterator[Stack]:
    with small_service() as stack:
        yield stack


def outcome_of(stack: Stack, part: str, fault: str) -> Outcome:
    (trial,) = (t for t in trials(stack, pause_s=4, down_s=2) if t.part == part and t.fault.startswith(fault))
    return run(stack, trial, before_s=1, clean_s=4)


@NEEDS
@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_part_that_is_killed_is_survived(whole: Stack, part: str) -> None:
    outcome = outcome_of(whole, part, "killed")

    assert outcome.is_survived, outcome
    assert set(outcome.problems) <= TOLD.get(part, set())
    assert outcome.calls > outcome.problems.total()


@NEEDS
@pytest.mark.slow
@pytest.mark.parametrize("part", ["postgres", "redis", "chroma"])
def test_part_that_is_paused_costs_nobody_the_answer(whole: Stack, part: str) -> None:
    outcome = outcome_of(whole, part, "paused")

    assert outcome.is_survived, outcome
    # A follow-up is asked back only where its question was answered just before.
    assert set(outcome.problems) <= TOLD["postgres"] | {"outcome clarify"}
    assert outcome.problems["outcome clarify"] <= 4


@NEEDS
@pytest.mark.slow
def test_index_is_rebuilt_under_load_without_a_bad_answer(whole: Stack) -> None:
    before = httpx.get(f"{whole.base_url}/readyz").json()["index_id"]
    outcome = outcome_of(whole, "index", "rebuilt")

    assert outcome.is_survived, outcome
    assert outcome.problems.total() == 0
    assert httpx.get(f"{whole.base_url}/readyz").json()["index_id"] == before  # there and back


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["killed", "no write succeeds"])
def test_small_service_survives(small: Stack, fault: str) -> None:
    outcome = outcome_of(small, "server", fault)

    assert outcome.is_survived, outcome
