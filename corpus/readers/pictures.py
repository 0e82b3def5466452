"""A scanned page made ready for recognition: upright, straight, at the size of a 300-dpi scan, without specks."""

import math

import cv2
import numpy as np

from corpus.readers.grey import Grey, as_grey, resized
from corpus.readers.tesseract import turned_by

# Short side of an A4 page at 300 dpi, the size that recognition is best at.
_SHORT_SIDE = 2480
_TOO_SMALL = 2000
# Tesseract's own measure of how sure it is of a turn; text turned wrongly by it was never above 2 where measured.
_SURE_TURN = 3.0
_MOST_ENLARGED = 4.0
_MOST_SKEW_DEG = 10.0
# Long side of the picture that skew is measured on.
_SKETCH = 800
_LEAST_SKEW_DEG = 0.05
# The dot of an "i" is about 0.11 em wide; a quarter of it is a speck.
_SPECK = 0.25 * 0.11**2


def straighten(grey: Grey) -> Grey:
    """Returns a page enlarged where it is small, turned upright and straight."""
    short = min(grey.shape)
    if short < _TOO_SMALL:
        factor = min(_SHORT_SIDE / short, _MOST_ENLARGED)
        grey = resized(grey, factor)
    skew, sharpness = _skew(grey)
    on_side = as_grey(np.rot90(grey))
    side_skew, side_sharpness = _skew(on_side)
    if side_sharpness > sharpness:
        grey, skew = on_side, side_skew
    if skew:
        grey = _rotated(grey, -skew, 255)
    degrees, sureness = turned_by(resized(grey, 0.5))
    if degrees and sureness >= _SURE_TURN:
        grey = as_grey(np.rot90(grey, k=-degrees // 90))
    return grey


def skew_of(grey: Grey) -> float:
    """Returns by how many degrees counter-clockwise the lines of a page are turned, within ±10."""
    return _skew(grey)[0]


def _skew(grey: Grey) -> tuple[float, float]:
    """Returns the skew and how sharply the page's rows part into lines once it is taken away."""
    ink = ink_of(resized(grey, _SKETCH / max(grey.shape)))

    def sharpness(angle: float) -> float:
        return _sharpness(ink, angle)

    coarse = max((float(angle) for angle in np.arange(-_MOST_SKEW_DEG, _MOST_SKEW_DEG + 0.01, 0.5)), key=sharpness)
    fine = max((float(angle) for angle in np.arange(coarse - 0.5, coarse + 0.51, 0.05)), key=sharpness)
    return (0.0 if abs(fine) < _LEAST_SKEW_DEG else -fine), sharpness(fine)


def _sharpness(ink: Grey, angle: float) -> float:
    """How sharply the rows of a page turned by `angle` part into ink and white."""
    rows = _rotated(ink, angle, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _rotated(picture: Grey, angle: float, border: int) -> Grey:
    """Returns the picture turned counter-clockwise about its middle, on a sheet that holds its corners."""
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    new_width, new_height = round(height * sin + width * cos), round(height * cos + width * sin)
    turn[0, 2] += new_width / 2 - width / 2
    turn[1, 2] += new_height / 2 - height / 2
    return as_grey(
        cv2.warpAffine(picture, turn, (new_width, new_height), flags=cv2.INTER_LINEAR, borderValue=(border,))
    )


def ink_of(grey: Grey) -> Grey:
    """Returns a picture in which ink is 255 and paper 0; grey paper and shadows count as paper."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return as_grey(ink)


def without_specks(grey: Grey, em: float) -> Grey:
    """Returns the page without ink smaller than a quarter of a dot of an "i"; diacritics are larger."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink_of(grey), connectivity=8)
    is_speck = stats[:, cv2.CC_STAT_AREA] < _SPECK * em * em
    is_speck[0] = False
    if count < 2 or not is_speck.any():
        return grey
    cleaned = grey.copy()
    cleaned[is_speck[labels]] = 255
    return cleaned


def letter_size(grey: Grey) -> float:
    """Returns about an em in pixels, from the heights of what looks like letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(grey), connectivity=8)
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    letters = heights[(heights > 8) & (heights < 120) & (widths > 4) & (widths < 200)]
    # Small letters without strokes upwards are 0.47 em high, and most are of this kind.
    return float(np.median(letters)) / 0.5 if letters.size else 50.0
