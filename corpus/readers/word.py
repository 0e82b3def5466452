"""Word files (.docx) → lines in reading order: one a paragraph, with the numbers that Word prints by itself."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from corpus.errors import ExtractionFailed, UnreadableDocument
from corpus.readers.archives import check_archive
from corpus.readers.extract import Extract, FileKind, Progress, ReadLine
from corpus.readers.word_numbering import Numbering
from corpus.readers.word_story import Story, count_pages, has_rendered_breaks

_PROGRAM = "Word"
# python-docx raises whatever its parsers meet: a damaged file is one fault to a clerk.
_DAMAGES = (
    OpcError,
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    LookupError,
    OSError,
    NotImplementedError,
    RecursionError,
    AssertionError,
)


def read_word(data: bytes, name: str, progress: Progress) -> Extract:
    """Returns the text of a Word file; `name` is only for messages.

    Tables of tasks and targets give tab lines, other tables (letterhead, signature) their cells' paragraphs from left
    to right. Headers, footers and tracked deletions are left out. Pages are as Word last printed them.

    Raises:
        UnreadableDocument: no Word file, damaged, locked, or not safe to unpack.
        ExtractionFailed: it holds no text.
    """
    check_archive(data, name, "word/document.xml", _PROGRAM)
    try:
        lines = _read(data)
    except _DAMAGES as exc:
        raise UnreadableDocument(f"Tệp {name!r} hỏng, không đọc được; hãy mở bằng Word và lưu lại.") from exc
    if not any(line.text.strip() for line in lines):
        raise ExtractionFailed(f"Tệp {name!r} không có chữ nào; nếu là ảnh chụp trong Word, hãy nộp tệp PDF hoặc ảnh.")
    pages = lines[-1].page
    progress(pages, pages)
    return Extract(kind=FileKind.WORD, pages=pages, lines=tuple(lines), has_whole_paragraphs=True)


def _read(data: bytes) -> list[ReadLine]:
    document = Document(io.BytesIO(data))
    parts = {part.partname: part for part in document.part.package.iter_parts()}
    numbering = getattr(parts.get("/word/numbering.xml"), "element", None)
    styles = getattr(parts.get("/word/styles.xml"), "element", None)
    body = document.element.body
    story = Story(Numbering(numbering, styles), has_rendered_breaks(body))
    return list(_lines(story, body))


def _lines(story: Story, body: etree._Element) -> Iterator[ReadLine]:
    page = 1
    for element, texts in story.blocks(body):
        before, after = count_pages(element, story.is_rendered)
        page += before
        for text in texts:
            yield ReadLine(text=text, page=page)
        page += after
