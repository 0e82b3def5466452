"""However a question is typed, it means the same: laws over real questions and over any text."""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.reply import Reply, Status
from bot.understanding.normalisation import clean
from corpus.text import fold
from tests.support.shipped import COMMUNES, judgments, quotes

# The restored word is another one, or two typed spellings fold together; each is a known limit of restoration.
LOST_WITHOUT_MARKS = frozenset(
    {
        "pt-document-12",  # "ở tỉnh nào" needs "ở": without marks "o" reads as the letter
    }
)
SAME_WITHOUT_MARKS = 0.96

Form = Literal["NFC", "NFD", "NFKC"]
_WORD = re.compile(r"[^\W_]|%")
TUNING = {row.id: row for row in judgments("tuning") if len(row.turns) == 1 and row.expect == "answered"}
# Every seventh, so that all communes and categories are met.
SAMPLE = tuple(TUNING)[::7]


def ask(assistant: Assistant, name: str, typed: str) -> Reply:
    return assistant.ask(typed, TUNING[name].commune)


def fact(reply: Reply) -> tuple[Status, tuple[str, ...]]:
    return reply.status, quotes(reply)


@pytest.fixture(scope="module")
def answered(assistant: Assistant) -> dict[str, Reply]:
    """Every tuning question of one turn that is answered when typed with care."""
    replies = {name: ask(assistant, name, row.turns[0]) for name, row in TUNING.items()}
    return {name: reply for name, reply in replies.items() if reply.status is Status.ANSWERED}


def test_sample_is_large_and_varied(answered: dict[str, Reply]) -> None:
    sample = [TUNING[name] for name in SAMPLE if name in answered]

    assert len(sample) >= 40
    assert len({row.category for row in sample}) >= 8
    assert {row.commune for row in sample} >= set(COMMUNES)


@pytest.mark.parametrize("form", ["NFD", "NFC", "NFKC"])
def test_composed_and_decomposed_are_one(assistant: Assistant, answered: dict[str, Reply], form: Form) -> None:
    changed = {
        name
        for name in SAMPLE
        if name in answered
        and ask(assistant, name, unicodedata.normalize(form, TUNING[name].turns[0])).text != answered[name].text
    }

    assert changed == set()


@pytest.mark.parametrize("case", [str.upper, str.lower, str.swapcase])
def test_case_does_not_matter(assistant: Assistant, answered: dict[str, Reply], case: Callable[[str], str]) -> None:
    typed = {name: case(TUNING[name].turns[0]) for name in SAMPLE if name in answered}

    assert {name for name, text in typed.items() if fact(ask(assistant, name, text)) != fact(answered[name])} == set()


def test_marks_do_not_matter(assistant: Assistant, answered: dict[str, Reply]) -> None:
    changed = {
        name
        for name in SAMPLE
        if name in answered and fact(ask(assistant, name, fold(TUNING[name].turns[0]))) != fact(answered[name])
    }

    assert changed <= LOST_WITHOUT_MARKS


def test_marks_hardly_ever_matter_over_the_whole_set(assistant: Assistant, answered: dict[str, Reply]) -> None:
    same = [
        name
        for name, reply in answered.items()
        if fact(ask(assistant, name, fold(TUNING[name].turns[0]))) == fact(reply)
    ]

    assert len(same) / len(answered) >= SAME_WITHOUT_MARKS


@pytest.mark.parametrize(
    "invisible",
    ["\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u00ad", "\x00", "\U000e0041"],
    ids=["zwsp", "zwj", "word-joiner", "bom", "rtl-override", "isolate", "soft-hyphen", "nul", "tag"],
)
def test_invisible_characters_are_ignored(assistant: Assistant, answered: dict[str, Reply], invisible: str) -> None:
    for name in [name for name in SAMPLE if name in answered][::4]:
        typed = invisible + invisible.join(TUNING[name].turns[0]) + invisible
        assert ask(assistant, name, typed).text == answered[name].text


def test_invisible_characters_are_ignored_where_one_clause_is_the_question(assistant: Assistant) -> None:
    question = "Cho mình hỏi chuyện này với nhé, mong bạn giúp dùm bò sữa. Kế hoạch do ai ký?"
    plain = assistant.ask(question, "lac-phuong")

    assert plain.status is Status.ANSWERED
    assert assistant.ask(question.replace(". ", ".\u200b "), "lac-phuong").text == plain.text


@pytest.mark.parametrize("space", ["\u00a0", "  ", "\t", "\n", "\r\n", "\u3000", "\u2009"])
def test_any_white_space_separates(assistant: Assistant, space: str) -> None:
    question = "chỉ tiêu thanh toán trực tuyến là bao nhiêu"
    plain = assistant.ask(question, "lac-phuong")

    assert assistant.ask(question.replace(" ", space), "lac-phuong").text == plain.text


@pytest.mark.parametrize("frame", ["{}", "  {}  ", "{}???", "“{}”", "{} 🙏🙏", "👉 {}", "dạ {} ạ", "- {}", "({})"])
def test_what_surrounds_a_question_does_not_matter(assistant: Assistant, frame: str) -> None:
    question = "chỉ tiêu thanh toán trực tuyến là bao nhiêu"
    plain = assistant.ask(question, "lac-phuong")

    assert fact(assistant.ask(frame.format(question), "lac-phuong")) == fact(plain)


def test_cleaning_is_idempotent_and_leaves_no_invisible_character() -> None:
    dirty = "\ufeff Chỉ\u200b tie\u0302u\u202e\t 50%\x07 "

    assert clean(dirty) == "Chỉ tiêu 50%"
    assert clean(clean(dirty)) == clean(dirty)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_cleaning_any_text_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


PIECES = (
    *("chỉ tiêu", "bao nhiêu", "%", "ai chủ trì", "khi nào", "so sánh", "Lộc Bình", "xã", "phường", "kế hoạch", "nhất"),
    *("76/NQ-CP", "2026-2030", "1.000,5", "đúng không?", "nhiệm vụ số 3", "phụ lục", "[1]", "**", "{x}", "\u0301"),
    *("\ud7ff", "🙏", "50%", ".", "!", "\u202e"),
)
ODD = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


@given(question=ODD, commune=st.sampled_from([None, *COMMUNES]))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_is_a_fault(assistant: Assistant, question: str, commune: str | None) -> None:
    reply = assistant.ask(question, commune)

    assert reply.outcome != "fault"
    assert reply.text
    assert reply.status is not Status.ANSWERED or reply.citations


@pytest.mark.parametrize(
    "question",
    [
        "%",
        "[1]",
        "{0}",
        "a" * 1000,
        "chỉ tiêu " * 111,
        "ấ" * 1000,
        "1" * 1000,
        "1/" * 500,
        "().*+?[x" * 120,
        "có phải là 99999999999999999999999999% đúng không",
        "chỉ tiêu 1.2.3,4,5% đúng không?",
        "nhiệm vụ số 99",
        "năm 2049 đến 2020 chỉ tiêu nào",
        "xã",
        "phường",
        "xã xã xã",
    ],
)
def test_odd_and_very_long_questions_get_a_reply(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "tan-an")

    assert reply.outcome != "fault"
    assert reply.text


@pytest.mark.parametrize(
    "question",
    ["?", "...", "🙏", "", "   ", "{}", "().*+?[" * 120, "\u0301" * 200, "Chỉ tiêu trồng rừng là bao nhiêu? 🙏"],
    ids=["mark", "dots", "emoji", "empty", "blank", "braces", "regex", "accents", "emoji-clause"],
)
def test_question_or_clause_without_a_word_is_no_fault(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "tan-an").outcome != "fault"
