"""What is said of a procedure is checked against its record."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.composing.draft import Draft
from bot.conversation import Turn
from bot.guard import violations
from bot.library import Library
from bot.procedures.desk import ProceduresDesk
from bot.procedures.finder import ProcedureFinder
from bot.reply import Status
from bot.understanding.normalisation import NormalisedText
from prompts.loader import load_procedure_rules
from retrieval.index import Index
from tests.support.procedures import COPIES, draft_of
from tests.support.shipped import make_assistant

_NUMBER = re.compile(r"(?<!\[)(?<![\w.,/])\d+(?:[.,]\d+)*(?![\w\]])")
_QUESTIONS = ("sao y bản chính mất bao nhiêu tiền", "đăng ký kết hôn cần giấy tờ gì", "tách hộ mất bao lâu", "khai tử")


class InventingDesk(ProceduresDesk):
    """Answers as the real one does, with another fee."""

    def answer(
        self, text: NormalisedText, last: Turn | None, is_of_plan: Callable[[], bool] = lambda: False
    ) -> Draft | None:
        told = super().answer(text, last, is_of_plan)
        return told and replace(told, text=told.text.replace("2.000 đồng", "3.500 đồng"))


def test_invented_fee_is_withheld(index: Index) -> None:
    inventing = make_assistant(index)
    rules = load_procedure_rules()
    inventing.desk = InventingDesk(inventing.kit, ProcedureFinder(index, rules), rules)

    kept = inventing.ask("lập di chúc ở xã tốn mấy đồng", "lac-phuong")
    withheld = inventing.ask("sao y mất bao nhiêu tiền", "lac-phuong")

    assert kept.status is Status.ANSWERED
    assert (withheld.status, withheld.outcome) == (Status.NOT_FOUND, "not_found_unchecked")
    assert withheld.citations == ()
    assert "3.500" not in withheld.text


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ("**3.500 đồng/trang** [1]", "number 3500"),
        ("**2.500 đồng/trang** [1]", "number 2500"),
        ("xong trong **5 ngày làm việc** [1]", "number 5"),
        ("theo 62/2021/NĐ-CP [1]", "document 62/2021/NĐ-CP"),
        ("dữ liệu đến 1/7/2026 [1]", "date 1/7/2026"),
        ("thay bằng mã 1.000656 [1]", "number 1.000656"),
    ],
)
def test_what_the_record_does_not_say_is_named(assistant: Assistant, library: Library, stated: str, named: str) -> None:
    answer = _answered(assistant, f"{COPIES} phí bao nhiêu")

    assert violations(answer, library) == ()
    assert named in violations(replace(answer, text=f"{answer.text}\n{stated}"), library)


def test_fee_of_one_procedure_is_no_ground_for_another(assistant: Assistant, library: Library) -> None:
    copies, will = (_answered(assistant, f"{code} phí bao nhiêu") for code in (COPIES, "2.001019"))

    assert violations(replace(copies, places=will.places, item_ids=will.item_ids), library) != ()


@given(data=st.data(), stranger=st.integers(min_value=0, max_value=9_999_999))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_changed_is_noticed(
    assistant: Assistant, library: Library, data: st.DataObject, stranger: int
) -> None:
    answer = _answered(assistant, data.draw(st.sampled_from(_QUESTIONS)))
    grounds = f"{answer} {[library.document(place.document_id) for place in answer.places]}".replace(".", "")
    assume(not re.search(rf"(?<!\d)0*{stranger}(?!\d)", grounds))
    found = data.draw(st.sampled_from(list(_NUMBER.finditer(answer.text))))

    changed = replace(answer, text=answer.text[: found.start()] + str(stranger) + answer.text[found.end() :])

    assert violations(changed, library) != ()


def _answered(assistant: Assistant, question: str) -> Draft:
    draft = draft_of(assistant, question)
    assert draft is not None
    assert draft.status is Status.ANSWERED, draft.text
    return draft
