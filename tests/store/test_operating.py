"""What operators see and do: gaps, feedback, switches, sessions, the record of their acts."""

from datetime import timedelta

from bot.store.operating import Part, Switch
from bot.store.store import Store
from tests.store.conftest import FakeNow
from tests.store.test_store import CHAT, OTHER, given


def test_answer_comes_back_as_it_was(store: Store) -> None:
    store.answers.add(given("a1"))

    assert store.answers.get("a1") == given("a1")
    assert store.answers.get("a2") is None
    assert store.answers.gaps() == ()


def test_questions_in_vain_are_grouped_by_their_bare_words(store: Store, now: FakeNow) -> None:
    for number, (question, folded) in enumerate(
        [("Giờ làm việc?", "gio lam viec"), ("gio lam viec", "gio lam viec"), ("ai trực", "ai truc")]
    ):
        store.answers.add(given(f"a{number}"), question, folded)
        now.pass_by(minutes=1)
    gaps = store.answers.gaps()

    assert [(gap.question, gap.count) for gap in gaps] == [("gio lam viec", 2), ("ai trực", 1)]
    assert gaps[0].communes == ("tan-an",)
    assert gaps[0].last_at == now() - timedelta(minutes=2)
    assert store.answers.gaps("loc-binh") == ()


def test_gap_that_is_put_aside_comes_back_when_it_is_asked_again(store: Store) -> None:
    store.answers.add(given("a1"), "ai trực", "ai truc")
    settled = store.answers.settle_gap("ai truc")
    between = store.answers.gaps()
    store.answers.add(given("a2"), "ai trực?", "ai truc")

    assert (settled, between) == (1, ())
    assert [(gap.question, gap.count) for gap in store.answers.gaps()] == [("ai trực?", 1)]


def test_feedback_is_masked_and_can_be_put_aside(store: Store, now: FakeNow) -> None:
    store.opinions.remark(CHAT, "tan-an", "gọi 0912345678 không ai nghe")
    now.pass_by(minutes=1)
    store.opinions.remark(OTHER, None, "tốt")
    store.opinions.rate(CHAT, "a1", "answered", "down", comment="sai, số tôi là 0912345678", channel="api")
    store.opinions.rate(CHAT, "a2", "answered", "up")
    newest, oldest = store.opinions.remarks()

    assert (newest.text, oldest.text) == ("tốt", "gọi ••• không ai nghe")
    assert store.opinions.settle_remark(newest.opinion_id)
    assert not store.opinions.settle_remark(newest.opinion_id)
    assert store.opinions.remarks() == (oldest,)
    assert [(said.opinion_id, said.text) for said in store.opinions.complaints()] == [("a1", "sai, số tôi là •••")]


def test_every_part_is_on_until_it_is_switched_off(store: Store, now: FakeNow) -> None:
    before = store.switches.all()
    store.switches.turn(Part.MODEL, is_on=False, reason="sai số liệu")
    store.switches.turn(Part.WEB, is_on=False, reason="bảo trì")
    store.switches.turn(Part.WEB, is_on=True, reason="xong")

    assert before == {part: Switch(part) for part in Part}
    assert store.switches.all() == {
        Part.WEB: Switch(Part.WEB, True, "xong", now()),
        Part.TELEGRAM: Switch(Part.TELEGRAM),
        Part.MODEL: Switch(Part.MODEL, False, "sai số liệu", now()),
    }


def test_session_ends_by_time_or_by_closing(store: Store, now: FakeNow) -> None:
    first, second = store.sessions.open(timedelta(hours=1)), store.sessions.open(timedelta(hours=3))
    opened = store.sessions.get(first)
    now.pass_by(hours=2)

    assert opened is not None
    assert opened.csrf not in (first, second)
    assert store.sessions.get(first) is None
    assert store.sessions.get(second) is not None
    assert store.sessions.get("x" * 43) is None
    store.sessions.close(second)
    assert store.sessions.get(second) is None


def test_failed_sign_ins_count_for_a_while(store: Store, now: FakeNow) -> None:
    store.sessions.note_failure()
    now.pass_by(minutes=10)
    store.sessions.note_failure()

    assert store.sessions.failures(timedelta(minutes=15)) == 2
    assert store.sessions.failures(timedelta(minutes=5)) == 1
    store.sessions.forgive()
    assert store.sessions.failures(timedelta(minutes=15)) == 0


def test_acts_are_told_the_newest_first(store: Store, now: FakeNow) -> None:
    store.audit.note("admin", "switch", part="web", is_on=False, reason="bảo trì")
    now.pass_by(minutes=1)
    store.audit.note("console", "index", index_id="i1")
    newest, oldest = store.audit.latest()

    assert (newest.action, newest.actor, newest.detail) == ("index", "console", {"index_id": "i1"})
    assert oldest.detail == {"part": "web", "is_on": False, "reason": "bảo trì"}
    assert store.audit.latest(action="switch") == (oldest,)
