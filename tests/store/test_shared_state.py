"""What processes share: one suite over this process's own state and a real Redis, and what happens without it."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis as library
from pydantic import SecretStr

from bot.assistant import Assistant
from bot.conversation import Conversations, Memory, Turn
from bot.settings import BotSettings
from bot.store.buckets import Buckets, OwnBuckets
from bot.store.chats import ChatState
from bot.store.database import StoreUnavailable
from bot.store.guarding import FallbackMemory
from bot.store.identity import Pseudonyms
from bot.store.keeper import opened_keeper
from bot.store.people import export_person
from bot.store.redis_state import SharedBuckets, SharedConversations, SharedLease, SharedState
from tests.support.servers import free_port, redis_command, running, wait_until_open

NAMES = Pseudonyms(b"test key")
NEEDS_REDIS = pytest.mark.needs("redis")
BOTH = pytest.mark.parametrize("kind", ["own", pytest.param("redis", marks=NEEDS_REDIS)])


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    port = free_port()
    with running(redis_command(port), port):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def state(redis_url: str) -> Iterator[SharedState]:
    library.Redis.from_url(redis_url).flushall()
    state = SharedState(redis_url, NAMES)
    yield state
    state.close()


@pytest.fixture
def buckets(kind: str, request: pytest.FixtureRequest) -> Buckets:
    return OwnBuckets() if kind == "own" else SharedBuckets(request.getfixturevalue("state"), OwnBuckets())


@pytest.fixture
def memory(kind: str, request: pytest.FixtureRequest) -> Memory:
    if kind == "own":
        return Conversations(time.monotonic, lifetime_s=0.3)
    return SharedConversations(request.getfixturevalue("state"), lifetime_s=0.3)


async def take(buckets: Buckets, count: int, key: str = "a", cost: float = 1.0) -> list[bool]:
    return [(await buckets.take(key, 3, 20, cost)).is_allowed for _ in range(count)]


@BOTH
def test_bucket_holds_so_many_and_fills_up_again(buckets: Buckets) -> None:
    first = asyncio.run(take(buckets, 4))
    other = asyncio.run(take(buckets, 1, key="b"))
    time.sleep(0.06)

    assert first == [True, True, True, False]
    assert other == [True]
    assert asyncio.run(take(buckets, 1)) == [True]


@BOTH
def test_what_costs_less_takes_less(buckets: Buckets) -> None:
    assert asyncio.run(take(buckets, 13, cost=0.25))[:12] == [True] * 12


@BOTH
def test_turn_comes_back_until_the_silence_was_too_long(memory: Memory, assistant: Assistant) -> None:
    turn = Turn(assistant.reader.read("Ai ký?"), ("r1",))
    memory.remember("c1", turn)
    before = memory.last("c1"), memory.last("c2")
    time.sleep(0.4)

    assert before == (turn, None)
    assert memory.last("c1") is None


@NEEDS_REDIS
def test_processes_count_together(state: SharedState, redis_url: str) -> None:
    other = SharedState(redis_url, NAMES)
    taken = [
        asyncio.run(SharedBuckets(one, OwnBuckets()).take("a", 2, 0.01)).is_allowed for one in (state, other, state)
    ]
    other.close()

    assert taken == [True, True, False]


@NEEDS_REDIS
def test_no_address_and_no_conversation_stands_in_redis(
    state: SharedState, redis_url: str, assistant: Assistant
) -> None:
    state.take("visitor:203.0.113.7", 10, 1, 1)
    state.remember("c-secret", Turn(assistant.reader.read("Ai ký?"), ()), 60)
    keys = [str(key) for key in library.Redis.from_url(redis_url).scan_iter()]

    assert len(keys) == 2
    assert not any(part in key for key in keys for part in ("203.0.113.7", "c-secret"))


@NEEDS_REDIS
def test_everything_in_redis_ends_by_itself(state: SharedState, redis_url: str, assistant: Assistant) -> None:
    state.take("visitor:203.0.113.7", 10, 1, 1)
    state.remember("c1", Turn(assistant.reader.read("Ai ký?"), ()), 60)
    state.hold("polling", "me", 60)
    client = library.Redis.from_url(redis_url)

    assert all(0 < int(str(client.pttl(key))) <= 61_000 for key in client.scan_iter())


@NEEDS_REDIS
def test_lease_is_one_processs_until_it_ends_or_is_given_back(state: SharedState) -> None:
    first, second = (SharedLease(state, "polling", 0.3) for _ in range(2))
    held = [first.hold(), second.hold(), first.hold()]
    second.release()
    still = second.hold()
    first.release()
    after_release = second.hold()
    time.sleep(0.4)

    assert (held, still, after_release) == ([True, False, True], False, True)
    assert first.hold()


@NEEDS_REDIS
@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_redis_that_is_gone_or_paused_costs_a_moment_once(fault: signal.Signals, assistant: Assistant) -> None:
    port = free_port()
    turn = Turn(assistant.reader.read("Ai ký?"), ())
    with running(redis_command(port), port) as server:
        state = SharedState(f"redis://127.0.0.1:{port}/0", NAMES)
        buckets = SharedBuckets(state, OwnBuckets())
        memory = FallbackMemory([SharedConversations(state, 60)], Conversations(time.monotonic))
        lease = SharedLease(state, "polling", 60)
        memory.remember("c1", turn)
        assert lease.hold()
        os.kill(server.pid, fault)
        started = time.monotonic()
        allowed = asyncio.run(take(buckets, 4))
        remembered = memory.last("c1")
        still_held = lease.hold()
        took_s = time.monotonic() - started
        if fault == signal.SIGSTOP:
            os.kill(server.pid, signal.SIGCONT)
    state.close()

    assert allowed == [True, True, True, False]
    assert remembered == turn
    assert still_held
    assert took_s < 1.5
    assert state.breaker.failures == 1


@NEEDS_REDIS
def test_redis_is_used_again_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.redis_state._RETRY_AFTER_S", 0.2)
    port = free_port()
    with running(redis_command(port), port):
        state = SharedState(f"redis://127.0.0.1:{port}/0", NAMES)
        state.check()
    with pytest.raises(StoreUnavailable):
        state.take("a", 1, 1, 1)
    with running(redis_command(port), port) as server:
        wait_until_open(port, server)
        time.sleep(0.25)
        taken = state.take("a", 1, 1, 1)
    state.close()

    assert taken.is_allowed


def test_address_where_nothing_answers_is_one_sentence(tmp_path: Path) -> None:
    settings = BotSettings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path / 'store.db'}",
        identity_key=SecretStr("k"),
        redis_url=SecretStr(f"redis://127.0.0.1:{free_port()}/0"),
    )
    with pytest.raises(StoreUnavailable, match="REDIS_URL"), opened_keeper(settings):
        pass


@NEEDS_REDIS
def test_what_is_in_redis_is_shown_and_forgotten_with_the_rest(
    state: SharedState, redis_url: str, tmp_path: Path, assistant: Assistant
) -> None:
    settings = BotSettings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path / 'store.db'}",
        identity_key=SecretStr("test key"),
        redis_url=SecretStr(redis_url),
    )
    with opened_keeper(settings) as keeper:
        store, turn = keeper.store, Turn(assistant.reader.read("Ai ký?"), ("r1",))
        for conversation, chat in (("c1", "a" * 32), ("c2", "b" * 32)):
            store.chats.put(chat, ChatState(conversation_id=conversation))
            keeper.memory.remember(conversation, turn)
        shown = export_person(store, "a" * 32)
        store.forget("a" * 32)
        left = keeper.memory.last("c1"), keeper.memory.last("c2")

    assert shown["last_turn"]["turn"]["record_ids"] == ["r1"]
    assert left == (None, turn)


@NEEDS_REDIS
def test_without_redis_processes_still_share_conversations_by_the_database(
    tmp_path: Path, assistant: Assistant
) -> None:
    port = free_port()
    settings = BotSettings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path / 'store.db'}",
        identity_key=SecretStr("test key"),
        redis_url=SecretStr(f"redis://127.0.0.1:{port}/0"),
    )
    turn = Turn(assistant.reader.read("Ai ký?"), ("r1",))
    with ExitStack() as opened:
        with running(redis_command(port), port):
            one, other = (opened.enter_context(opened_keeper(settings)) for _ in range(2))
        one.memory.remember("c1", turn)
        found = other.memory.last("c1")

    assert found == turn
