from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import format_date, parse_date
from corpus.records import Recurrence
from corpus.schedules import format_period, format_schedule, is_schedule, parse_period, parse_schedule

YEARS = st.integers(min_value=1990, max_value=2090)


@pytest.mark.parametrize(
    ("text", "start", "deadline", "recurrence"),
    [
        ("2026-2030", date(2026, 1, 1), date(2030, 12, 31), None),
        ("2026- 2030", date(2026, 1, 1), date(2030, 12, 31), None),
        ("2026 - tháng 2/2027", date(2026, 1, 1), date(2027, 2, 28), None),
        ("2027", date(2027, 1, 1), date(2027, 12, 31), None),
        ("Quý II/2026", None, date(2026, 6, 30), None),
        ("Tháng 2/2028", None, date(2028, 2, 29), None),
        ("Trước ngày 01/12/2026", None, date(2026, 12, 1), None),
        ("Thường xuyên", None, None, Recurrence.ALWAYS),
        ("Hàng năm", None, None, Recurrence.YEARLY),
        ("Hằng quý", None, None, Recurrence.QUARTERLY),
        ("Tiếp tục triển khai 2026 - 2030", date(2026, 1, 1), date(2030, 12, 31), None),
        ("Theo kế hoạch hàng năm hoặc đột xuất", None, None, Recurrence.YEARLY),
        ("Sau khi thành phố triển khai, hướng dẫn", None, None, None),
        ("Trong thời hạn 15 ngày kể từ ngày thành phố ban hành Kế hoạch", None, None, None),
    ],
)
def test_schedule(text: str, start: date | None, deadline: date | None, recurrence: Recurrence | None) -> None:
    schedule = parse_schedule(text)
    assert (schedule.start_on, schedule.deadline_on, schedule.recurrence) == (start, deadline, recurrence)
    assert schedule.raw == text
    assert is_schedule(text)


@pytest.mark.parametrize("text", ["Các văn bản triển khai", "Phòng Kinh tế", "Tháng 13/2026", ""])
def test_other_cells_are_no_schedules(text: str) -> None:
    assert not is_schedule(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("xã Lạc Phượng giai đoạn 2026 - 2030", date(2026, 1, 1), date(2030, 12, 31)),
        ("Giai đoạn 2026 – 2027:", date(2026, 1, 1), date(2027, 12, 31)),
        ("6 tháng cuối năm 2025 trên địa bàn", date(2025, 7, 1), date(2025, 12, 31)),
        ("phường Lê Lợi năm 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("từ năm 2026 đến năm 2030", date(2026, 1, 1), date(2030, 12, 31)),
    ],
)
def test_period(text: str, start: date, end: date) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.start_on, period.end_on) == (start, end)
    assert period.raw in text


@pytest.mark.parametrize("text", ["TRONG 6 THÁNG NĂM 2025", "ngày 15/7/2021", "2030 - 2026", "số 2030/QĐ-UBND", ""])
def test_other_texts_name_no_period(text: str) -> None:
    assert parse_period(text) is None


@given(YEARS, st.integers(min_value=0, max_value=10))
def test_periods_of_whole_years_read_back(first: int, more: int) -> None:
    start, end = date(first, 1, 1), date(first + more if first + more < 2100 else first, 12, 31)
    period = parse_period(format_period(start, end))
    assert period is not None
    assert (period.start_on, period.end_on) == (start, end)


@given(YEARS, st.booleans())
def test_half_years_read_back(year: int, is_first: bool) -> None:
    start, end = (date(year, 1, 1), date(year, 6, 30)) if is_first else (date(year, 7, 1), date(year, 12, 31))
    period = parse_period(format_period(start, end))
    assert period is not None
    assert (period.start_on, period.end_on) == (start, end)


def test_a_span_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no name"):
        format_period(date(2026, 2, 1), date(2026, 5, 31))


@given(st.text(max_size=80))
def test_schedules_read_back(text: str) -> None:
    schedule = parse_schedule(text)
    assert parse_schedule(format_schedule(schedule)) == schedule


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_dates_read_back(value: date) -> None:
    assert parse_date(format_date(value)) == value
    assert parse_date(f"{value.day}/{value.month}/{value.year}") == value


@pytest.mark.parametrize("text", ["30/2/2025", "ngày tháng 9 năm 2025", "", "2025"])
def test_impossible_dates_are_none(text: str) -> None:
    assert parse_date(text) is None
