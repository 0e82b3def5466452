"""What is dark on a picture: cut out of it, and parted where it is white."""

import numpy as np
from numpy.typing import NDArray

from corpus.readers.grey import Grey
from corpus.readers.words import Box, Word

DARK = 128
Ink = NDArray[np.bool_]
# Neighbouring rows or columns, ascending.
Run = NDArray[np.intp]


def ink_in(picture: Grey, place: Box | Word) -> Ink:
    """Returns the ink of a place on the page; one that begins beyond its edge is cut there."""
    top, left = max(0, int(place.top)), max(0, int(place.x0))
    return picture[top : int(place.bottom) + 1, left : int(place.x1) + 1] < DARK


def row_runs(ink: Ink, most_white: int = 0) -> list[Run]:
    """Returns the runs of rows that hold ink, from top to bottom; up to `most_white` white ones do not part them."""
    return _parted(np.flatnonzero(ink.any(axis=1)), most_white)


def column_runs(ink: Ink) -> list[Run]:
    """Returns the runs of columns that hold ink, from left to right."""
    return _parted(np.flatnonzero(ink.any(axis=0)), 0)


def cut(ink: Ink, run: Run) -> Ink:
    """Returns the ink of a run of columns, without the white above and below it."""
    part = ink[:, run[0] : run[-1] + 1]
    rows = np.flatnonzero(part.any(axis=1))
    return part[rows[0] : rows[-1] + 1]


def _parted(places: Run, most_white: int) -> list[Run]:
    return np.split(places, np.flatnonzero(np.diff(places) > most_white + 1) + 1) if places.size else []
