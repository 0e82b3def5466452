"""Tables as files: a workbook of several sheets, a CSV of one. What people typed is words in both, never a formula."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.downloads.csv_file import cell
from api.pages.downloads.table import Value
from api.pages.downloads.workbook import append_row


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `headings` are the numbers of the rows in bold; with `has_titles` the first column is bold too."""

    title: str
    rows: Sequence[tuple[Value, ...]]
    widths: tuple[int, ...] = ()
    headings: tuple[int, ...] = (1,)
    has_titles: bool = False


def workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """Returns an XLSX workbook. The library is loaded with the first one."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.title)
        for row in sheet.rows:
            append_row(made, row)
        for number, width in enumerate(sheet.widths, start=1):
            made.column_dimensions[get_column_letter(number)].width = width
        bold = [cell for heading in sheet.headings for cell in made[heading]]
        for each in (*bold, *(made["A"][: max(sheet.headings) - 1] if sheet.has_titles else ())):
            each.font = Font(bold=True)
        if sheet.headings == (1,):
            made.freeze_panes = "A2"
    book.properties.title = title
    book.properties.creator = "Một Cửa"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_bytes(rows: Sequence[tuple[Value, ...]]) -> bytes:
    """Returns a CSV (RFC 4180), with the byte-order mark that spreadsheets need for Vietnamese."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
