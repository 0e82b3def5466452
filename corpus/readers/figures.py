"""A second reading of figures on scans: dates, shares and quarters, in which one wrong sign misleads a citizen."""

import re
from collections.abc import Sequence

import numpy as np

from corpus.markers import parse_roman
from corpus.readers.grey import Grey
from corpus.readers.ink import Ink, column_runs, cut, ink_in
from corpus.readers.stacking import read_stacked
from corpus.readers.words import Box, Word, text_lines
from corpus.text import fold

_LETTERS = "0123456789IVX/.,-%"
_FIGURE = re.compile(r"[\dIVXl|/.,%-]*\d[\dIVXl|/.,%-]*$")
_STOPS = ".,;:"
_EDGES = _STOPS + "()"
# Quarters are numbered in Roman numerals, whose I both models read as 1.
_ONES = re.compile(r"(?P<ones>1{1,3})(?:/\d{4})?[.,;:]?$")
# "95%" was read as "05%" twice; no plan writes a share so.
_ZERO_SHARE = re.compile(r"0\d+%")
# "III" is read as "II", "HI" or "H"; the second reading, of numerals alone, is right.
_NUMERAL_LIKE = re.compile(r"(?=.*[IVXH])[IVXHl|]+$")
_STEMS = re.compile(r"[IHl|]+$")
_ONES_AS_STEMS = str.maketrans("1l|", "III")
# A stem fills nearly all of the middle of a word's height.
_SOLID = 0.9
# The flag of a 1 stands in the upper third and is wider than this share of the height; measured on six faces.
_HEAD = 0.35
_FLAG = 0.08


def check_figures(picture: Grey, words: Sequence[Word], em: float) -> list[Word]:
    """Returns the words; a figure that a second reading contradicts is doubted, a Roman numeral takes its place."""
    places = [
        index
        for index, word in enumerate(words)
        if _FIGURE.match(word.text) or _NUMERAL_LIKE.match(word.text.strip(_EDGES))
    ]
    boxes = [_round_box(words[index]) for index in places]
    found = [word for word, _ in read_stacked(picture, boxes, em, _LETTERS)] if boxes else []
    checked = list(words)
    for index, box in zip(places, boxes, strict=True):
        word = words[index]
        second = "".join(one.text for one in sorted(found, key=lambda one: one.x0) if box.holds(one))
        core = word.text.strip(_EDGES)
        if _NUMERAL_LIKE.match(core):
            checked[index] = _with_numeral(word, core, _numeral(picture, word, core, second.strip(_EDGES)))
        elif core != second.strip(_EDGES) or _ZERO_SHARE.match(core):
            checked[index] = word = word.disputed()
        if (ones := _ONES.match(word.text)) and _follows_quarter(words, word):
            checked[index] = _as_numeral(picture, word, len(ones["ones"]))
    return checked


def _numeral(picture: Grey, word: Word, first: str, second: str) -> str:
    """Returns the Roman numeral that a word shows: its stems counted where all signs are stems, else as read twice."""
    if not _STEMS.match(first):
        return second.translate(_ONES_AS_STEMS)
    if word.text.rstrip(_STOPS) != first:
        return first  # A bracket would count as a stem.
    return "I" * _stems(ink_in(picture, _round_box(word)))


def _stems(ink: Ink) -> int:
    """Returns how many upright strokes cross the middle of a word; what stands lower (a full stop) does not."""
    rows = np.flatnonzero(ink.any(axis=1))
    height = rows[-1] - rows[0] + 1 if rows.size else 0
    middle = ink[rows[0] + round(0.3 * height) : rows[0] + round(0.7 * height)] if height else ink
    solid = middle.mean(axis=0) > _SOLID
    return int(np.count_nonzero(np.diff(solid.astype(np.int8), prepend=0) == 1))


def _with_numeral(word: Word, first: str, second: str) -> Word:
    """Returns the word with its numeral, doubted where that differs from the first reading."""
    if first == second or parse_roman(second) is None:
        return word
    return word.disputed(word.text.replace(first, second, 1))


def _as_numeral(picture: Grey, word: Word, ones: int) -> Word:
    """Returns "I/2026" for "1/2026" where the signs are drawn as numerals."""
    ink = ink_in(picture, _round_box(word))
    signs = [cut(ink, run) for run in column_runs(ink)[:ones]]
    if len(signs) < ones or not all(_is_numeral(sign) for sign in signs):
        return word
    return word.disputed("I" * ones + word.text[ones:])


def _is_numeral(sign: Ink) -> bool:
    """Whether a sign that was read as 1 is an I: a 1 has a flag to the left of its stem, and none to the right."""
    height = sign.shape[0]
    stem = np.flatnonzero(sign[height // 3 : -height // 3].all(axis=0))
    head = np.flatnonzero(sign[: round(_HEAD * height)].any(axis=0))
    if not stem.size or not head.size:
        return False
    flag, serif = stem[0] - head[0], head[-1] - stem[-1]
    return bool(flag - serif < _FLAG * height)


def _round_box(word: Word) -> Box:
    return Box(word.x0 - 3, word.top - 2, word.x1 + 3, word.bottom + 2)


def _follows_quarter(words: Sequence[Word], word: Word) -> bool:
    """Whether the word to the left on the same line is "Quý"."""
    beside = [one for one in words if one.bottom > word.top and one.top < word.bottom and one.x1 <= word.x0 + 1]
    line = text_lines(beside)
    nearest = max((one for part in line for one in part.words), key=lambda one: one.x1, default=None)
    return nearest is not None and fold(nearest.text) == "quy"
