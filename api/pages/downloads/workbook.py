"""Tasks as an XLSX workbook: typed cells on one sheet, the source and its caveats on another."""

import io
from typing import Any

from api.pages.downloads.table import COLUMNS, Export, Value, row_of, source_facts

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (6, 30, 60, 30, 30, 22, 13, 14, 36, 50, 20, 28, 50)
_SHARE = "0.0%"
_DATE = "dd/mm/yyyy"


def workbook_file(export: Export) -> bytes:
    """Returns the workbook. The library is loaded with the first one."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Nhiệm vụ"
    append_row(sheet, COLUMNS)
    for task in export.tasks:
        append_row(sheet, row_of(export, task))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    source = book.create_sheet("Nguồn và lưu ý")
    for fact in source_facts(export):
        append_row(source, fact)
    source.column_dimensions["A"].width, source.column_dimensions["B"].width = 28, 100
    for cell in (*sheet[1], *source["A"]):
        cell.font = Font(bold=True)
    book.properties.title = f"Nhiệm vụ của {export.view.commune.name}"
    book.properties.creator = "Một Cửa"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def append_row(sheet: Any, values: tuple[Value, ...]) -> None:
    """Writes a row of typed cells; words are words, whatever they open with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment

    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, value in enumerate(values, start=1):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value
        cell = sheet.cell(row, column, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, str):
            cell.data_type = "s"  # what opens with "=" is words of the source, not a formula
        elif isinstance(value, float):
            cell.number_format = _SHARE
        elif value is not None and not isinstance(value, int):
            cell.number_format = _DATE
