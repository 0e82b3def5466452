"""What kind of file a clerk hands over: its bytes say so, whatever its name says."""

import re

from corpus.errors import UnsupportedDocument
from corpus.readers.archives import parts_in
from corpus.readers.extract import FileKind

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table)\b", re.I | re.S
)
_START = 1024
# A part that only files of that kind have.
_PARTS = {"word/document.xml": FileKind.WORD, "xl/workbook.xml": FileKind.WORKBOOK}
# First bytes of what people take for a document, and what to do about it.
_OTHERS = (
    (b"{\\rtf", "là tệp RTF; hãy mở bằng Word rồi lưu thành .docx"),
    (b"Rar!", "là tệp nén RAR; hãy giải nén rồi thêm từng tệp"),
    (b"7z\xbc\xaf", "là tệp nén 7-Zip; hãy giải nén rồi thêm từng tệp"),
    (b"\x1f\x8b", "là tệp nén gzip; hãy giải nén rồi thêm từng tệp"),
    (b"MZ", "là chương trình, không phải văn bản"),
    (b"\x7fELF", "là chương trình, không phải văn bản"),
)


def kind_of(data: bytes, name: str) -> FileKind:
    """Returns the kind of a file; what is neither known nor known to be something else counts as text.

    Raises:
        UnsupportedDocument: it is of a kind that no reader knows; the message says what to do.
        UnreadableDocument: it is an archive that is damaged.
    """
    start = data[:_START]
    if b"%PDF-" in start:
        return FileKind.PDF
    if start.startswith(_IMAGES) or (start.startswith(b"RIFF") and start[8:12] == b"WEBP"):
        return FileKind.IMAGE
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(data, name)
    if start.startswith(_OLD_OFFICE):
        return _old_kind(data, name)
    for first, what in _OTHERS:
        if start.startswith(first):
            raise UnsupportedDocument(f"Tệp {name!r} {what}.")
    return FileKind.WEB if _HTML.match(start.removeprefix(b"\xef\xbb\xbf")) else FileKind.TEXT


def _packed_kind(data: bytes, name: str) -> FileKind:
    parts = parts_in(data, name)
    for part, kind in _PARTS.items():
        if part in parts:
            return kind
    raise UnsupportedDocument(
        f"Tệp {name!r} là tệp nén hoặc định dạng chưa đọc được; hãy lưu thành .docx, .xlsx hoặc PDF."
    )


def _old_kind(data: bytes, name: str) -> FileKind:
    """Word's and Excel's old files are one container; its directory names the stream inside, in UTF-16."""
    if "WordDocument".encode("utf-16-le") in data:
        return FileKind.OLD_WORD
    raise UnsupportedDocument(f"Tệp {name!r} là tệp Office cũ (.xls, .ppt); hãy mở ra và lưu thành .xlsx hoặc .docx.")
