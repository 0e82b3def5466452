"""A page of a PDF → the picture that a scanner would give."""

import math

import numpy as np
import pypdfium2

from corpus.readers.grey import Grey

_DPI = 300
_POINTS_PER_INCH = 72
# A3 at 300 dpi; a page that claims to be a wall is drawn smaller.
_MOST_PIXELS = 20_000_000


def render_page(data: bytes, index: int) -> Grey:
    """Returns the page in grey at 300 dpi, as far as its size allows."""
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[index]
        width, height = page.get_size()
        scale = _DPI / _POINTS_PER_INCH
        scale *= min(1.0, math.sqrt(_MOST_PIXELS / (width * height * scale * scale)))
        bitmap = page.render(scale=scale, grayscale=True)
        picture = np.array(bitmap.to_numpy(), dtype=np.uint8)
    finally:
        document.close()
    return picture.reshape(picture.shape[:2]) if picture.ndim == 3 else picture
