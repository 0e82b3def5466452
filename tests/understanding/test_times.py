"""Points in time as words name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.times import times_in


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Hạn là quý 2/2027, phải không?", {"quy 2", "2027"}),
        ("quý II/2026", {"quy 2", "2026"}),
        ("xong trong quý IV năm 2026", {"quy 4", "2026"}),
        ("báo cáo năm gửi trước ngày 01/12", {"1/12"}),
        ("trước ngày 30 tháng 11 năm 2026", {"30/11", "2026"}),
        ("tháng 6/2026", {"thang 6", "2026"}),
        ("ngày 28/4/2026", {"28/4", "2026"}),
        ("giai đoạn 2026-2030", {"2026", "2030"}),
        ("6 tháng cuối năm 2025", {"2025"}),
        ("Kế hoạch số 179/KH-UBND ngày 18/10/2021 của quận", set()),
        ("Nghị định số 59/2019/NĐ-CP", set()),
        ("Thường xuyên; 20 nhiệm vụ, 100%", set()),
    ],
)
def test_times_are_those_that_words_name(text: str, times: set[str]) -> None:
    assert times_in(text) == times


@given(day=st.integers(1, 31), month=st.integers(1, 12), year=st.integers(2000, 2049))
def test_a_day_is_the_same_however_it_is_written(day: int, month: int, year: int) -> None:
    written = (f"{day}/{month}/{year}", f"{day:02}/{month:02}/{year}", f"{day} tháng {month} năm {year}")
    assert {times_in(f"trước ngày {one}.") for one in written} == {frozenset({f"{day}/{month}", str(year)})}
