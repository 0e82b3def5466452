"""How lines begin: what is a number or a bullet, and what only looks like one."""

import pytest

from corpus.markers import Marker, parse_marker


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("I. MỤC TIÊU, CHỈ TIÊU", Marker("roman", "I", "MỤC TIÊU, CHỈ TIÊU")),
        ("I.MỤC TIÊU, CHỈ TIÊU", Marker("roman", "I", "MỤC TIÊU, CHỈ TIÊU")),
        ("III NHIỆM VỤ", Marker("roman", "III", "NHIỆM VỤ")),
        ("2.Một số chỉ tiêu", Marker("decimal", "2", "Một số chỉ tiêu")),
        ("2.1.Cải cách thể chế", Marker("decimal", "2.1", "Cải cách thể chế")),
        ("-Tiếp tục rà soát", Marker("dash", "", "Tiếp tục rà soát")),
        ("+100% hồ sơ", Marker("plus", "", "100% hồ sơ")),
    ],
)
def test_marker_needs_no_space_before_a_word(line: str, marker: Marker) -> None:
    assert parse_marker(line) == marker


@pytest.mark.parametrize(
    "line",
    [
        "V.I. Lê-nin",
        "VIỆC LÀM",
        "1.000 hồ sơ",
        "1.5%",
        "-5 độ",
        "-tháng 2",
        "2.một",
        "2026-2030",
        "I can",
        "12 hồ sơ",
        "-",
        "X.",
    ],
)
def test_what_only_looks_like_a_marker_is_none(line: str) -> None:
    assert parse_marker(line) is None
