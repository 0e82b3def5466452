import pytest

from corpus.outline import Outline, outline_document
from corpus.readers import Line
from corpus.tables import Column, column_of, header_columns, read_tabbed

HEAD = "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\tMức độ"


def numbered(*texts: str) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Đơn vị chủ trì thực hiện", "lead"),
        ("CƠ QUAN/ĐƠN VỊ CHỦ TRÌ", "lead"),
        ("Người phụ trách", "lead"),
        ("Kết quả, sản phẩm (dự kiến)", "deliverable"),
        ("Mục tiêu đến năm 2030", "result"),
        ("Đơn vị tính (%)", "unit"),
        ("Thời gian thực hiện năm 2026", "schedule"),
        ("Màu sắc", None),
        ("", None),
    ],
)
def test_headings_name_columns(heading: str, column: Column | None) -> None:
    assert column_of(heading) == column


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        ("TT|Nhiệm vụ|Hình thức|Chủ trì|Mức độ", ("number", "title", "note", "lead", "note")),
        ("TT|Nội dung|ĐVT|Chỉ tiêu năm 2026", ("number", "indicator", "unit", "result")),
        ("STT|Chỉ tiêu|ĐVT|Kết quả|Đơn vị chủ trì", ("number", "indicator", "unit", "result", "responsible")),
        ("STT|Chỉ tiêu|ĐVT|Mục tiêu năm 2026|Mục tiêu năm 2027", ("number", "indicator", "unit", "note", "note")),
        ("Họ tên|Chức vụ|Ghi chú", ()),
        ("1|Rà soát|Công an xã|2026", ()),
    ],
)
def test_columns_depend_on_those_beside_them(headings: str, columns: tuple[Column, ...]) -> None:
    assert header_columns(headings.split("|")) == columns


def test_unknown_column_stays_in_the_quote() -> None:
    _, row = read_tabbed(numbered(HEAD, "1\tRà soát\tCông an xã\t2026\tCao"))
    assert (row.kind, row.subject, row.cells["lead"]) == ("row", "Rà soát", "Công an xã")
    assert row.quote == "1 | Rà soát | Công an xã | 2026 | Cao"


@pytest.mark.parametrize(
    ("line", "number", "name"),
    [
        ("II\tCải cách thể chế\t\t\t", "II", "Cải cách thể chế"),
        ("A\tNhiệm vụ chung\t\t\t", "A", "Nhiệm vụ chung"),
        ("2\tCải cách thể chế", "2", "Cải cách thể chế"),
        ("\tCải cách thể chế", None, "Cải cách thể chế"),
        ("\tCẢI CÁCH THỂ CHẾ\t\t\t", None, "CẢI CÁCH THỂ CHẾ"),
    ],
)
def test_groups_are_told_from_rows(line: str, number: str | None, name: str) -> None:
    rows = read_tabbed(numbered(HEAD, "1\tRà soát\tCông an xã\t2026\tCao", line, "1\tB\tCông an xã\t2026\t"))
    assert [row.kind for row in rows] == ["header", "row", "group", "row"]
    assert (rows[2].number, rows[2].subject) == (number, name)


def test_number_without_more_is_a_group_where_its_parts_follow() -> None:
    rows = read_tabbed(numbered(HEAD, "1\tCải cách\t\t\t", "1.1\tRà soát\tCông an xã\t2026\t", "2\tLẻ loi\t\t\t"))
    assert [row.kind for row in rows] == ["header", "group", "row", "unread"]


def test_unnumbered_task_is_no_rest_of_the_row_above() -> None:
    rows = read_tabbed(
        numbered(HEAD, "1\tRà soát\tCông an xã\t2026\tCao", "\tKiểm tra\tPhòng Kinh tế\t2027\t", "\tlại\t\t\t")
    )
    assert [(row.kind, row.subject) for row in rows[1:]] == [("row", "Rà soát"), ("row", "Kiểm tra lại")]


def outline_of(*texts: str, is_whole: bool | None = True) -> Outline:
    return outline_document("d", numbered(*texts), is_whole)


def test_table_in_the_body_stands_under_its_section_and_ends_with_its_columns() -> None:
    outline = outline_of(
        "III. NHIỆM VỤ",
        "- Danh mục như sau:",
        HEAD,
        "1\tRà soát\tCông an xã\t2026\tCao",
        "IV. TỔ CHỨC THỰC HIỆN",
        "- Báo cáo.",
    )
    assert [(section.section_id, section.kind, section.label) for section in outline.sections] == [
        ("muc-iii", "heading", "mục III"),
        ("muc-iii-g1", "bullet", "mục III, gạch đầu dòng 1"),
        ("muc-iii-tieu-de-cot", "annex", "mục III, tiêu đề cột"),
        ("muc-iii-n1", "table_row", "mục III, nhiệm vụ 1"),
        ("muc-iv", "heading", "mục IV"),
        ("muc-iv-g1", "bullet", "mục IV, gạch đầu dòng 1"),
    ]


def test_tables_without_any_section_are_counted() -> None:
    outline = outline_of(
        "DANH MỤC", HEAD, "II\tCải cách", "1\tA\tCông an xã\t2026\t", "Hết", HEAD, "1\tB\tCông an xã\t2026\t"
    )
    rows = [section for section in outline.sections if section.kind == "table_row"]
    assert [(row.section_id, row.label) for row in rows] == [
        ("bang-phan-ii-n1", "Bảng, nhiệm vụ 1 (phần II)"),
        ("bang-2-n1", "Bảng 2, nhiệm vụ 1"),
    ]


def test_whole_paragraphs_are_never_joined() -> None:
    texts = ("I. MỤC TIÊU", "- Một việc dài", "hai việc nữa", "(ba) việc khác")
    assert [section.text for section in outline_of(*texts).sections] == list(texts)
    assert len(outline_of(*texts, is_whole=None).sections) < len(texts)
