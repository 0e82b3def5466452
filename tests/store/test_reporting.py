"""Counts within a span of time, alike on every database."""

from dataclasses import replace
from datetime import timedelta

from bot.store.answers import GivenAnswer
from bot.store.reporting import AnswerCount, RatingCount, Span
from bot.store.store import Store
from tests.store.conftest import FakeNow
from tests.store.test_store import CHAT, given


def _add(store: Store, answer: GivenAnswer, question: str | None = None) -> None:
    store.answers.add(answer, question, (question or "").lower())


def test_answers_are_counted_by_what_is_the_same(store: Store, now: FakeNow) -> None:
    start = now()
    for number in range(3):
        _add(store, given(f"a{number}"))
    _add(store, replace(given("a3"), channel="telegram"))
    counts = store.reporting.answers(Span(start, start + timedelta(days=1)))
    same = given("a0")

    assert counts == (
        AnswerCount("api", "tan-an", same.status, same.outcome, same.intent, same.evidence, 3),
        AnswerCount("telegram", "tan-an", same.status, same.outcome, same.intent, same.evidence, 1),
    )


def test_span_holds_its_start_and_not_its_end(store: Store, now: FakeNow) -> None:
    start = now()
    _add(store, given("a1"), "Đầu")
    store.opinions.rate(CHAT, "a1", "answered", "up")
    now.pass_by(hours=1)
    _add(store, given("a2"), "Cuối")
    store.opinions.rate(CHAT, "a2", "answered", "down")
    span = Span(start, now())

    assert [count.count for count in store.reporting.answers(span)] == [1]
    assert [(count.rating, count.count) for count in store.reporting.ratings(span)] == [("up", 1)]
    assert [gap.question for gap in store.reporting.questions(span)] == ["Đầu"]


def test_counts_of_one_commune_leave_out_the_others(store: Store, now: FakeNow) -> None:
    start = now()
    for name, commune in (("a1", "tan-an"), ("a2", "loc-binh")):
        _add(store, replace(given(name), commune=commune), f"hỏi {commune}")
        store.opinions.rate(CHAT, name, "answered", "up")  # Telegram's ratings name no commune: the answer's does
    span = Span(start, start + timedelta(hours=1), "loc-binh")

    assert [count.commune for count in store.reporting.answers(span)] == ["loc-binh"]
    assert [count.commune for count in store.reporting.ratings(span)] == ["loc-binh"]
    assert [gap.question for gap in store.reporting.questions(span)] == ["hỏi loc-binh"]


def test_ratings_know_what_the_answer_rested_on(store: Store, now: FakeNow) -> None:
    _add(store, given("a1"))
    store.opinions.rate(CHAT, "a1", "answered", "down", "wrong")
    store.opinions.rate(CHAT, "gone", "answered", "up", commune="tan-an", channel="api")
    counts = store.reporting.ratings(Span(now(), now() + timedelta(hours=1)))

    assert counts == (
        RatingCount("api", "tan-an", "up", "", (), 1),
        RatingCount("telegram", "tan-an", "down", "wrong", given("a1").evidence, 1),
    )


def test_question_put_aside_stays_in_the_report(store: Store, now: FakeNow) -> None:
    _add(store, given("a1"), "ai trực")
    store.answers.settle_gap("ai trực")

    assert store.answers.gaps() == ()
    assert [gap.count for gap in store.reporting.questions(Span(now(), now() + timedelta(hours=1)))] == [1]


def test_wait_ends_when_the_oldest_of_the_failures_is_old_enough(store: Store, now: FakeNow) -> None:
    quarter = timedelta(minutes=15)
    before = store.sessions.wait(2, quarter)
    for _ in range(3):
        store.sessions.note_failure()
        now.pass_by(minutes=1)

    assert before == store.sessions.wait(4, quarter) == timedelta()
    assert store.sessions.wait(2, quarter) == timedelta(minutes=13)
    assert store.sessions.wait(3, quarter) == timedelta(minutes=12)
    now.pass_by(minutes=13)
    assert store.sessions.wait(2, quarter) == timedelta()
