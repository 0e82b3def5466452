"""Tasks as CSV (RFC 4180) with the byte-order mark without which spreadsheets misread Vietnamese."""

import csv
import io
from datetime import date

from api.pages.downloads.table import COLUMNS, Export, Value, row_of

MEDIA_TYPE = "text/csv; charset=utf-8"
# A cell that opens so is run as a formula by spreadsheets (OWASP, CSV injection); the last four are full-width forms.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
_GUARD = "'"


def csv_file(export: Export) -> bytes:
    """Returns the file: a header line, then a line a task."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)  # RFC 4180: commas, CRLF, quotes doubled
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in row_of(export, task)] for task in export.tasks)
    return stream.getvalue().encode("utf-8-sig")


def cell(value: Value) -> str:
    """Returns a cell's text: dates as ISO 8601, and an apostrophe before what would be run as a formula."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return _GUARD + text if text.startswith(_STARTS_FORMULA) else text
