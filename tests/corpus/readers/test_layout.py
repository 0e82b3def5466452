"""Words with their places → lines, without any file: what PDF and scans share."""

from datetime import datetime, timedelta, timezone

import pytest

from corpus.readers.cells import Grid
from corpus.readers.extract import ReadLine
from corpus.readers.furniture import is_page_number, moment_in, take_notices
from corpus.readers.headings import mended_headings
from corpus.readers.layout import PageWords, lay_out
from corpus.readers.rule_grids import Rule, joined_rules, rule_grids
from corpus.readers.words import Word

EM = 12.0


def set_line(text: str, x: float, top: float, em: float = EM) -> list[Word]:
    """Returns the words of a line, each letter half an em wide."""
    words = []
    for part in text.split(" "):
        end = x + len(part) * em / 2
        words.append(Word(part, x, top, end, top + em))
        x = end + em / 4
    return words


def page(*lines: tuple[str, float, float], number: int = 1, grids: tuple[Grid, ...] = ()) -> PageWords:
    words = tuple(word for text, x, top in lines for word in set_line(text, x, top))
    return PageWords(number, 800, words, grids)


def texts(*pages: PageWords) -> list[str]:
    return [line.text for line in lay_out(pages).lines]


def test_columns_beside_each_other_are_read_one_after_the_other() -> None:
    head = page(
        ("ỦY BAN NHÂN DÂN", 50, 50),
        ("CỘNG HÒA XÃ HỘI", 300, 50),
        ("XÃ MƠ", 70, 66),
        ("Độc lập - Tự do", 310, 70),
        ("KẾ HOẠCH", 220, 110),
    )
    assert texts(head) == ["ỦY BAN NHÂN DÂN", "XÃ MƠ", "CỘNG HÒA XÃ HỘI", "Độc lập - Tự do", "KẾ HOẠCH"]


def test_span_of_years_broken_at_its_dash_begins_no_bullet() -> None:
    assert texts(page(("giai đoạn 2026", 50, 100), ("- 2030 của xã.", 50, 116), ("- Một việc", 50, 132))) == [
        "giai đoạn 2026 -",
        "2030 của xã.",
        "- Một việc",
    ]


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = [
        page(("Kế hoạch của xã", 50, 20), (f"Đoạn {number}", 50, 300), (f"- {number} -", 280, 780), number=number)
        for number in range(1, 5)
    ]
    assert texts(*pages) == [f"Đoạn {number}" for number in range(1, 5)]


@pytest.mark.parametrize("text", ["2", "- 2 -", "Trang 2/5", "2/5"])
def test_page_numbers_are_known(text: str) -> None:
    assert is_page_number(text)


def test_year_is_no_page_number() -> None:
    assert not is_page_number("2026")


def test_notice_in_small_letters_is_taken_whole_and_the_text_stays() -> None:
    notice = [*set_line("Ký bởi: Ủy ban nhân dân", 400, 20, 6), *set_line("xã Mơ", 400, 27, 6)]
    text = [*set_line("Người ký: ai đó", 50, 100), *set_line("chịu trách nhiệm.", 50, 114), *set_line("Xong", 50, 128)]
    kept, taken = take_notices([*notice, *text])
    assert {word.text for word in taken} == {word.text for word in notice} | {"Người", "ký:", "ai", "đó"}
    assert [word.text for word in kept] == ["chịu", "trách", "nhiệm.", "Xong"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Thời gian ký: 23.12.2025 13:52:21 +07:00", 13),
        ("Ngày ký: 23-12-2025 13:52:21", 13),
        ("2025-12-23T13:52:21+0700", 13),
        ("Date: 2025.12.23 06:52:21 +00:00", 6),
    ],
)
def test_moment_of_signing_is_read_in_its_zone(text: str, hour: int) -> None:
    zone = timezone(timedelta(hours=7 if hour == 13 else 0))
    assert moment_in(text) == datetime(2025, 12, 23, hour, 52, 21, tzinfo=zone)


@pytest.mark.parametrize("text", ["Thời gian ký:", "31-02-2025 10:00:00", "giai đoạn 2026 - 2030"])
def test_what_states_no_moment_gives_none(text: str) -> None:
    assert moment_in(text) is None


def _grid(columns: list[float], rows: list[float]) -> Grid:
    across = [Rule(y, columns[0], columns[-1]) for y in rows]
    down = [Rule(x, rows[0], rows[-1]) for x in columns]
    (grid,) = rule_grids(across, down, 3)
    return grid


def test_row_that_a_page_cuts_in_all_of_its_cells_is_one() -> None:
    columns = [40.0, 100.0, 300.0, 500.0]
    first = page(
        ("STT", 50, 602), ("Nhiệm vụ", 110, 602), ("Chủ trì", 310, 602), ("1", 50, 622), ("Rà soát", 110, 622),
        ("Văn phòng", 310, 622), grids=(_grid(columns, [600, 620, 640]),),
    )  # fmt: skip
    second = page(("thủ tục", 110, 62), ("xã", 310, 62), number=2, grids=(_grid(columns, [60, 80]),))
    assert texts(first, second) == ["STT\tNhiệm vụ\tChủ trì", "1\tRà soát thủ tục\tVăn phòng xã"]


def test_cells_are_joined_where_no_rule_parts_them_and_open_sides_are_closed() -> None:
    across = [Rule(y, 0, 300) for y in (0, 20, 40)]
    down = [Rule(100, 0, 40), Rule(200, 0, 20)]
    (grid,) = rule_grids(across, down, 3)
    assert (grid.xs, grid.ys) == ((0, 100, 200, 300), (0, 20, 40))
    assert sorted((box.x0, box.x1, box.top) for box in grid.boxes) == [
        (0, 100, 0),
        (0, 100, 20),
        (100, 200, 0),
        (100, 300, 20),
        (200, 300, 0),
    ]


def test_pieces_of_a_rule_are_one() -> None:
    pieces = [Rule(10, 0, 50), Rule(11, 50, 100), Rule(9, 140, 200), Rule(60, 0, 30)]
    assert joined_rules(pieces, 3) == [Rule(10, 0, 100), Rule(10, 140, 200), Rule(60, 0, 30)]


def test_drawing_of_very_many_rules_is_no_table() -> None:
    across = [Rule(float(10 * n), 0, 500) for n in range(1000)]
    down = [Rule(float(10 * n), 0, 10_000) for n in range(1000)]
    assert rule_grids(across, down, 3) == []


def test_heading_with_a_wrong_letter_is_mended_and_doubted() -> None:
    line = ReadLine(text="STT\tChỉ tiêu\tKết quả\tCơ quan thco dõi")
    (mended,) = mended_headings([line])
    assert mended.text == "STT\tChỉ tiêu\tKết quả\tCơ quan theo dõi"
    assert [doubt.words for doubt in mended.doubts] == ["Cơ quan theo dõi"]


@pytest.mark.parametrize("text", ["1\tRà soát\tVăn phòng\tQuý I", "STT\tChỉ tiêu\tKết quả\tMàu sắc", "không có cột"])
def test_other_rows_stay_as_they_are(text: str) -> None:
    assert mended_headings([ReadLine(text=text)]) == (ReadLine(text=text),)
