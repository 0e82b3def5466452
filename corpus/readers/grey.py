"""Grey pictures: the pages that are recognised."""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def as_grey(picture: object) -> Grey:
    """Returns what OpenCV and NumPy give back as a whole picture of its own."""
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8))


def resized(grey: Grey, factor: float) -> Grey:
    """Returns a picture made smaller or larger."""
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return as_grey(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way))
