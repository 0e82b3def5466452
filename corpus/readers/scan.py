"""Pictures of documents (scans, photographs) → lines, by recognition of their letters."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from corpus.errors import CorpusError, ExtractionFailed, UnreadableDocument, UnsupportedDocument
from corpus.readers.ahead import run_ahead
from corpus.readers.context import mended_words
from corpus.readers.extract import Extract, FileKind, Progress
from corpus.readers.grey import Grey
from corpus.readers.headings import mended_headings
from corpus.readers.health import repair_lines
from corpus.readers.layout import PageWords, lay_out
from corpus.readers.recognition import read_page

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
# A3 at 600 dpi; more is a bomb or a mistake.
MOST_PIXELS = 70_000_000
_FEWEST_PIXELS = 200
_MOST_PAGES = 300


def read_image(data: bytes, name: str, progress: Progress) -> Extract:
    """Returns the text of a picture, each frame of a TIFF being a page.

    Raises:
        UnsupportedDocument: the format is not read, or Tesseract is missing.
        UnreadableDocument: the bytes are no whole picture, or it is far too large or too small.
        ExtractionFailed: no words were recognised.
    """
    with _faults_named(name):
        pages = []
        for page, count in run_ahead(_pages(data, name)):
            pages.append(page)
            progress(page.number, count)
    layout = lay_out(pages)
    if not layout.lines:
        raise ExtractionFailed(f"Không nhận dạng được chữ nào trong ảnh {name!r}; hãy quét lại rõ hơn.")
    pages_read = frozenset(page.number for page in pages)
    lines, told = repair_lines(mended_headings(mended_words(layout.lines, pages_read)))
    return Extract(
        kind=FileKind.IMAGE,
        pages=len(pages),
        lines=lines,
        is_recognised=True,
        signed_at=layout.signed_at,
        warnings=told,
    )


def _pages(data: bytes, name: str) -> Iterator[Callable[[], tuple[PageWords, int]]]:
    """Yields for each page what reads it, and of how many pages it is one."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        count = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
        if count > _MOST_PAGES:
            raise UnreadableDocument(f"Ảnh {name!r} có {count} trang, quá nhiều; hãy tách tệp.")
        for index in range(count):
            picture.seek(index)
            _refuse_size(picture, name)
            yield partial(_read, _grey(picture), index + 1, count)


def _read(grey: Grey, number: int, count: int) -> tuple[PageWords, int]:
    return read_page(grey, number), count


def _refuse_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise UnreadableDocument(f"Ảnh {name!r} quá lớn ({width} × {height} điểm ảnh); hãy quét ở 300 dpi.")
    if min(width, height) < _FEWEST_PIXELS:
        raise UnreadableDocument(f"Ảnh {name!r} quá nhỏ ({width} × {height} điểm ảnh); hãy quét ở 300 dpi.")


def _grey(picture: Image.Image) -> Grey:
    """Returns the picture as it is to be seen (EXIF), in grey on white."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        shown = upright.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        upright = Image.alpha_composite(paper, shown)
    return np.array(upright.convert("L"), dtype=np.uint8)


@contextmanager
def _faults_named(name: str) -> Iterator[None]:
    """Turns whatever a decoder raises on bytes that are no whole picture into the one fault that they mean."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except CorpusError as exc:
        raise type(exc)(_with_name(str(exc), name)) from exc
    except UnidentifiedImageError as exc:
        raise UnsupportedDocument(f"Tệp {name!r} không phải ảnh PNG, JPEG, TIFF hay WebP đọc được.") from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise UnreadableDocument(f"Ảnh {name!r} quá lớn; hãy quét ở 300 dpi.") from exc
    except MemoryError:
        raise  # The file may be sound; whoever set the limit says so.
    except Exception as exc:  # Decoders raise nearly everything (OSError, SyntaxError, struct.error, ValueError, …).
        raise UnreadableDocument(f"Ảnh {name!r} bị hỏng, không đọc được; hãy quét hoặc lưu lại.") from exc


def _with_name(message: str, name: str) -> str:
    return message if repr(name) in message else f"Tệp {name!r}: {message}"
