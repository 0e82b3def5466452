"""Many small places of a page read at once: cut out, put under each other, recognised, put back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.readers.grey import Grey
from corpus.readers.ink import DARK
from corpus.readers.tesseract import recognise
from corpus.readers.words import Box, Word

# Tesseract's mode that takes a picture as one column of lines.
_ONE_COLUMN = 6
# White between stacked places; nearer, their lines were taken for one.
_MARGIN_EM = 0.8
# A cell with less ink than this share of a square em is empty.
_FEWEST_INK = 0.02


def read_stacked(
    picture: Grey, boxes: Sequence[Box], em: float, letters: str = "", scale: float = 1.0
) -> list[tuple[Word, float]]:
    """Returns the words of the boxes at their places on the page, with their confidences; of `letters` alone, if any.

    What the boxes hold is put under each other and recognised as one column of text, shown at `scale`.
    """
    margin = round(_MARGIN_EM * em)
    cuts = [cut for box in boxes if (cut := _ink_cut(picture, box, em)) is not None]
    if not cuts:
        return []
    width = max(cut.picture.shape[1] for cut in cuts) + 2 * margin
    height = sum(cut.picture.shape[0] + margin for cut in cuts) + margin
    sheet = np.full((height, width), 255, np.uint8)
    tops, top = [], margin
    for cut in cuts:
        rows, columns = cut.picture.shape
        sheet[top : top + rows, margin : margin + columns] = cut.picture
        tops.append(top)
        top += rows + margin
    return [
        (_moved(word, cut.left - margin, cut.top - top), confidence)
        for word, confidence in recognise(sheet, _ONE_COLUMN, letters=letters, scale=scale)
        for cut, top in zip(cuts, tops, strict=True)
        if top - margin / 2 <= (word.top + word.bottom) / 2 < top + cut.picture.shape[0] + margin / 2
    ]


def _moved(word: Word, right: float, down: float) -> Word:
    return Word(word.text, word.x0 + right, word.top + down, word.x1 + right, word.bottom + down)


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is printed in a cell, with its place on the page."""

    left: int
    top: int
    picture: Grey


def _ink_cut(picture: Grey, box: Box, em: float) -> _Cut | None:
    left, top = int(box.x0), int(box.top)
    cell = picture[top : int(box.bottom) + 1, left : int(box.x1) + 1]
    dark = cell < DARK
    if dark.sum() < _FEWEST_INK * em * em:
        return None
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    cut = cell[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _Cut(left + int(columns[0]), top + int(rows[0]), cut)
