"""A document is named by its number or its years; what is left is a question about it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.document_names import named_document, years_without_plan
from corpus.documents import SourceDocument
from corpus.records import Period


def make(number: str | None, first: int, last: int) -> SourceDocument:
    period = Period(raw=f"{first}-{last}", start_on=date(first, 1, 1), end_on=date(last, 12, 31))
    return SourceDocument(
        document_id=f"{number}-{first}",
        commune="tan-an",
        document_type="Kế hoạch",
        title="",
        document_number=number,
        issuing_body="",
        issued_on=None,
        period=period,
        signatory=None,
        sha256="",
    )


YEARS, YEAR, BARE = make("104/KH-UBND", 2026, 2030), make("12/KH-UBND", 2027, 2027), make(None, 2028, 2028)
ALL = (YEARS, YEAR, BARE)


@pytest.mark.parametrize(
    ("question", "document", "left"),
    [
        ("Kế hoạch 12/KH-UBND có mấy nhiệm vụ?", YEAR, "Kế hoạch có mấy nhiệm vụ?"),
        ("ke hoach so 12 co may nhiem vu", YEAR, "ke hoach co may nhiem vu"),
        ("12/kh-ubnd ai ký", YEAR, "kế hoạch ai ký"),
        ("12 / KH - UBND ai ký", YEAR, "kế hoạch ai ký"),
        ("theo kế hoạch năm 2027 thì ai chủ trì", YEAR, "theo kế hoạch thì ai chủ trì"),
        ("kế hoạch CCHC giai đoạn 2026-2030 ai ký", YEARS, "kế hoạch ai ký"),
        ("kế hoạch cải cách hành chính 2028 có gì", BARE, "kế hoạch có gì"),
        ("chỉ tiêu 12% là sao", None, ""),
        ("kế hoạch 12% là sao", None, ""),
        ("kế hoạch 112/KH-UBND", None, ""),
        ("năm 2027 có mấy việc", None, ""),
        ("kế hoạch 12 với kế hoạch 104 khác gì nhau", None, ""),
    ],
)
def test_naming(question: str, document: SourceDocument | None, left: str) -> None:
    found = named_document(question, ALL)

    assert (found.document, found.question) == (document, left) if found else document is None


@given(st.text())
def test_whatever_is_typed_never_fails(question: str) -> None:
    found = named_document(question, ALL)
    assert found is None or found.document in ALL


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("kế hoạch năm 2031 có gì mới", "2031"),
        ("ke hoach cchc 2031-2035 ai ky", "2031-2035"),
        ("kế hoạch CCHC năm 2025 của xã", "2025"),
        ("kế hoạch năm 2027 có gì mới", None),
        ("kế hoạch 2021-2026", None),
        ("kế hoạch cải cách hành chính 2021-2025 của tỉnh số mấy", None),
        ("chỉ tiêu năm 2031", None),
        ("kế hoạch 2031/KH-UBND", None),
    ],
)
def test_years_of_a_plan_that_is_not_held(question: str, years: str | None) -> None:
    assert years_without_plan(question, ALL) == years
