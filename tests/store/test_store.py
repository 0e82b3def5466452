"""What is kept, for how long, and that two processes on one store do not get in each other's way."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, insert, select

from bot.assistant import Assistant
from bot.conversation import Turn
from bot.reply import Choice
from bot.settings import BotSettings
from bot.store import schema
from bot.store.answers import GivenAnswer
from bot.store.chats import ChatState
from bot.store.conversations import decode, encode
from bot.store.database import StoreUnavailable
from bot.store.deliveries import Claimed
from bot.store.identity import Pseudonyms, load_key
from bot.store.offers import Offer
from bot.store.store import Store, open_store
from tests.store.conftest import FakeNow
from tests.support.databases import make_store
from tests.support.shipped import judgments

CHAT, OTHER = "a" * 32, "b" * 32


def test_chat_is_kept_as_it_was(store: Store, now: FakeNow) -> None:
    state = ChatState("tan-an", "c1", now() + timedelta(minutes=5))
    store.chats.put(CHAT, ChatState("loc-binh"))
    store.chats.put(CHAT, state)

    assert store.chats.get(CHAT) == state
    assert store.chats.get(OTHER) is None


def test_instants_are_utc_on_the_way_out(store: Store) -> None:
    hanoi = datetime.fromisoformat("2026-03-02T15:30:00+07:00")
    store.chats.put(CHAT, ChatState(remark_until=hanoi))
    kept = store.chats.get(CHAT)

    assert kept is not None
    assert kept.remark_until == hanoi
    assert kept.remark_until is not None
    assert kept.remark_until.tzinfo is UTC


@pytest.mark.parametrize("name", ["tuning", "procedures_tuning"])
def test_every_reading_comes_back_equal(assistant: Assistant, name: str) -> None:
    for judgment in judgments(name)[::7]:
        turn = Turn(assistant.reader.read(judgment.turns[-1]), ("r1", "r2"), ("fees",))
        assert decode(encode(turn)) == turn, judgment.id


def test_turn_ends_after_the_silence(store: Store, now: FakeNow, assistant: Assistant) -> None:
    turn = Turn(assistant.reader.read("Ai ký?"), ())
    store.conversations.remember("c1", turn)
    now.pass_by(minutes=29)
    before = store.conversations.last("c1")
    now.pass_by(minutes=2)

    assert before == turn
    assert store.conversations.last("c1") is None


def test_turn_of_other_code_is_no_turn(store: Store, now: FakeNow) -> None:
    with store.database.writing() as connection:
        row = {"conversation_id": "c1", "turn": '{"old": true}', "expires_at": now() + timedelta(hours=1)}
        connection.execute(insert(schema.turns).values(**row))

    assert store.conversations.last("c1") is None


def test_turn_can_be_forgotten(store: Store, assistant: Assistant) -> None:
    store.conversations.remember("c1", Turn(assistant.reader.read("Ai ký?"), ()))
    store.conversations.forget("c1")

    assert store.conversations.last("c1") is None


def test_update_is_claimed_once(store: Store) -> None:
    first, second = store.deliveries.claim(1), store.deliveries.claim(1)
    store.deliveries.finish(1)

    assert [first.state, second.state, store.deliveries.claim(1).state] == [Claimed.OURS, Claimed.HELD, Claimed.DONE]


def test_update_of_a_dead_process_is_taken_over_where_it_stopped(store: Store, now: FakeNow, place: Path | str) -> None:
    heir = make_store(place, now)
    store.deliveries.claim(1)
    store.deliveries.write_outbox(1, "three messages")
    store.deliveries.note_sent(1, 2)
    now.pass_by(seconds=59)
    early = heir.deliveries.claim(1)
    now.pass_by(seconds=2)
    claim = heir.deliveries.claim(1)
    heir.close()

    assert early.state is Claimed.HELD
    assert (claim.state, claim.outbox, claim.sent) == (Claimed.OURS, "three messages", 2)


def test_lease_is_prolonged_while_the_process_lives(store: Store, now: FakeNow, place: Path | str) -> None:
    other = make_store(place, now)
    store.deliveries.claim(1)
    for _ in range(10):
        now.pass_by(seconds=30)
        store.deliveries.renew()
        other.deliveries.renew()
    state = other.deliveries.claim(1).state
    other.close()

    assert state is Claimed.HELD


def test_update_given_back_is_anybodys(store: Store, now: FakeNow, place: Path | str) -> None:
    other = make_store(place, now)
    store.deliveries.claim(1)
    store.deliveries.release(1)
    state = other.deliveries.claim(1).state
    other.close()

    assert state is Claimed.OURS


def test_what_was_sent_is_not_kept(store: Store) -> None:
    store.deliveries.claim(1)
    store.deliveries.write_outbox(1, "an answer")
    store.deliveries.finish(1)
    with store.database.reading() as connection:
        kept = connection.execute(select(schema.deliveries.c.outbox)).scalar()

    assert kept is None


def test_many_processes_claim_each_update_once(place: Path | str) -> None:
    stores = [make_store(place) for _ in range(4)]
    taken: list[int] = []
    lock = threading.Lock()

    def claim_all(store: Store) -> None:
        for number in range(60):
            if store.deliveries.claim(number).state is Claimed.OURS:
                with lock:
                    taken.append(number)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(claim_all, stores))
    for store in stores:
        store.close()

    assert sorted(taken) == list(range(60))


def test_offer_works_in_its_own_chat_until_it_expires(store: Store, now: FakeNow) -> None:
    offer = Offer("a1", "clarify_commune", "tan-an", (Choice("xã Tân An", "Ai ký?", "tan-an"),))
    token = store.offers.put(CHAT, offer, timedelta(minutes=30))
    here, there, forged = (store.offers.get(chat, t) for chat, t in ((CHAT, token), (OTHER, token), (CHAT, "x" * 12)))
    now.pass_by(minutes=31)

    assert (here, there, forged) == (offer, None, None)
    assert store.offers.get(CHAT, token) is None


def test_tokens_are_short_and_never_the_same(store: Store) -> None:
    tokens = {store.offers.put(CHAT, Offer("a1", "answered"), timedelta(days=1)) for _ in range(200)}

    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {12}


def test_purge_deletes_what_has_expired_and_nothing_else(store: Store, now: FakeNow, assistant: Assistant) -> None:
    def fill(chat: str, number: int) -> None:
        store.chats.put(chat, ChatState("tan-an", chat))
        store.conversations.remember(chat, Turn(assistant.reader.read("Ai ký?"), ()))
        store.deliveries.claim(number)
        store.offers.put(chat, Offer("a1", "answered"), timedelta(days=7))
        store.opinions.rate(chat, chat, "answered", "up", comment="rõ")
        store.opinions.remark(chat, None, "hay")
        store.answers.add(given(chat, person=chat), "hỏi gì", "hoi gi")
        store.sessions.open(timedelta(hours=8))
        store.sessions.note_failure()

    fill(CHAT, 1)
    now.pass_by(days=91)
    fill(OTHER, 2)
    first, second = store.purge(), store.purge()
    counts = {str(table): number for table, number in _counts(store).items()}
    ratings = _rows(store, schema.ratings)
    answers = _rows(store, schema.answers)
    now.pass_by(days=366 - 91)
    store.purge()

    # Eight rows are deleted, and two stay as counts that belong to nobody.
    assert (first, second) == (10, 0)
    assert {name for name, number in counts.items() if number == 2} == {"answers", "ratings"}
    assert {(row.person, row.comment) for row in ratings} == {(None, None), (OTHER, "rõ")}
    assert {row.person for row in answers} == {None, OTHER}
    assert len(_rows(store, schema.answers)) == len(_rows(store, schema.ratings)) == 1


def test_forgetting_a_person_leaves_the_others(store: Store, assistant: Assistant) -> None:
    for chat in (CHAT, OTHER):
        store.chats.put(chat, ChatState("tan-an", f"c-{chat}"))
        store.conversations.remember(f"c-{chat}", Turn(assistant.reader.read("Ai ký?"), ()))
        store.offers.put(chat, Offer("a1", "answered"), timedelta(days=7))
        store.opinions.rate(chat, chat, "answered", "up")
        store.opinions.remark(chat, None, "hay")
        store.answers.add(given(chat, person=chat), "hỏi gì", "hoi gi")
    store.forget(CHAT)
    kept = {str(table): number for table, number in _counts(store).items() if number}

    assert kept == {"chats": 1, "turns": 1, "offers": 1, "ratings": 1, "remarks": 1, "unanswered": 1, "answers": 2}
    assert store.conversations.last(f"c-{OTHER}") is not None
    assert {row.person for row in _rows(store, schema.answers)} == {None, OTHER}


def test_hash_needs_the_key() -> None:
    assert Pseudonyms(b"k").of(7) == Pseudonyms(b"k").of(7)
    assert len({Pseudonyms(b"k").of(7), Pseudonyms(b"l").of(7), Pseudonyms(b"k").of(8)}) == 3
    assert len(Pseudonyms(b"k").of(-1001234567890)) == 32


def test_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "identity.key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: load_key(None, path), range(8)))

    assert len(keys) == 1
    assert len(next(iter(keys))) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["identity.key"]


def test_key_that_was_set_is_used(tmp_path: Path) -> None:
    assert load_key(SecretStr("secret"), tmp_path / "none") == b"secret"
    assert not (tmp_path / "none").exists()


def test_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    url = f"sqlite:///{path}"  # of SQLite whatever database the other tests run on
    open_store(BotSettings(_env_file=None, database_url=url, identity_key_path=tmp_path / "key")).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["sqlite:////proc/nothing/x.db", "sqlite:///{folder}"])
def test_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path, url: str) -> None:
    settings = BotSettings(_env_file=None, database_url=url.format(folder=tmp_path), identity_key_path=tmp_path / "key")
    with pytest.raises(StoreUnavailable, match="DATABASE_URL"):
        open_store(settings)


def test_fault_of_the_database_does_not_show_what_was_written(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)unique") as fault, store.database.writing() as connection:
        for _ in range(2):
            connection.execute(insert(schema.chats).values(chat="bí mật", seen_at=datetime.now(UTC)))

    assert "bí mật" not in str(fault.value)


def given(answer_id: str, person: str = CHAT, outcome: str = "not_found_no_evidence") -> GivenAnswer:
    return GivenAnswer(
        answer_id, person, "api", "tan-an", "not_found", outcome, "lead", ("r1",), "quotes", "i1", elapsed_ms=5.5
    )


def _rows(store: Store, table: Table) -> list[Any]:
    with store.database.reading() as connection:
        return list(connection.execute(select(table)))


def _counts(store: Store) -> dict[Table, int]:
    return {table: len(_rows(store, table)) for table in schema.metadata.sorted_tables}
