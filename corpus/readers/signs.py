"""Signs that recognition takes for others, told apart by their shape on the scan: "–" and "-", "≥" and ">"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.readers.grey import Grey
from corpus.readers.stacking import DARK
from corpus.readers.words import Word

_DASHES = frozenset("-–—")
# In em: hyphens were 0.19 to 0.35 wide, dashes 0.46 to 0.48; the longest is 1.
_DASH_EM = 0.4
_LONG_DASH_EM = 0.75
_COMPARING = {">": "≥", "<": "≤"}
# The bar under "≥" spans the sign; the lowest ink of ">" is the end of its lower stroke.
_BAR = 0.7
# Boxes of words end above the bar now and then.
_BELOW_EM = 0.15
# A space between sign and figure is 0.25 em; within a word signs are nearer.
_SPACE_EM = 0.15


def with_measured_signs(picture: Grey, words: Sequence[Word], em: float) -> list[Word]:
    """Returns the words with dashes and signs that compare as they are drawn; a sign apart from its figure is a word.

    Doubts stay as they are: what compares is always for a person to look at.
    """
    return [measured for word in words for measured in _measured(picture, word, em)]


def _measured(picture: Grey, word: Word, em: float) -> Iterator[Word]:
    if word.text in _DASHES:
        columns = np.flatnonzero(_ink(picture, word).any(axis=0))
        width = (columns[-1] - columns[0] + 1) / em if columns.size else 0.0
        yield replace(word, text="-" if width < _DASH_EM else "–" if width < _LONG_DASH_EM else "—")
    elif word.text[0] in _COMPARING:
        yield from _compared(picture, word, em)
    else:
        yield word


def _compared(picture: Grey, word: Word, em: float) -> Iterator[Word]:
    ink = _ink(picture, replace(word, bottom=word.bottom + _BELOW_EM * em))
    columns = np.flatnonzero(ink.any(axis=0))
    runs = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    is_alone = len(word.text) == 1
    if not columns.size or (len(runs) == 1) != is_alone:
        yield word  # The sign cannot be told from its figure, or is broken.
        return
    end = runs[0][-1] + 1
    sign = _COMPARING[word.text[0]] if _has_bar(ink[:, runs[0][0] : end]) else word.text[0]
    if is_alone or runs[1][0] - end < _SPACE_EM * em:
        yield replace(word, text=sign + word.text[1:])
        return
    left = max(0.0, np.floor(word.x0))
    yield replace(word, text=sign, x1=left + float(end))
    yield replace(word, text=word.text[1:], x0=left + float(runs[1][0]))


def _has_bar(sign: NDArray[np.bool_]) -> bool:
    rows = np.flatnonzero(sign.any(axis=1))
    lowest = sign[rows[-1] - 1 : rows[-1] + 1]
    return bool(lowest.any(axis=0).mean() > _BAR)


def _ink(picture: Grey, word: Word) -> NDArray[np.bool_]:
    top, left = max(0, int(word.top)), max(0, int(word.x0))
    return picture[top : int(word.bottom) + 1, left : int(word.x1) + 1] < DARK
