"""Pages as pictures: drawn apart, kept, and refused where there is none."""

import io
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import UnreadableDocument
from corpus.intake.pictures import page_picture
from corpus.intake.shelf import Shelf
from corpus.intake.versions import VersionRefused
from corpus.readers.extract import Extract, FileKind
from tests.support.clerks import extract_of, make_clerk, submission


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "documents")


def file_of(kind: str, *sizes: tuple[int, int], orientation: int = 1) -> bytes:
    """Returns a file with a page of each size."""
    pages = [Image.new("RGB", size, "white") for size in sizes]
    content, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    more = {"exif": exif} if kind == "JPEG" else {"save_all": True, "append_images": pages[1:]}
    pages[0].save(content, kind, **more)
    return content.getvalue()


def put(shelf: Shelf, data: bytes, kind: FileKind, pages: int) -> None:
    extract = Extract(kind=kind, pages=pages, lines=extract_of().lines)
    shelf.add(submission(data=data, document_id="kh"), extract, make_clerk())


@pytest.mark.parametrize(
    ("data", "kind", "page", "size"),
    [
        (file_of("PDF", (300, 400), (400, 300)), FileKind.PDF, 2, (1600, 1200)),
        (file_of("TIFF", (300, 400), (200, 100)), FileKind.IMAGE, 2, (200, 100)),
        (file_of("PNG", (4000, 2000)), FileKind.IMAGE, 1, (1600, 800)),
        (file_of("JPEG", (300, 400), orientation=6), FileKind.IMAGE, 1, (400, 300)),
    ],
)
def test_page_is_drawn_to_fit_a_screen(
    shelf: Shelf, data: bytes, kind: FileKind, page: int, size: tuple[int, int]
) -> None:
    put(shelf, data, kind, 2)
    content = page_picture(shelf, "kh", 1, page)

    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("PNG", size)


def test_page_is_drawn_once(shelf: Shelf) -> None:
    put(shelf, file_of("PNG", (30, 40)), FileKind.IMAGE, 1)
    first = page_picture(shelf, "kh", 1, 1)
    shelf.source("kh", 1).unlink()

    assert page_picture(shelf, "kh", 1, 1) == first


@pytest.mark.parametrize(
    ("data", "kind", "page"),
    [
        (b"%PDF-1.7 broken", FileKind.PDF, 1),
        (b"no picture", FileKind.IMAGE, 1),
        (file_of("PNG", (30, 40)), FileKind.IMAGE, 2),
        (b"text", FileKind.TEXT, 1),
    ],
)
def test_what_cannot_be_drawn_is_said(shelf: Shelf, data: bytes, kind: FileKind, page: int) -> None:
    put(shelf, data, kind, 1)

    with pytest.raises(UnreadableDocument, match=f"trang {page}"):
        page_picture(shelf, "kh", 1, page)
    assert not list(shelf.folder("kh", 1).glob(".pages/*.png"))


def test_version_that_is_not_there_has_no_pages(shelf: Shelf) -> None:
    put(shelf, b"text", FileKind.TEXT, 1)

    with pytest.raises(VersionRefused):
        page_picture(shelf, "kh", 2, 1)
