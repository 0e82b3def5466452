"""The deterministic check: nothing is said that no cited place holds."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answering import Answerer
from bot.answering.continuing import ContinuingAnswers
from bot.assistant import Assistant
from bot.claims import Claims
from bot.composing.draft import Draft
from bot.composing.kit import Ask
from bot.guard import violations
from bot.library import Library
from bot.reply import Status
from corpus.records import Record, Target, Task
from prompts.loader import load_routing, load_words
from tests.support.shipped import answered_draft, make_assistant

_NUMBER = re.compile(r"(?<!\[)(?<![\w.,/])\d+(?![\w\]])")
QUESTIONS = (
    ("lac-phuong", "Chỉ tiêu thanh toán trực tuyến?"),
    ("lac-phuong", "Phòng Kinh tế chủ trì những gì?"),
    ("lac-phuong", "Việc sửa VBQPPL cho hợp với sắp xếp bộ máy khi nào xong?"),
    ("tan-an", "Chỉ tiêu thanh toán trực tuyến?"),
    ("tan-an", "Kế hoạch số mấy, ngày nào?"),
    ("tan-an", "Phụ lục có bao nhiêu nhiệm vụ?"),
    ("le-loi", "Mức độ hài lòng của người dân phải đạt bao nhiêu?"),
    ("loc-binh", "Kế hoạch căn cứ vào những văn bản nào?"),
    ("phong-tho", "Phải cắt giảm bao nhiêu TTHC nội bộ?"),
)


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.kit.library


@pytest.fixture(scope="module")
def payment(library: Library) -> Target:
    """100% of procedures, and of payments "từ 50% trở lên"."""
    return next(t for t in library.targets("lac-phuong") if t.indicator == "Tỷ lệ giao dịch thanh toán trực tuyến")


@pytest.fixture(scope="module")
def revision(library: Library) -> Task:
    """Task 2: Văn phòng HĐND&UBND leads, "2026 - tháng 2/2027"."""
    return next(task for task in library.tasks("lac-phuong") if task.number == "2")


def draft(text: str, *records: Record, counts: frozenset[int] = frozenset()) -> Draft:
    return Draft(
        Status.ANSWERED,
        "answered_target",
        text,
        tuple(record.provenance for record in records),
        tuple(record.record_id for record in records),
        counts,
        ("lac-phuong",),
    )


def test_what_the_quote_says_passes(library: Library, payment: Target, revision: Task) -> None:
    text = (
        "**Từ 50% trở lên**, cùng mục này 100% [1]. **Văn phòng HĐND và UBND** chủ trì, 2026 - tháng 2/2027 [2].\n"
        "Nguồn: Kế hoạch xã Lạc Phượng giai đoạn 2026 - 2030, mục II.2.2.a, gạch đầu dòng 2."
    )

    assert violations(draft(text, payment, revision), library) == ()


def test_no_citation_is_a_violation_by_itself(library: Library) -> None:
    assert violations(draft("**Từ 50% trở lên**."), library) == ("no citation",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("**60%** [1]", "number 60"),
        ("**50,5%** [1]", "number 50,5"),
        ("**1.050** hồ sơ [1]", "number 1050"),
        ("đến năm 2031 [1]", "number 2031"),
        ("ngày 23/9 [1]", "number 23"),
        ("theo 118/2025/NĐ-CP [1]", "document 118/2025/NĐ-CP"),
        ("theo Kế hoạch 50/KH-UBND [1]", "document 50/KH-UBND"),
        ("theo Nghị quyết 76/NQ-CP [1]", "document 76/NQ-CP"),
        ("**Phòng Kinh tế** chủ trì [1]", "agency Phòng Kinh tế"),
        ("Chủ trì: **văn phòng hđnd và ubnd** [1]", "agency Văn phòng HĐND và UBND"),
    ],
)
def test_what_no_cited_place_says_is_named(library: Library, payment: Target, text: str, named: str) -> None:
    assert named in violations(draft(text, payment), library)


def test_another_record_is_no_ground_unless_cited(library: Library, payment: Target, revision: Task) -> None:
    text = "**Từ 50% trở lên** [1]"

    assert violations(draft(text, payment), library) == ()
    assert violations(draft(text, revision), library) == ("number 50",)


def test_mark_is_not_read_as_a_number(library: Library, payment: Target) -> None:
    assert violations(draft("**Từ 50% trở lên** [77]", payment), library) == ()


def test_declared_count_passes_and_only_that(library: Library, payment: Target) -> None:
    text = "Có **37 nhiệm vụ** [1]"

    assert violations(draft(text, payment), library) == ("number 37",)
    assert violations(draft(text, payment, counts=frozenset({37})), library) == ()
    assert violations(draft(text, payment, counts=frozenset({36})), library) == ("number 37",)


def test_leading_zero_and_thousands_are_the_same_number(library: Library, payment: Target) -> None:
    place = payment.provenance.model_copy(update={"quote": "mức 1.500 đồng trong 05 ngày"})
    stated = replace(draft("**1500** đồng, 5 ngày [1]", payment), places=(place,))

    assert violations(stated, library) == ()


def test_agency_outside_bold_is_checked_too(library: Library, payment: Target) -> None:
    assert violations(draft("**50%** [1].\n- Chủ trì: Phòng Kinh tế", payment), library) != ()


def test_agency_of_another_commune_is_checked_too(library: Library, revision: Task) -> None:
    assert violations(draft("**Trung tâm Dịch vụ sự nghiệp công** chủ trì [1]", revision), library) != ()


@pytest.mark.parametrize("date", ["tháng 2/2026", "ngày 2/2/2027"])
def test_date_put_together_from_parts_is_refused(library: Library, revision: Task, date: str) -> None:
    assert violations(draft(f"**{date}** [1]", revision), library) != ()


@pytest.mark.parametrize("stated", ["99%", "5%"])
def test_figure_cut_at_its_comma_is_refused(library: Library, payment: Target, stated: str) -> None:
    place = payment.provenance.model_copy(update={"quote": "đạt từ 99,5% trở lên", "section_label": "mục III"})

    assert violations(replace(draft(f"**{stated}** [1]", payment), places=(place,)), library) != ()


@pytest.mark.parametrize(("commune", "question"), QUESTIONS)
def test_composed_answers_pass(assistant: Assistant, library: Library, commune: str, question: str) -> None:
    assert violations(answered_draft(assistant, commune, question), library) == ()


@given(data=st.data(), stranger=st.integers(min_value=0, max_value=99_999))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_changed_is_noticed(
    assistant: Assistant, library: Library, data: st.DataObject, stranger: int
) -> None:
    answer = answered_draft(assistant, *data.draw(st.sampled_from(QUESTIONS)))
    grounds = f"{answer} {[library.document(place.document_id) for place in answer.places]}"
    assume(not re.search(rf"(?<!\d)0*{stranger}(?!\d)", grounds))
    found = data.draw(st.sampled_from(list(_NUMBER.finditer(answer.text))))

    changed = replace(answer, text=answer.text[: found.start()] + str(stranger) + answer.text[found.end() :])

    assert f"number {stranger}" in violations(changed, library)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_answer_without_its_citations_is_noticed(assistant: Assistant, library: Library, data: st.DataObject) -> None:
    """The figures of one commune's answer are not grounded in another's places."""
    first = answered_draft(assistant, *data.draw(st.sampled_from(QUESTIONS[:3])))
    other = answered_draft(assistant, "phong-tho", "Kế hoạch do ai ký?")

    assert violations(replace(first, places=other.places, item_ids=other.item_ids), library) != ()


class InventingAnswerer(Answerer):
    """Answers as the real one does, with another figure."""

    def answer(self, ask: Ask, focus: Sequence[str] = ()) -> Draft:
        told = super().answer(ask, focus)
        return replace(told, text=told.text.replace("50%", "65%"))


def inventing_assistant(assistant: Assistant) -> Assistant:
    made = make_assistant(assistant.index)
    answerer = InventingAnswerer(made.kit, made.selector, load_words())
    claims = Claims(made.kit, made.selector, load_routing().claim_words)
    answers = ContinuingAnswers(made.reader, made.selector, answerer, made.plans.main.last_answer, claims)
    made.plans.main = replace(made.plans.main, answers=answers)
    return made


def test_assistant_withholds_what_the_check_refuses(assistant: Assistant) -> None:
    inventing = inventing_assistant(assistant)

    kept = inventing.ask("Chỉ tiêu thanh toán trực tuyến?", "loc-binh")
    withheld = inventing.ask("Chỉ tiêu thanh toán trực tuyến?", "lac-phuong")

    assert kept.status is Status.ANSWERED
    assert (withheld.status, withheld.outcome) == (Status.NOT_FOUND, "not_found_unchecked")
    assert withheld.citations == ()
    assert "65" not in withheld.text


def test_withheld_answer_says_where_to_turn(assistant: Assistant) -> None:
    inventing = inventing_assistant(assistant)

    assert "Anh/chị có thể hỏi " in inventing.ask("Chỉ tiêu thanh toán trực tuyến?", "lac-phuong").text
