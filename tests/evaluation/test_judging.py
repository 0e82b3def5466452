"""The judge: what makes a reply wrong, indirect or unfaithful; and that it agrees with the shared one."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api.schemas import AskResponse
from bot.assistant import Assistant
from bot.evaluation.judging import flatten, judge, squeeze
from bot.evaluation.judgments import Judgment
from bot.evaluation.run import (
    Scored,
    by_typing,
    calibration,
    marks_matter,
    run_judgments,
    source_texts,
    table,
    without_marks,
)
from bot.reply import Citation, Reply, Status
from corpus.text import fold
from tests.support.shipped import ROOT, scored

QUOTE = "- Tỷ lệ thanh toán trực tuyến đạt từ 60% trở lên; 100% thủ tục."
DOCUMENTS = {"tan-an": squeeze(f"KẾ HOẠCH\n{QUOTE}\nNơi nhận: 3 | Rà soát | Phòng Kinh tế")}
CITATION = Citation(1, "tan-an", "tan-an-1", "Kế hoạch", "104/KH-UBND", None, "mục II", QUOTE, "/documents/tan-an-1#s1")
RIGHT = Reply("a", "c", Status.ANSWERED, "answered_target", "**Từ 60% trở lên** giao dịch [1].", (CITATION,))
QUESTION = Judgment(
    id="q",
    category="target",
    commune="tan-an",
    turns=("Chỉ tiêu thanh toán trực tuyến?",),
    expect="answered",
    all_of=((r"(?<!\d)60 ?%",),),
    none_of=("80%",),
    source="tan-an",
)
SHARED = ROOT.parent / "shared" / "eval" / "run_eval.py"


def problems(reply: Reply, **changes: Any) -> tuple[str, ...]:
    return judge(QUESTION.model_copy(update=changes), reply, DOCUMENTS).problems


def unfaithful(reply: Reply, **changes: Any) -> tuple[str, ...]:
    return judge(QUESTION.model_copy(update=changes), reply, DOCUMENTS).unfaithful


def test_right_reply_is_correct_direct_and_faithful() -> None:
    verdict = judge(QUESTION, RIGHT, DOCUMENTS)

    assert (verdict.is_correct, verdict.is_direct, verdict.unfaithful, verdict.is_wrong_fact) == (True, True, (), False)


def test_wrong_fact_is_caught_as_the_gravest() -> None:
    verdict = judge(QUESTION, replace(RIGHT, text="**Từ 100% trở lên** [1]."), DOCUMENTS)

    assert not verdict.is_correct
    assert verdict.is_wrong_fact
    assert verdict.problems == (r"missing (?<!\d)60 ?%",)


def test_excluded_fact_beside_the_right_one_is_caught() -> None:
    verdict = judge(QUESTION, replace(RIGHT, text="**60%**, không phải 80% [1]."), DOCUMENTS)

    assert (verdict.problems, verdict.is_wrong_fact) == (("must not contain 80%",), True)


def test_abstaining_is_wrong_but_no_wrong_fact() -> None:
    verdict = judge(QUESTION, Reply("a", "c", Status.NOT_FOUND, "x", "Kế hoạch không nêu."), DOCUMENTS)

    assert verdict.problems[0] == "status not_found, expected answered"
    assert not verdict.is_wrong_fact
    assert verdict.unfaithful == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"source": "loc-binh"}, "expected loc-binh"),
        ({"code": "2.000815"}, "does not cite procedure 2.000815"),
        ({"quote": "từ 70%"}, "no quote matches từ 70%"),
        ({"all_of_answered": (("phòng kinh tế",),)}, "missing phòng kinh tế"),
        ({"none_of_reply": ("104/kh-ubnd",)}, "must not contain 104/kh-ubnd"),
        ({"expect": "refused_or_not_found"}, "status answered"),
    ],
)
def test_each_demand_is_checked(changes: dict[str, Any], problem: str) -> None:
    (found,) = problems(RIGHT, **changes)

    assert problem in found


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "từ 60% trở lên"},
        {"all_of": (("không có", "60%"),)},
        {"expect": "clarify", "expect_any": ("answered",)},
        {"all_of": ((r"từ\s+60%",), ("giao dịch",))},
    ],
)
def test_demands_that_are_met(changes: dict[str, Any]) -> None:
    assert problems(RIGHT, **changes) == ()


def test_status_may_be_either_where_both_are_right() -> None:
    for status in (Status.REFUSED, Status.NOT_FOUND):
        assert problems(Reply("a", "c", status, "x", "…"), expect="refused_or_not_found", all_of=(), source=None) == ()


def test_missing_citation_is_unfaithful() -> None:
    assert unfaithful(replace(RIGHT, citations=())) == ("answered without a citation",)


def test_quote_that_no_document_holds_is_unfaithful() -> None:
    invented = replace(CITATION, quote="Tỷ lệ thanh toán trực tuyến đạt từ 60% trở lên trong quý I.")

    (found,) = unfaithful(replace(RIGHT, citations=(invented,)))
    assert found.startswith("quote not in the document: Tỷ lệ")


def test_one_invented_piece_of_a_quote_is_enough() -> None:
    pieces = replace(CITATION, quote="Rà soát | Phòng Kinh tế | Văn phòng Đảng ủy")

    assert len(unfaithful(replace(RIGHT, citations=(pieces, CITATION)))) == 1


def test_quote_of_another_commune_is_unfaithful() -> None:
    documents = {**DOCUMENTS, "loc-binh": squeeze("một văn bản khác")}
    strayed = replace(RIGHT, citations=(replace(CITATION, commune="loc-binh"),))

    assert judge(QUESTION, strayed, documents).unfaithful


@pytest.mark.parametrize("number", ["75", "2031", "1.250", "60,5", "98.7"])
def test_invented_number_is_unfaithful(number: str) -> None:
    (found,) = unfaithful(replace(RIGHT, text=f"**60%**, rồi {number}% [1]."))

    assert "has no ground" in found


@pytest.mark.parametrize(
    "text",
    [
        "**60%** theo 104/KH-UBND [1].",
        "**60%** trong 100% thủ tục [1].",
        "Có 2 chỉ tiêu: **60%** và 100% [1].",
        "**060%** [1].",
    ],
)
def test_grounded_number_is_faithful(text: str) -> None:
    assert unfaithful(replace(RIGHT, text=text)) == ()


def test_number_of_the_question_is_a_ground() -> None:
    text = replace(RIGHT, text="Không phải 75%, mà là **60%** [1].")

    assert unfaithful(text) != ()
    assert unfaithful(text, turns=("Có phải 75% không?",)) == ()


def test_directness_needs_the_fact_early() -> None:
    late = replace(RIGHT, text="Kế hoạch dài dòng. " * 30 + "**60%** [1].")
    verdict = judge(QUESTION, late, DOCUMENTS)

    assert (verdict.is_correct, verdict.is_direct) == (True, False)


def test_text_is_compared_in_one_spelling() -> None:
    assert flatten("  Đạt\u00a0 TỪ\n60% ") == "đạt từ 60%"
    assert flatten("tuye\u0302\u0301n") == "tuyến"
    assert squeeze("Số: 104/KH-UBND,\n ngày") == "số104khubndngày"


@pytest.fixture(scope="module")
def tuning(index_folder: Path) -> tuple[Scored, ...]:
    return scored("tuning", index_folder)


@pytest.fixture(scope="module")
def shared() -> ModuleType:
    if not SHARED.is_file():
        pytest.skip(f"{SHARED} is not here: the shared judge is compared only beside the project's shared folder")
    spec = importlib.util.spec_from_file_location("shared_run_eval", SHARED)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_served(reply: Reply) -> dict[str, object]:
    return AskResponse.of(reply, "http://127.0.0.1:8000").model_dump(mode="json")


def _unchanged(reply: Reply) -> Reply:
    return reply


def _other_number(reply: Reply) -> Reply:
    return replace(reply, text=reply.text.replace("100%", "137%").replace("2026", "2049"))


def _no_citation(reply: Reply) -> Reply:
    return replace(reply, citations=())


def _invented_quote(reply: Reply) -> Reply:
    return replace(reply, citations=tuple(replace(c, quote="Một câu không có ở đâu cả.") for c in reply.citations))


def _other_status(reply: Reply) -> Reply:
    return replace(reply, status=Status.NOT_FOUND)


def _other_commune(reply: Reply) -> Reply:
    return replace(reply, citations=tuple(replace(c, commune="kim-lien") for c in reply.citations))


@pytest.mark.parametrize(
    "spoil", [_unchanged, _other_number, _no_citation, _invented_quote, _other_status, _other_commune]
)
def test_judge_agrees_with_the_shared_one(
    assistant: Assistant, tuning: tuple[Scored, ...], shared: ModuleType, spoil: Callable[[Reply], Reply]
) -> None:
    documents = source_texts(assistant.index.corpus)
    differing = []
    for row in tuning[::2]:
        reply = spoil(row.reply)
        mine = judge(row.judgment, reply, documents)
        theirs, is_direct, is_unfaithful = shared.judge(row.judgment.model_dump(), as_served(reply), documents)
        if (mine.is_correct, mine.is_direct, bool(mine.unfaithful)) != (not theirs, is_direct, bool(is_unfaithful)):
            differing.append((row.judgment.id, mine, theirs, is_unfaithful))

    assert differing == []


def test_judge_finds_what_was_spoilt(assistant: Assistant, tuning: tuple[Scored, ...]) -> None:
    """Each way of spoiling a good reply is noticed on nearly every reply that it changes."""
    documents = source_texts(assistant.index.corpus)
    good = [row for row in tuning if row.verdict.is_correct and row.reply.status is Status.ANSWERED]
    for spoil in (_no_citation, _invented_quote, _other_status):
        noticed = [
            not judge(row.judgment, spoil(row.reply), documents).is_correct
            or bool(judge(row.judgment, spoil(row.reply), documents).unfaithful)
            for row in good
        ]
        assert sum(noticed) >= 0.99 * len(noticed), spoil.__name__


def test_run_scores_the_last_turn_of_each_conversation(assistant: Assistant) -> None:
    follow_up = QUESTION.model_copy(
        update={"turns": ("Chỉ tiêu thanh toán trực tuyến?", "Còn Lộc Bình thì sao?"), "source": "loc-binh"}
    )
    ticks: list[int] = []

    rows = run_judgments(assistant, [follow_up, QUESTION], progress=lambda: ticks.append(1))

    assert [row.judgment for row in rows] == [follow_up, QUESTION]
    assert rows[0].verdict.is_correct
    assert rows[1].verdict.problems  # Tân An says 80 %
    assert len(ticks) == 2
    assert all(row.elapsed_ms > 0 for row in rows)


def test_table_has_a_line_per_category_and_the_whole(tuning: tuple[Scored, ...]) -> None:
    head, *lines, latency = table(tuning).splitlines()

    assert head.split() == ["category", "n", "correct", "direct", "faithful"]
    assert [line.split()[0] for line in lines] == [*sorted({row.judgment.category for row in tuning}), "ALL"]
    assert lines[-1].split()[1] == str(len(tuning))
    assert latency.startswith("latency p50 ")


def test_shares_by_typing_and_abstention_are_counted(tuning: tuple[Scored, ...]) -> None:
    typing = by_typing(tuning)
    counts = [int(text.split()[-1]) for text in typing.values()]

    assert (len(counts), sum(counts)) == (2, len(tuning))
    assert "questions without an answer in the source were not answered" in calibration(tuning)


def test_the_same_questions_are_counted_with_and_without_marks(
    assistant: Assistant, tuning: tuple[Scored, ...]
) -> None:
    bare = without_marks(row.judgment for row in tuning)
    stripped = run_judgments(assistant, bare)
    right = sum(row.verdict.is_correct for row in stripped) / len(stripped)

    assert 0 < len(bare) < len(tuning)
    assert all(turn == fold(turn) for judgment in bare for turn in judgment.turns)
    assert f"the same {len(bare)} questions" in marks_matter(tuning, stripped)
    assert f"{right:.1%} with their diacritics taken away" in marks_matter(tuning, stripped)
