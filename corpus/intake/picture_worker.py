"""The process that draws one page: `python -m corpus.intake.picture_worker FILE KIND PAGE TARGET`, a PNG at TARGET.

It lowers its own limits first.
"""

import importlib
import sys

from PIL import Image, ImageOps

from corpus.intake.confinement import confine
from corpus.readers.extract import FileKind

# Letters of 12 points stay readable on a screen; a page of A4 is then some 200 kB.
_LONGER_SIDE = 1600
_COLOURS = 64


def main() -> int:
    """Draws the page that the arguments name."""
    source, kind, page, target = sys.argv[1:]
    confine()
    picture = _of_pdf(source, int(page)) if FileKind(kind) is FileKind.PDF else _of_image(source, int(page))
    picture.thumbnail((_LONGER_SIDE, _LONGER_SIDE))
    picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return 0


def _of_pdf(source: str, page: int) -> Image.Image:
    pdfium = importlib.import_module("pypdfium2")  # not needed for a picture, and without types
    with pdfium.PdfDocument(source) as document:
        drawn = document[page - 1]
        scale = _LONGER_SIDE / max(drawn.get_size())
        picture: Image.Image = drawn.render(scale=scale).to_pil().convert("RGB")
        return picture


def _of_image(source: str, page: int) -> Image.Image:
    with Image.open(source) as opened:
        opened.seek(page - 1)
        return ImageOps.exif_transpose(opened).convert("RGB")


if __name__ == "__main__":
    sys.exit(main())
