"""Workbooks (.xlsx) → lines: what stands above and below the tables of a sheet, and their rows with tabs."""

from collections.abc import Iterator, Sequence

from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import ExtractionFailed, UnreadableDocument
from corpus.readers.archives import parts_under
from corpus.readers.cell_values import print_value
from corpus.readers.excel import open_book
from corpus.readers.extract import Extract, FileKind, Progress, ReadLine
from corpus.readers.grid import is_data_table, table_lines
from corpus.text import normalise

MAX_COLUMNS = 100
MAX_ROWS = 20_000
# Sheets whose whole columns were formatted are a million rows long; nobody leaves so many empty ones before data.
_EMPTY_ROWS = 500
# A row of a table fills more cells than the lines around it, whose letterhead has two.
_LEAST_CELLS = 3

_Row = list[str | None]


def read_workbook(data: bytes, name: str, progress: Progress) -> Extract:
    """Returns the text of a workbook; a sheet counts as a page, hidden sheets are left out and named in a warning.

    Values are as a Vietnamese text prints them: dates dd/mm/yyyy, "95%", "1,5".

    Raises:
        UnreadableDocument: no workbook, damaged, locked, too long, or not safe to unpack.
        ExtractionFailed: no visible sheet holds anything.
    """
    book = open_book(data, name)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    lines: list[ReadLine] = []
    for page, sheet in enumerate(sheets, start=1):
        lines.extend(ReadLine(text=text, page=page) for text in _sheet_lines(_rows(sheet, name)))
        progress(page, len(sheets))
    if not lines:
        raise ExtractionFailed(f"Tệp {name!r} không có ô nào có chữ; hãy kiểm tra lại bảng tính.")
    return Extract(
        kind=FileKind.WORKBOOK,
        pages=len(sheets),
        lines=tuple(lines),
        has_whole_paragraphs=True,
        warnings=(*_hidden(book), *_uncounted(data, name, book)),
    )


def _hidden(book: Workbook) -> Iterator[str]:
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if names:
        yield f"Không đọc trang tính ẩn: {', '.join(names)}."


def _uncounted(data: bytes, name: str, book: Workbook) -> Iterator[str]:
    """A workbook that a program wrote holds formulas without results until Excel has counted them."""
    if not any(b"<f>" in part or b"<f " in part for part in parts_under("xl/worksheets/", data)):
        return
    formulas = open_book(data, name, with_formulas=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" or sheet.title not in formulas.sheetnames:
            continue
        written = formulas[sheet.title]
        bounds = {"max_row": min(written.max_row, MAX_ROWS), "max_col": min(written.max_column, MAX_COLUMNS)}
        cells = (cell for row in written.iter_rows(**bounds) for cell in row)
        empty = sum(cell.data_type == "f" and sheet[cell.coordinate].value is None for cell in cells)
        if empty:
            yield (
                f"Trang tính {sheet.title} có {empty} công thức chưa có kết quả nên các ô đó trống; "
                "hãy mở bằng Excel và lưu lại."
            )


def _rows(sheet: Worksheet, name: str) -> list[tuple[_Row, _Row]]:
    """Returns each row twice: as it stands, and with the words of cells that reach down repeated; empty ones too."""
    beside, above = _merged(sheet)
    rows: list[tuple[_Row, _Row]] = []
    last = 0
    if not isinstance(sheet, Worksheet):
        return rows
    for number, cells in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MAX_COLUMNS)), start=1):
        plain: _Row = [None if (number, cell.column) in beside else _text(cell) for cell in cells]
        full: _Row = [above.get((number, place), text) for place, text in enumerate(plain, start=1)]
        rows.append((plain, full))
        if any(full):
            last = number
        if number - last > _EMPTY_ROWS:
            break
        if last > MAX_ROWS:
            raise UnreadableDocument(f"Tệp {name!r} có trang hơn {MAX_ROWS} dòng; hãy chia thành nhiều tệp.")
    return rows[:last]


def _text(cell: Cell) -> str:
    return print_value(cell.value, cell.number_format or "General")


def _merged(sheet: Worksheet) -> tuple[set[tuple[int, int]], dict[tuple[int, int], str]]:
    """Returns the places that a cell to the left or above covers, and the words of those covered from above."""
    covered: set[tuple[int, int]] = set()
    above: dict[tuple[int, int], str] = {}
    for area in getattr(sheet, "merged_cells", ()):
        left, top, right, bottom = area.bounds
        right, bottom = min(right, MAX_COLUMNS), min(bottom, top + _EMPTY_ROWS)
        covered.update((row, place) for row in range(top, bottom + 1) for place in range(left, right + 1))
        covered.discard((top, left))
        text = _text(sheet.cell(top, left))
        above.update({(row, left): text for row in range(top + 1, bottom + 1)})
    return covered, above


def _sheet_lines(rows: Sequence[tuple[_Row, _Row]]) -> Iterator[str]:
    """Yields the lines of a sheet. Blank rows part its tables, but may also stand inside one."""
    table: list[_Row] = []
    for part in _parts(rows):
        full = [cells for _, cells in part]
        if is_data_table(full):
            yield from table_lines(table, is_exact=True)
            table = full
        elif table and all(sum(1 for cell in cells if cell) >= _LEAST_CELLS for cells in full):
            table += full
        else:
            yield from table_lines(table, is_exact=True)
            table = []
            yield from (
                text
                for plain, _ in part
                for cell in plain
                for line in (cell or "").split("\n")
                if (text := normalise(line))
            )
    yield from table_lines(table, is_exact=True)


def _parts(rows: Sequence[tuple[_Row, _Row]]) -> Iterator[list[tuple[_Row, _Row]]]:
    part: list[tuple[_Row, _Row]] = []
    for row in rows:
        if any(row[1]):
            part.append(row)
        elif part:
            yield part
            part = []
    if part:
        yield part
