from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quantities import Quantity, find_figures, format_quantity, parse_quantity
from corpus.records import Comparator

QUANTITIES = st.builds(
    Quantity,
    comparator=st.sampled_from(list(Comparator)),
    value=st.decimals(min_value=0, max_value=10**9, places=2).map(lambda value: value.quantize(Decimal("0.01"))),
    unit=st.sampled_from(["%", "điểm", "ngày", "thủ tục"]),
)


@pytest.mark.parametrize(
    ("text", "comparator", "value", "wording"),
    [
        ("tỷ lệ giao dịch đạt từ 50% trở lên.", ">=", "50", "từ 50% trở lên"),
        ("đạt tối thiểu 85%", ">=", "85", "tối thiểu 85%"),
        ("trên 99% hồ sơ", ">", "99", "trên 99%"),
        ("cắt ít nhất 30% chi phí", ">=", "30", "cắt ít nhất 30%"),
        ("đạt 90% trở lên", ">=", "90", "90% trở lên"),
        ("≥ 95 %", ">=", "95", "≥ 95 %"),
        ("đạt 100%", "=", "100", "100%"),
        ("không quá 5%", "<=", "5", "không quá 5%"),
        ("phấn đấu giảm 10% biên chế", "=", "10", "giảm 10%"),
        ("Giảm bình quân 7% chi", "=", "7", "Giảm bình quân 7%"),
        ("đạt 12,5%", "=", "12.5", "12,5%"),
        ("Từ 20% số cơ quan", ">=", "20", "Từ 20%"),
    ],
)
def test_figure_keeps_the_sources_wording(text: str, comparator: str, value: str, wording: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.quantity.comparator, figure.quantity.value, figure.wording) == (comparator, Decimal(value), wording)


@pytest.mark.parametrize(
    "text",
    [
        "tập trung vào 06 nội dung",
        "ngày 15/7/2021",
        "Quyết định số 1085/QĐ-TTg",
        "giai đoạn 2026 - 2030",
        "TCVN ISO 9001:2015",
    ],
)
def test_numbers_that_state_no_level_are_no_figures(text: str) -> None:
    assert find_figures(text, is_goal=True) == ()


def test_other_units_count_only_in_goals() -> None:
    text = "giảm 05 ngày làm việc"
    assert find_figures(text) == ()
    assert [figure.quantity.unit for figure in find_figures(text, is_goal=True)] == ["ngày làm việc"]


def test_cell_takes_the_unit_of_its_column() -> None:
    assert parse_quantity("≥ 95", "%") == Quantity(Comparator.AT_LEAST, Decimal(95), "%")
    assert parse_quantity("95") is None
    assert parse_quantity("Thường xuyên", "%") is None


@given(QUANTITIES)
def test_parse_reads_back_what_format_wrote(quantity: Quantity) -> None:
    assert parse_quantity(format_quantity(quantity)) == quantity


@given(st.text(max_size=200))
def test_any_text_is_searched_without_fault(text: str) -> None:
    for figure in find_figures(text, is_goal=True):
        assert text[figure.start : figure.end] == figure.wording
