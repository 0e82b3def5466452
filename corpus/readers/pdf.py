"""PDF files → lines: text and ruled tables as they were drawn, and recognition for pages that are pictures."""

import io
import math
import re
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from corpus.errors import CorpusError, ExtractionFailed, UnreadableDocument
from corpus.readers.ahead import run_ahead
from corpus.readers.context import mended_words
from corpus.readers.extract import Extract, FileKind, Progress, ReadLine
from corpus.readers.headings import mended_headings
from corpus.readers.health import page_fault, repair_lines
from corpus.readers.layout import PageWords, lay_out
from corpus.readers.pdf_tables import find_grids, horizontal_rules
from corpus.readers.words import Word, text_lines

_MOST_PAGES = 500
# A page of text has more; a scan may carry a stamp's or a signing notice's few words.
_FEWEST_LETTERS = 25
_PICTURE_SHARE = 0.3
# A picture that covers this much lies under text that a scanner's program recognised.
_UNDERLAY_SHARE = 0.85
# A stamp is smaller; what is larger may hold text, which is not read beside a text layer.
_ILLUSTRATION_SHARE = 0.1
# Letters drawn as outlines make many curves and no text.
_MANY_CURVES = 300
_DATE = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:Z|([+-]\d\d)'?(\d\d)?)?")

# What the parsers of PDF raise of a damaged file: their own faults, and those of Python on what the file does not hold.
# pdfium's is a RuntimeError, as is what goes round without end.
_DAMAGES = (
    PSException,
    PdfminerException,
    MalformedPDFException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
)

# Where a page's words come from: drawn as letters (alone, or beside a large picture), or recognised in a picture, be it
# by the program of the scanner.
Origin = Literal["drawn", "illustrated", "recognised"]


def read_pdf(data: bytes, name: str, progress: Progress) -> Extract:
    """Returns the text of a PDF; running heads, page numbers and signing notices are left out.

    Raises:
        UnreadableDocument: the file is broken, locked by a password, or a page's letters mean nothing.
        UnsupportedDocument: a page is a picture and Tesseract is missing.
        ExtractionFailed: no page holds text.
    """
    with _faults_named(name), pdfplumber.open(io.BytesIO(data)) as pdf:
        count = len(pdf.pages)
        if not 0 < count <= _MOST_PAGES:
            raise UnreadableDocument(f"Tệp {name!r} có {count} trang; chỉ đọc được từ 1 đến {_MOST_PAGES} trang.")
        pages, origins = [], []
        for page, origin in run_ahead(_read_page(pdf, index, data, name) for index in range(count)):
            pages.append(page)
            origins.append(origin)
            progress(page.number, count)
        signed = list(_signature_dates(pdf))
    layout = lay_out(pages)
    if not layout.lines:
        raise ExtractionFailed(f"Tệp {name!r} không có chữ nào; hãy kiểm tra lại bản gốc.")
    lines, told = repair_lines(_mended(layout.lines, origins))
    return Extract(
        kind=FileKind.PDF,
        pages=count,
        lines=lines,
        is_recognised="recognised" in origins,
        signed_at=max(signed, default=layout.signed_at),
        warnings=(*told, *_page_warnings(origins)),
    )


def _mended(lines: tuple[ReadLine, ...], origins: Sequence[Origin]) -> tuple[ReadLine, ...]:
    """Returns the lines, those of recognised pages with what recognition is known to misread put right."""
    recognised = frozenset(number for number, origin in enumerate(origins, start=1) if origin == "recognised")
    return mended_headings(mended_words(lines, recognised)) if recognised else lines


def _page_warnings(origins: Sequence[Origin]) -> Iterator[str]:
    recognised, unread = (
        ", ".join(str(number) for number, origin in enumerate(origins, start=1) if origin == wanted)
        for wanted in ("recognised", "illustrated")
    )
    if recognised and set(origins) != {"recognised"}:
        yield f"Trang {recognised} là ảnh quét, chữ được nhận dạng; hãy đối chiếu với bản gốc."
    if unread:
        yield f"Trang {unread} có ảnh lớn; chữ trong ảnh (nếu có) chưa được đọc, hãy đối chiếu với bản gốc."


def _read_page(pdf: PDF, index: int, data: bytes, name: str) -> Callable[[], tuple[PageWords, Origin]]:
    """Returns what gives a page's words and where they come from; only recognition is left to it."""
    page = _upright(pdf, pdf.pages[index])
    words = _words(page)
    text = "\n".join(line.text for line in text_lines(words))
    covered = _picture_share(page)
    fault = page_fault(text)
    is_picture = covered >= _PICTURE_SHARE or len(page.curves) > _MANY_CURVES
    letters = sum(char.isalnum() for char in text)
    if is_picture and (fault or letters < _FEWEST_LETTERS):
        return _recognition(data, index)
    if fault:
        raise UnreadableDocument(f"Trang {index + 1} của {name!r} không đọc được: {fault}; hãy xuất lại hoặc quét lại.")
    grids = find_grids(page, words)
    found = PageWords(index + 1, float(page.height), tuple(words), grids, horizontal_rules(page))
    page.close()
    if covered >= _UNDERLAY_SHARE:
        return lambda: (found, "recognised")
    return lambda: (found, "illustrated" if covered >= _ILLUSTRATION_SHARE else "drawn")


def _recognition(data: bytes, index: int) -> Callable[[], tuple[PageWords, Origin]]:
    # Recognition brings OpenCV, which most PDFs never need.
    from corpus.readers.recognition import read_page
    from corpus.readers.rendering import render_page

    picture = render_page(data, index)
    return lambda: (read_page(picture, index + 1), "recognised")


def _upright(pdf: PDF, page: Page) -> Page:
    """Returns the page turned so that most of its letters stand upright; an annex may be drawn sideways."""
    turns = Counter(_angle(char) for char in page.chars)
    most = turns.most_common(1)
    if not most or most[0][0] == 0 or most[0][0] % 90:
        return page
    page.page_obj.rotate = (int(page.page_obj.rotate) + most[0][0]) % 360
    return Page(pdf, page.page_obj, page.page_number)


def _angle(char: Mapping[str, Any]) -> int:
    """Returns by how many whole degrees clockwise the page is to be turned for this letter to stand upright."""
    a, b = char["matrix"][:2]
    return round(math.degrees(math.atan2(b, a))) % 360


def _words(page: Page) -> list[Word]:
    """Returns the upright words; a watermark across the page is none of the text."""
    upright = page.filter(lambda one: one.get("object_type") != "char" or _angle(one) == 0)
    # Some programs print bold letters twice, a hair apart.
    found = upright.dedupe_chars().extract_words(x_tolerance_ratio=0.2, y_tolerance=2)
    return [
        Word(one["text"], float(one["x0"]), float(one["top"]), float(one["x1"]), float(one["bottom"]))
        for one in found
        if one["text"].strip()
    ]


def _picture_share(page: Page) -> float:
    area = float(page.width) * float(page.height)
    covered = sum(
        max(0.0, min(float(image["x1"]), float(page.width)) - max(float(image["x0"]), 0.0))
        * max(0.0, min(float(image["bottom"]), float(page.height)) - max(float(image["top"]), 0.0))
        for image in page.images
    )
    return covered / area if area else 0.0


def _signature_dates(pdf: PDF) -> Iterator[datetime]:
    """Yields when the file was signed, as its signature fields say; a damaged field says nothing."""
    form = resolve1(pdf.doc.catalog.get("AcroForm"))
    fields = resolve1(form.get("Fields")) if isinstance(form, dict) else None
    for entry in fields if isinstance(fields, list) else ():
        one = resolve1(entry)
        value = resolve1(one.get("V")) if isinstance(one, dict) else None
        stated = resolve1(value.get("M")) if isinstance(value, dict) else None
        moment = _pdf_date(stated.decode("latin-1")) if isinstance(stated, bytes) else None
        if moment is not None:
            yield moment


def _pdf_date(text: str) -> datetime | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone, zone_minutes = match.groups()
    offset = f"{zone}{zone_minutes or '00'}" if zone else "+0000"
    stated = f"{year}{month}{day}{hour}{minute}{second or '00'}{offset}"
    try:
        return datetime.strptime(stated, "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


@contextmanager
def _faults_named(name: str) -> Iterator[None]:
    """Turns what the parsers raise on a damaged file into the one fault that it means."""
    try:
        yield
    except CorpusError as exc:
        if repr(name) in str(exc):
            raise
        raise type(exc)(f"Tệp {name!r}: {exc}") from exc
    except _DAMAGES as exc:
        causes = (exc, *exc.args, exc.__cause__, exc.__context__)
        if any(isinstance(cause, PDFEncryptionError) for cause in causes):
            raise UnreadableDocument(f"Tệp {name!r} bị khóa bằng mật khẩu; hãy gỡ mật khẩu rồi tải lại.") from exc
        raise UnreadableDocument(f"Tệp {name!r} bị hỏng, không đọc được; hãy xuất lại PDF từ bản gốc.") from exc
