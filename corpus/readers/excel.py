"""Excel files as openpyxl opens them: checked before they are unpacked, their damage one sentence."""

import io
import warnings
import zipfile
import zlib

from lxml import etree
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from corpus.errors import UnreadableDocument
from corpus.readers.archives import check_archive

# openpyxl raises whatever its parsers meet: a damaged file is one fault to whoever hands it in.
_DAMAGES = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    SyntaxError,
    OverflowError,
    AssertionError,
    RecursionError,
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
)


def open_book(data: bytes, name: str, *, with_formulas: bool = False) -> Workbook:
    """Returns the workbook of an .xlsx file: the values that its cells show, or the formulas behind them.

    Raises:
        UnreadableDocument: no workbook, damaged, locked, or not safe to unpack.
    """
    check_archive(data, name, "xl/workbook.xml", "Excel")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and extensions that carry no text
            return load_workbook(io.BytesIO(data), data_only=not with_formulas)
    except _DAMAGES as exc:
        raise UnreadableDocument(f"Tệp {name!r} hỏng, không đọc được; hãy mở bằng Excel và lưu lại.") from exc
