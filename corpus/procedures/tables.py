"""Spreadsheets and CSV files → rows of text with their place, whatever program wrote them.

What may be unpacked is checked where any Excel file is opened (`corpus.readers.excel`); rows and columns are counted
while they are read.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import UnreadableDocument
from corpus.procedures.faults import ImportRefused
from corpus.readers.excel import open_book
from corpus.text import normalise

MAX_COLUMNS = 100
MAX_ROWS = 50_000
# Sheets whose whole columns were formatted are a million rows long; nobody leaves so many empty ones before data.
_EMPTY_ROWS = 500
_DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet. `number` is the one that spreadsheet programs show (for CSV: the line it begins on)."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Returns the words of a cell, empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""

    def place(self, column: int) -> str:
        """Returns the name of a cell ("D14")."""
        return f"{get_column_letter(column + 1)}{self.number}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet (trang tính) with its rows that hold anything; merged cells all hold what the merged one does."""

    title: str
    rows: tuple[Row, ...]


def read_workbook(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Returns the sheets of an XLSX file that hold anything.

    Raises:
        ImportRefused: no workbook, damaged, too big when unpacked.
    """
    try:
        book = open_book(data, name)
    except UnreadableDocument as exc:
        raise ImportRefused(str(exc)) from exc
    sheets = [Sheet(sheet.title, _read_sheet(sheet, name)) for sheet in book.worksheets]
    return tuple(sheet for sheet in sheets if sheet.rows)


def read_csv(text: str, name: str) -> tuple[Sheet, ...]:
    """Returns the one sheet of a CSV file, or none when it is empty. The separator is what its first lines use.

    Raises:
        ImportRefused: the quotes do not close, or it is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(start, tuple(_cell(cell) for cell in cells[:MAX_COLUMNS])))
            if len(rows) > MAX_ROWS:
                raise _too_long(name)
            start = reader.line_num + 1
    except csv.Error as exc:
        raise ImportRefused(
            f"Tệp {name!r} sai định dạng CSV ở dòng {start} (dấu ngoặc kép chưa đóng?); hãy lưu lại từ Excel."
        ) from exc
    return (Sheet("CSV", tuple(rows)),) if rows else ()


def _delimiter(text: str) -> str:
    """The separator that stands most often, outside quotes, in the first lines."""
    head = re.sub(r'"[^"]*"', "", text[:5_000])
    return max(_DELIMITERS, key=head.count)


def _read_sheet(sheet: Worksheet, name: str) -> tuple[Row, ...]:
    merged = _merged(sheet)
    rows: list[Row] = []
    last = 0
    for number, values in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MAX_COLUMNS), values_only=True), 1):
        cells = tuple(merged.get((number, column)) or _cell(value) for column, value in enumerate(values, 1))
        if any(cells):
            rows.append(Row(number, cells))
            last = number
        elif number - last > _EMPTY_ROWS:
            break
        if len(rows) > MAX_ROWS:
            raise _too_long(name)
    return tuple(rows)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """What every place of a merged cell holds: the words of its upper left corner. A wide title stays one cell."""
    found: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        value = _cell(sheet.cell(area.min_row, area.min_col).value)
        if not value or area.size["rows"] > _EMPTY_ROWS or area.size["columns"] > MAX_COLUMNS:
            continue
        found.update(dict.fromkeys(_places(area.bounds), value))
    return found


def _places(bounds: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = bounds
    yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _cell(value: object) -> str:
    """The words of a cell, line breaks kept. Whole numbers lose the ".0" that spreadsheets give them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "\n".join(line for part in str(value).splitlines() if (line := normalise(part)))


def _too_long(name: str) -> ImportRefused:
    return ImportRefused(f"Tệp {name!r} có hơn {MAX_ROWS} dòng; hãy chia thành nhiều tệp.")
