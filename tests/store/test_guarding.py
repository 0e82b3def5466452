"""A database that is down, paused or slow costs an answer a moment once; then answers go on without it."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.assistant import Assistant
from bot.conversation import Conversations, Turn
from bot.settings import BotSettings
from bot.store.database import Database, StoreUnavailable
from bot.store.guarding import FallbackMemory, Guard, GuardedConversations
from bot.store.keeper import make_keeper
from bot.store.operating import Part
from bot.store.switchboard import Switchboard
from tests.support.databases import make_store, postgres_server
from tests.support.shipped import FakeClock
from tests.support.shipped import make_assistant as make_real


def test_after_a_failure_nobody_waits_until_one_has_tried() -> None:
    clock = FakeClock()
    guard = Guard(limit_s=0.05, retry_after_s=5, monotonic=clock.monotonic)
    asked: list[float] = []

    def work() -> str:
        asked.append(clock.seconds)
        if clock.seconds < 7:
            time.sleep(0.2)
        return "done"

    for second in (0.0, 1.0, 4.9, 5.0, 6.0, 11.0):
        clock.seconds = second
        try:
            outcome = guard.run(work)
        except StoreUnavailable:
            outcome = ""

    assert asked == [0.0, 5.0, 11.0]
    assert outcome == "done"
    assert guard.failures == 2


def test_bug_is_no_outage() -> None:
    guard = Guard()
    with pytest.raises(ZeroDivisionError):
        guard.run(lambda: 1 // 0)

    assert guard.run(lambda: 1) == 1


def test_memory_goes_on_in_this_process(tmp_path: Path, assistant: Assistant) -> None:
    store = make_store(tmp_path)
    memory = FallbackMemory([GuardedConversations(store.conversations, Guard())], Conversations(time.monotonic))
    turn = Turn(assistant.reader.read("Ai ký?"), ())
    memory.remember("c1", turn)
    with store.database.writing() as connection:
        connection.execute(text("DROP TABLE turns"))
    found = memory.last("c1")
    memory.remember("c2", turn)
    store.close()

    assert found == turn
    assert memory.last("c2") == turn


class ReadOnly:
    """A memory that can be read and not written: a full disk."""

    def __init__(self) -> None:
        self.turns: dict[str, Turn] = {}
        self.is_full = False

    def last(self, conversation_id: str) -> Turn | None:
        return self.turns.get(conversation_id)

    def remember(self, conversation_id: str, turn: Turn) -> None:
        if self.is_full:
            raise StoreUnavailable("full")
        self.turns[conversation_id] = turn


def test_older_turn_is_not_taken_for_the_last_where_nothing_can_be_written(assistant: Assistant) -> None:
    shared = ReadOnly()
    memory = FallbackMemory([shared], Conversations(time.monotonic))
    old, new = (Turn(assistant.reader.read(question), ()) for question in ("Ai ký?", "Hạn nào?"))
    memory.remember("c1", old)
    shared.is_full = True
    memory.remember("c1", new)
    while_full = memory.last("c1")
    shared.is_full = False
    memory.remember("c1", old)

    assert while_full == new
    assert memory.last("c1") == old
    assert shared.last("c1") == old


def test_write_that_does_not_come_to_its_turn_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.database._WAIT_S", 0.05)
    database = Database(f"sqlite:///{tmp_path / 'own.db'}")

    def write() -> int | None:
        with database.writing() as connection:
            return connection.execute(text("SELECT 1")).scalar()

    with ThreadPoolExecutor(1) as threads:
        with database.writing(), pytest.raises(StoreUnavailable, match="DATABASE_URL"):
            threads.submit(write).result()
        written = threads.submit(write).result()
    database.close()

    assert written == 1


def test_switch_keeps_its_last_known_state(tmp_path: Path) -> None:
    clock = FakeClock()
    store = make_store(tmp_path)
    board = Switchboard(store.switches, Guard(monotonic=clock.monotonic), clock.monotonic)
    at_first = board.of(Part.MODEL).is_on
    store.switches.turn(Part.MODEL, is_on=False, reason="thử")
    clock.seconds = 1.9
    too_soon = board.of(Part.MODEL).is_on
    clock.seconds = 2.0
    known = board.of(Part.MODEL)
    with store.database.writing() as connection:
        connection.execute(text("DROP TABLE switches"))
    clock.seconds = 4.0
    without = board.of(Part.MODEL)
    store.close()

    assert (at_first, too_soon) == (True, True)
    assert (known.is_on, known.reason) == (False, "thử")
    assert without == known


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL])
def test_answers_go_out_while_the_server_is_paused_or_gone(fault: signal.Signals, assistant: Assistant) -> None:
    with postgres_server() as server:
        store = make_store(server.fresh())
        keeper = make_keeper(store, BotSettings(_env_file=None))
        asked = make_real(assistant.index)
        asked.conversations = keeper.memory
        asked.observers.append(keeper.recorder)
        first = asked.ask("Ai chủ trì việc rà soát, đơn giản hóa thủ tục hành chính?", "lac-phuong")
        kept = store.answers.get(first.answer_id)
        pids = server.pids()
        for pid in pids:
            os.kill(pid, fault)
        started = time.monotonic()
        replies = [asked.ask("hạn nào?", "lac-phuong", first.conversation_id) for _ in range(5)]
        took_s = time.monotonic() - started
        if fault == signal.SIGSTOP:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        keeper.guard.close()
        store.close()

    assert kept is not None
    assert {reply.outcome for reply in replies} == {replies[0].outcome}
    assert replies[0].status == "answered"
    assert took_s < 4


def test_store_is_waited_for_as_long_as_is_set(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    hasty = make_keeper(store, BotSettings(_env_file=None, store_wait_s=0.05))
    patient = make_keeper(store, BotSettings(_env_file=None, store_wait_s=30))

    def read_slowly() -> str:
        time.sleep(0.2)
        return "read"

    assert patient.guard.run(read_slowly) == "read"
    with pytest.raises(StoreUnavailable):
        hasty.guard.run(read_slowly)
