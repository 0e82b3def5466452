"""The bytes say what a file is, whatever its name says."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument, UnsupportedDocument
from corpus.readers.extract import FileKind
from corpus.readers.kinds import kind_of


def packed(*parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\r\n\r\n%PDF-1.4", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n....", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0..", FileKind.IMAGE),
        (b"II*\0....", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (packed("[Content_Types].xml", "word/document.xml"), FileKind.WORD),
        (packed("[Content_Types].xml", "xl/workbook.xml"), FileKind.WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40) + "WordDocument".encode("utf-16-le"), FileKind.OLD_WORD),
        (b"<!DOCTYPE html><html>", FileKind.WEB),
        (b"\xef\xbb\xbf  <html>", FileKind.WEB),
        (b"<!-- saved --><HTML>", FileKind.WEB),
        ("KẾ HOẠCH".encode(), FileKind.TEXT),
        (b"# K\n", FileKind.TEXT),
    ],
)
def test_kind(data: bytes, kind: FileKind) -> None:
    assert kind_of(data, "a.bin") is kind


@pytest.mark.parametrize(
    ("data", "way_out"),
    [
        (rb"{\rtf1", ".docx"),
        (b"Rar!\x1a", "giải nén"),
        (b"\x1f\x8b\x08", "giải nén"),
        (packed("content.xml"), "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), ".xlsx"),
        (b"MZ\x90", "chương trình"),
    ],
)
def test_other_kinds_are_refused_with_a_way_out(data: bytes, way_out: str) -> None:
    with pytest.raises(UnsupportedDocument, match=way_out) as caught:
        kind_of(data, "kế hoạch.pdf")
    assert "kế hoạch.pdf" in str(caught.value)


def test_damaged_archive_is_said() -> None:
    with pytest.raises(UnreadableDocument, match=r"'kế hoạch\.docx' hỏng"):
        kind_of(b"PK\x03\x04 broken", "kế hoạch.docx")


@given(st.binary(max_size=3000))
def test_any_bytes_are_of_a_kind_or_refused(data: bytes) -> None:
    with suppress(UnsupportedDocument, UnreadableDocument):
        assert kind_of(data, "a") in FileKind
