import contextlib
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import CorpusError, ExtractionFailed, UnreadableDocument
from corpus.readers.cell_values import print_value
from corpus.readers.extract import FileKind
from corpus.readers.workbook import read_workbook
from tests.corpus.test_outline import check_laws
from tests.support.layouts.mutations import mutate_bytes, mutate_parts, pack, unpack
from tests.support.layouts.plans import make_plan
from tests.support.layouts.scoring import (
    extract_lines,
    found_keys,
    outline_extract,
    planned_keys,
    read_records,
    record_f1,
)
from tests.support.layouts.sheets import SHEET_LAYOUTS, make_workbook, save
from tests.support.progress import unwatched

SEEDS = range(6)
LEAST_F1 = 0.98


def sheet_of(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(book: Workbook) -> list[str]:
    return [line.text for line in read_workbook(save(book), "ke-hoach.xlsx", unwatched).lines]


@pytest.mark.parametrize("layout", SHEET_LAYOUTS)
def test_records_of_every_layout_are_read(layout: str) -> None:
    plans = [make_plan(seed) for seed in SEEDS]
    extracts = [read_workbook(make_workbook(plan, layout), "ke-hoach.xlsx", unwatched) for plan in plans]
    pairs = [
        (planned_keys(plan), found_keys(read_records(extract))) for plan, extract in zip(plans, extracts, strict=True)
    ]
    assert record_f1(pairs) >= LEAST_F1
    for extract in extracts:
        check_laws(outline_extract(extract), extract_lines(extract))


def test_sheets_are_pages_and_hidden_ones_a_warning() -> None:
    extract = read_workbook(make_workbook(make_plan(1), "two sheets"), "ke-hoach.xlsx", unwatched)
    assert (extract.kind, extract.pages, {line.page for line in extract.lines}) == (FileKind.WORKBOOK, 2, {1, 2})
    assert extract.warnings == ("Không đọc trang tính ẩn: Nháp.",)
    assert not any("Không in" in line.text for line in extract.lines)


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (100.0, "General", "100"),
        (0.95, "0%", "95%"),
        (0.955, "0.0%", "95,5%"),
        (0.955, "0%", "95,5%"),
        (1.5, "General", "1,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1500, "#,##0", "1.500"),
        (1234567.5, "#,##0.0", "1.234.567,5"),
        (-2, "General", "-2"),
        (datetime(2026, 12, 31), "dd/mm/yyyy", "31/12/2026"),  # noqa: DTZ001 - what openpyxl gives
        (datetime(2026, 9, 1), "mm/yyyy", "09/2026"),  # noqa: DTZ001
        (date(2026, 1, 5), "General", "05/01/2026"),
        (datetime(2026, 1, 5, 14, 30), "dd/mm/yyyy hh:mm", "05/01/2026 14:30"),  # noqa: DTZ001
        (True, "General", "Có"),
        (None, "General", ""),
        ("Quý IV/2026", "General", "Quý IV/2026"),
        (7, '0" ngày"', "7"),
    ],
)
def test_values_are_printed_as_in_vietnamese_text(value: object, number_format: str, words: str) -> None:
    assert print_value(value, number_format) == words


def test_lines_around_a_table_have_no_tabs() -> None:
    book = Workbook()
    sheet = sheet_of(book)
    for row in (
        ["DANH MỤC NHIỆM VỤ"],
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
        [1, "Rà soát", "Công an xã", "2026"],
        [],
        [2, "Kiểm tra", "Công an xã", "2026"],
        [],
        ["Người lập biểu", None, None, "Chủ tịch"],
    ):
        sheet.append(row)
    assert texts(book) == [
        "DANH MỤC NHIỆM VỤ",
        "TT\tNhiệm vụ\tChủ trì\tThời gian",
        "1\tRà soát\tCông an xã\t2026",
        "2\tKiểm tra\tCông an xã\t2026",
        "Người lập biểu",
        "Chủ tịch",
    ]


def test_formulas_without_results_are_told() -> None:
    book = Workbook()
    sheet_of(book).append(["Tổng", "=1+1"])
    extract = read_workbook(save(book), "ke-hoach.xlsx", unwatched)
    assert [line.text for line in extract.lines] == ["Tổng"]
    assert "có 1 công thức chưa có kết quả" in extract.warnings[0]


def test_empty_workbook_says_so() -> None:
    with pytest.raises(ExtractionFailed, match="không có ô nào có chữ"):
        read_workbook(save(Workbook()), "trong.xlsx", unwatched)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pack({"word/document.xml": b"<w/>"})])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"'x\.xlsx'"):
        read_workbook(data, "x.xlsx", unwatched)


def test_bomb_and_external_entity_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="bung ra quá lớn"):
        read_workbook(pack({"xl/workbook.xml": b" " * 30_000_000}), "x.xlsx", unwatched)
    parts = unpack(make_workbook(make_plan(1), "one sheet"))
    parts["xl/sharedStrings.xml"] = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + parts.get(
        "xl/sharedStrings.xml", b"<x/>"
    )
    with pytest.raises(UnreadableDocument, match="khai báo XML không an toàn"):
        read_workbook(pack(parts), "x.xlsx", unwatched)


def test_damaged_files_are_faults_of_the_document() -> None:
    data = make_workbook(make_plan(1), "merged")
    for one in [*mutate_bytes(data, 1, 120), *mutate_parts(data, 2, 120)]:
        with contextlib.suppress(CorpusError):
            read_workbook(one, "hong.xlsx", unwatched)
