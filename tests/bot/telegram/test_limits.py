"""The token bucket: what a chat may send, when it is told, when it may go on."""

import asyncio
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.limits import Allowance, ChatLimits
from bot.store.buckets import OwnBuckets
from tests.support.fake_bot_api import FakeTime


def make_limits(clock: Callable[[], float], burst: int, per_minute: float) -> ChatLimits:
    return ChatLimits(OwnBuckets(clock), burst, per_minute)


def take(limits: ChatLimits, chat: str, cost: float = 1.0) -> Allowance:
    return asyncio.run(limits.take(chat, cost))


def test_burst_then_one_sentence_then_silence() -> None:
    limits = make_limits(lambda: 0.0, burst=3, per_minute=20)

    taken = [take(limits, "a") for _ in range(6)]

    assert [allowance.is_allowed for allowance in taken] == [True] * 3 + [False] * 3
    assert [allowance.is_told for allowance in taken] == [False] * 3 + [True, False, False]
    assert taken[3] == Allowance(False, True, 3)


def test_bucket_refills_with_time_up_to_the_burst() -> None:
    time = FakeTime()
    limits = make_limits(time.monotonic, burst=2, per_minute=60)
    for _ in range(3):
        take(limits, "a")
    time.seconds = 1.0
    first, second = take(limits, "a"), take(limits, "a")
    time.seconds = 1000.0
    later = [take(limits, "a").is_allowed for _ in range(3)]

    assert (first.is_allowed, second.is_allowed) == (True, False)
    assert later == [True, True, False]


def test_chat_is_told_again_a_minute_later() -> None:
    time = FakeTime()
    limits = make_limits(time.monotonic, burst=1, per_minute=0.1)
    take(limits, "a")
    told = []
    for second in (0, 30, 61):
        time.seconds = float(second)
        told.append(take(limits, "a").is_told)

    assert told == [True, False, True]


def test_chats_do_not_share() -> None:
    limits = make_limits(lambda: 0.0, burst=1, per_minute=1)
    take(limits, "a")

    assert take(limits, "b").is_allowed


def test_pressing_costs_less_than_typing() -> None:
    limits = make_limits(lambda: 0.0, burst=1, per_minute=1)

    assert [take(limits, "a", 0.25).is_allowed for _ in range(5)] == [True, True, True, True, False]


@given(st.lists(st.floats(min_value=0, max_value=30), min_size=1, max_size=60), st.integers(1, 10))
def test_never_more_than_burst_and_rate(pauses: list[float], burst: int) -> None:
    time = FakeTime()
    limits = make_limits(time.monotonic, burst, per_minute=20)
    allowed = 0
    for pause in pauses:
        time.seconds += pause
        allowed += take(limits, "a").is_allowed

    assert allowed <= burst + time.seconds / 3 + 1e-6
