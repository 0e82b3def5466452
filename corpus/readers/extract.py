"""What a reader gets out of a clerk's file: lines of text with their page, and how sure it is of them.

A row of a table is one line, its cells parted by tabs; `corpus.tables` reads such rows exactly.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from corpus.records import Frozen

# Called with (page, pages), both 1-based, when a page has been read.
Progress = Callable[[int, int], None]


class FileKind(StrEnum):
    """The formats that are read; the bytes decide, not the name."""

    PDF = "pdf"
    IMAGE = "image"
    WORD = "docx"
    OLD_WORD = "doc"
    WORKBOOK = "xlsx"
    WEB = "html"
    TEXT = "txt"


class Doubt(Frozen):
    """Words that recognition was not sure of, as they stand in the line; `confidence` is 0–100."""

    words: str
    confidence: float


class ReadLine(Frozen):
    """One line as it goes into the document's text; `page` is 1-based."""

    text: str
    page: int = 1
    doubts: tuple[Doubt, ...] = ()


class Extract(Frozen):
    """A file's whole text.

    `is_recognised`: letters were recognised in pictures (OCR), so that nothing of it is published unreviewed.
    `has_whole_paragraphs`: each line is a paragraph, none was broken at the edge of the page (Word, web pages).
    `signed_at` is when the file was signed digitally. `warnings` are Vietnamese sentences for the clerk.
    """

    kind: FileKind
    pages: int
    lines: tuple[ReadLine, ...]
    is_recognised: bool = False
    has_whole_paragraphs: bool = False
    signed_at: datetime | None = None
    warnings: tuple[str, ...] = ()
