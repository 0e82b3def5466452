"""Plain text files → numbered lines: the only format that the plans are published in here."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from corpus.errors import ExtractionFailed, UnreadableDocument, UnsupportedDocument
from corpus.text import normalise

_SUFFIXES = frozenset({".txt"})
_MIN_LETTER_SHARE = 0.5
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r\f"}


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line, 1-based. `raw` is NFC with its spacing kept, because spacing separates cells of a table."""

    number: int
    raw: str

    @property
    def text(self) -> str:
        """The line with white space collapsed; empty for a blank line."""
        return normalise(self.raw)


def read_lines(data: bytes, name: str) -> tuple[Line, ...]:
    """Returns all lines of a UTF-8 text file, blank ones included.

    Raises:
        UnsupportedDocument: `name` ends in a suffix that is not read.
        UnreadableDocument: the bytes are no UTF-8, or hold mostly things that are not letters.
        ExtractionFailed: the file holds no text.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UnsupportedDocument(f"Tệp {name!r} có định dạng {suffix!r} chưa đọc được; hãy chuyển thành .txt (UTF-8).")
    return split_text(_decode(data, name), name)


def split_text(text: str, name: str) -> tuple[Line, ...]:
    """Returns all lines of a text, blank ones included.

    Raises:
        UnreadableDocument: it holds mostly things that are not letters.
        ExtractionFailed: it holds nothing.
    """
    if not text.strip():
        raise ExtractionFailed(f"Tệp {name!r} không có chữ nào; hãy kiểm tra lại bước trích xuất văn bản.")
    _refuse_garbage(text, name)
    return number_lines(text)


def number_lines(text: str) -> tuple[Line, ...]:
    """Returns the lines of a text in NFC without control characters; a form feed ends a line too."""
    rows = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    return tuple(Line(number, raw.translate(_CONTROLS)) for number, raw in enumerate(rows, start=1))


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise UnreadableDocument(
            f"Tệp {name!r} không phải UTF-8 (lỗi ở byte {exc.start}); hãy lưu lại tệp với mã UTF-8."
        ) from exc


def _refuse_garbage(text: str, name: str) -> None:
    """A PDF or an image renamed to .txt decodes now and then; nothing good comes of outlining it."""
    visible = [char for char in text if not char.isspace()]
    letters = sum(char.isalnum() for char in visible)
    if "\x00" in text or letters < _MIN_LETTER_SHARE * len(visible):
        raise UnreadableDocument(f"Tệp {name!r} không phải văn bản đọc được; hãy trích xuất lại từ bản gốc.")
