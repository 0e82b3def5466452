from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.grid import Row, is_data_table, table_lines
from tests.corpus.helpers import letters

HEAD: Row = ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian")
HEAD_LINE = "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian"
ROW: Row = ("1", "Rà soát", "Công an xã", "Các thôn", "2026")
ROW_LINE = "1\tRà soát\tCông an xã\tCác thôn\t2026"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        pytest.param([HEAD, ROW], [HEAD_LINE, ROW_LINE], id="plain"),
        pytest.param(
            [("DANH MỤC", None, None, None, None), HEAD, ROW], ["DANH MỤC", HEAD_LINE, ROW_LINE], id="title above"
        ),
        pytest.param([HEAD, ("(1)", "(2)", "(3)", "(4)", "(5)"), ROW], [HEAD_LINE, ROW_LINE], id="numbered columns"),
        pytest.param([HEAD, ("A", "B", "1", "2", "3"), ROW], [HEAD_LINE, ROW_LINE], id="lettered columns"),
        pytest.param([HEAD, ROW, HEAD, ROW], [HEAD_LINE, ROW_LINE, HEAD_LINE, ROW_LINE], id="header on each page"),
        pytest.param(
            [
                ("TT", "Nhiệm vụ", "Cơ quan thực hiện", None, "Thời gian"),
                (None, None, "Chủ trì", "Phối hợp", None),
                ROW,
            ],
            [HEAD_LINE, ROW_LINE],
            id="two-row header",
        ),
        pytest.param(
            [
                ("TT", "Nhiệm vụ", "Đơn vị", None, "Thời gian"),
                ("TT", "Nhiệm vụ", "Chủ trì thực hiện", "Phối hợp thực hiện", "Thời gian"),
                ROW,
            ],
            ["TT\tNhiệm vụ\tChủ trì thực hiện\tPhối hợp thực hiện\tThời gian", ROW_LINE],
            id="two-row header, repeated down",
        ),
        pytest.param(
            [HEAD, ("II. Cải cách thể chế", None, None, None, None), ROW],
            [HEAD_LINE, "II\tCải cách thể chế", ROW_LINE],
            id="group in one cell",
        ),
        pytest.param(
            [HEAD, ("II", "Cải cách thể chế", None, None, None), ROW],
            [HEAD_LINE, "II\tCải cách thể chế", ROW_LINE],
            id="group in two cells",
        ),
        pytest.param(
            [HEAD, ("Nhiệm vụ chung", None, None, None, None), ROW],
            [HEAD_LINE, "\tNhiệm vụ chung", ROW_LINE],
            id="group without number",
        ),
        pytest.param(
            [HEAD, ROW, ("2", "Kiểm tra", None, None, "2027")],
            [HEAD_LINE, ROW_LINE, "2\tKiểm tra\tCông an xã\tCác thôn\t2027"],
            id="cells that reach down",
        ),
        pytest.param(
            [HEAD, ROW, ("2", "Kiểm tra", None, None, None)],
            [HEAD_LINE, ROW_LINE, "2\tKiểm tra\tCông an xã\tCác thôn\t2026"],
            id="all cells reach down",
        ),
        pytest.param(
            [HEAD, ROW, (None, None, "Phòng Kinh tế", None, "2027")],
            [HEAD_LINE, "1\tRà soát\tCông an xã; Phòng Kinh tế\tCác thôn\t2026; 2027"],
            id="one task with two lines of details",
        ),
        pytest.param(
            [HEAD, ROW, ("", "soát lại", "", "", "")],
            [HEAD_LINE, ROW_LINE, "\tsoát lại\t\t\t"],
            id="row cut by a page",
        ),
        pytest.param(
            [HEAD, ("1", "Rà\nsoát", "Phòng Kinh tế\nPhòng Văn hóa -\nXã hội", "", "2026")],
            [HEAD_LINE, "1\tRà soát\tPhòng Kinh tế Phòng Văn hóa - Xã hội\t\t2026"],
            id="broken lines of agencies",
        ),
        pytest.param([("a", None, "b"), ("c", "d", "")], ["a\t\tb", "c\td\t"], id="no header"),
    ],
)
def test_tables_come_into_plain_form(rows: list[Row], lines: list[str]) -> None:
    assert table_lines(rows) == lines


def test_exact_cells_name_an_agency_a_line() -> None:
    rows = [
        HEAD,
        ("1", "Rà soát", "- Công an xã;\n- Đoàn Thanh niên xã", "Trung tâm Phục vụ\nhành chính công xã", "2026"),
    ]
    assert table_lines(rows, is_exact=True)[1] == (
        "1\tRà soát\tCông an xã; Đoàn Thanh niên xã\tTrung tâm Phục vụ hành chính công xã\t2026"
    )


def test_exact_cells_reach_to_the_left_alone() -> None:
    rows: list[Row] = [HEAD, ROW, ("2", "Cải cách thể chế", None, None, None)]
    assert table_lines(rows, is_exact=True)[-1] == "2\tCải cách thể chế"


def test_wide_headings_hold_the_columns_below() -> None:
    rows: list[Row] = [("TT", "Nhiệm vụ", None, "Chủ trì", "Thời gian"), ("1", "Rà", "soát", "Công an xã", "2026")]
    assert table_lines(rows) == ["TT\tNhiệm vụ\tChủ trì\tThời gian", "1\tRà soát\tCông an xã\t2026"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEAD, ROW], True),
        ([("Số", "Hình thức", "Nhiệm vụ", "Chủ trì", "Thời gian", "Mức độ")], True),
        ([("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")], False),
        ([("Nơi nhận:", "TM. ỦY BAN NHÂN DÂN")], False),
        ([("TT", "Họ tên", "Chức vụ")], False),
    ],
)
def test_data_tables_are_told_by_their_header(rows: list[Row], expected: bool) -> None:
    assert is_data_table(rows) is expected


CELLS = st.one_of(
    st.none(),
    st.sampled_from(["", "I", "1", "II. Cải cách", "Nhiệm vụ", "Chủ trì", "Thời gian", "TT", "Phòng Kinh tế"]),
    st.text(alphabet="abcê 1.\n", max_size=8),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8)


@given(TABLES, st.booleans(), st.booleans())
def test_no_words_of_a_cell_are_lost(rows: list[list[str | None]], has_head: bool, is_exact: bool) -> None:
    table: list[Row] = [HEAD, ("x", "Việc", "y", "z", "t"), *rows] if has_head else list(rows)
    printed = set(letters(" ".join(line for line in table_lines(table, is_exact=is_exact))))
    held = Counter(letters(" ".join(cell or "" for row in table for cell in row)))
    # Only rows that number the columns are left out, and nothing is added but what a merged cell repeats.
    assert {char for char in held if not char.isdigit() and not char.isupper()} <= printed
    assert printed <= set(held)


@given(TABLES)
def test_every_line_has_the_columns_of_its_header_or_is_a_group(rows: list[list[str | None]]) -> None:
    for line in table_lines([HEAD, *rows], is_exact=True):
        assert line.strip()
        assert "\n" not in line
