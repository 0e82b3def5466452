"""One scanned page → its words: outside tables as the page stands, in tables cell by cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.readers.cells import Grid
from corpus.readers.figures import check_figures
from corpus.readers.grey import Grey
from corpus.readers.ink import DARK
from corpus.readers.layout import PageWords
from corpus.readers.number_columns import with_row_numbers
from corpus.readers.pictures import letter_size, straighten, without_specks
from corpus.readers.scanned_rules import find_rules
from corpus.readers.signs import with_measured_signs
from corpus.readers.stacking import read_stacked
from corpus.readers.tesseract import recognise
from corpus.readers.words import DISPUTED, Box, Word, text_lines
from corpus.syllables import is_likely_word, parted

# Tesseract's modes: find columns and blocks; find as many words as there are.
_WHOLE_PAGE = 3
_SINGLE_WORDS = 11
_COLUMNS = 3
_OVERLAP = 0.2
# Words under it are told to the clerk. Chosen on the generated scans: tests/corpus/readers/test_scan.py.
DOUBTED_UNDER = 80.0
_NARROW_EM = 5.0
# Sizes of letters that text is read at, against 300 dpi: of 2,900 words in scans of 300, 200 and 150 dpi, 15 were wrong
# at 1, 9 at 0.85, 12 at 0.75. At 1 the marks above a line of running text are now and then taken for a line.
_SCALES = (0.85, 0.75)
# Marks that were taken for a line make words like "^2" and "z"; a page has up to three of its own ("internet").
_MANY_UNLIKELY = 4
# "≥ 95 %" is read as "> 95 %", by both readings and surely: the stroke below is thin, and another target comes of it.
_COMPARING = frozenset("<>≤≥")
# What "Ủy ban" and "HĐND" are read as at times; neither is a word, and the correction stays doubted.
_MISREAD = {"Úy": "Ủy", "HDND": "HĐND"}
# What specks of a scan are taken for; no plan has such a word.
_DIRT = re.compile(r"[~^ˆ˜`´¬¦«»]+$")  # noqa: RUF001 - the very signs


def read_page(grey: Grey, number: int) -> PageWords:
    """Returns the words and tables of a scanned page; the unit is the straightened picture's pixel."""
    straight = straighten(grey)
    em = letter_size(straight)
    ruled = find_rules(without_specks(straight, em), em)
    outside = ruled.picture.copy()
    words: list[Word] = []
    for grid in ruled.grids:
        words += _cell_words(ruled.picture, grid, em)
        box = grid.box
        outside[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1] = 255
    if outside.min() < DARK:
        read = _doubted(_page_words(outside))
        words += _doubted(with_row_numbers(outside, read, ruled.rules, em))
    checked = check_figures(ruled.picture, with_measured_signs(ruled.picture, words, em), em)
    return PageWords(number, float(straight.shape[0]), tuple(checked), ruled.grids, ruled.rules)


def _page_words(picture: Grey) -> list[tuple[Word, float]]:
    """Returns the words of a page; where they stand in columns, also those that are found only when looked for singly.

    Short cells of tables without rules ("STT", "%", "95") are taken for dirt beside the blocks of long ones. What only
    one reading found is doubted: it may be dirt.
    """
    text = recognise(picture, _WHOLE_PAGE, scale=_SCALES[0])
    if all(len(line.segments()) < _COLUMNS for line in text_lines(word for word, _ in text)):
        if _unlikely(text) < _MANY_UNLIKELY:
            return text
        return min(text, recognise(picture, _WHOLE_PAGE, scale=_SCALES[1]), key=_unlikely)
    # Single figures are lost at a smaller size.
    found = recognise(picture, _WHOLE_PAGE)
    single = recognise(picture, _SINGLE_WORDS)
    added = [one for one in single if not any(_overlap(one[0], word) for word, _ in found)]
    return [*found, *((word, min(confidence, DISPUTED)) for word, confidence in added)]


def _unlikely(found: Sequence[tuple[Word, float]]) -> int:
    return sum(not is_likely_word(word.text) for word, _ in found)


def _overlap(one: Word, other: Word) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return width > 0 and height > 0 and width * height > _OVERLAP * (one.x1 - one.x0) * one.height


def _cell_words(picture: Grey, grid: Grid, em: float) -> list[Word]:
    """Returns the words of a table's cells.

    The cells are put under each other and read as one column of text: read as a page, columns are taken for blocks of
    a newspaper and single figures are lost; read one by one, each would start the program anew. What stands in the
    number column is read as figures, or as Roman numerals where the row only names a group.
    """
    boxes = sorted(grid.boxes, key=lambda box: (box.top, box.x0))
    narrow = [box for box in boxes if box.x0 == grid.xs[0] and box.x1 - box.x0 < _NARROW_EM * em]
    words = _read_twice(picture, [box for box in boxes if box not in narrow], em)
    headings = [box for box in narrow if box.top == grid.ys[0]]
    numerals = [box for box in narrow if box not in headings and _is_group(box, boxes, words)]
    figures = [box for box in narrow if box not in headings and box not in numerals]
    return [
        *words,
        *_read(picture, headings, em),
        *_read(picture, numerals, em, letters="IVX"),
        *_read(picture, figures, em, letters="0123456789."),
    ]


def _is_group(number: Box, boxes: Sequence[Box], words: Sequence[Word]) -> bool:
    beside = [
        box for box in boxes if box is not number and box.top <= number.top + 1 and box.bottom >= number.bottom - 1
    ]
    return sum(any(box.holds(word) for word in words) for box in beside) == 1


def _read(picture: Grey, boxes: Sequence[Box], em: float, letters: str = "") -> list[Word]:
    return _doubted(read_stacked(picture, boxes, em, letters))


def _read_twice(picture: Grey, boxes: Sequence[Box], em: float) -> list[Word]:
    """Returns the words of cells; what a second reading, at another size, contradicts is doubted."""
    first = read_stacked(picture, boxes, em, scale=_SCALES[0])
    second = [word for word, _ in read_stacked(picture, boxes, em, scale=_SCALES[1])]
    return _doubted(
        (word, confidence if _agrees(word, second) else min(confidence, DISPUTED)) for word, confidence in first
    )


def _agrees(word: Word, others: Sequence[Word]) -> bool:
    box = Box(word.x0, word.top, word.x1, word.bottom)
    return any(other.text == word.text for other in others if box.holds(other))


def _doubted(found: Iterable[tuple[Word, float]]) -> list[Word]:
    """Returns the words without dirt; one read unsurely, or that is no Vietnamese syllable, with its confidence."""
    doubted = []
    for word, read_with in found:
        if _DIRT.match(word.text):
            continue
        confidence = read_with if _COMPARING.isdisjoint(word.text) else min(read_with, DISPUTED)
        if confidence < DOUBTED_UNDER or word.text in _MISREAD or not is_likely_word(word.text):
            word = replace(word, text=_corrected(word.text), doubt=word.doubt or confidence)
        doubted.append(word)
    return doubted


def _corrected(text: str) -> str:
    return _MISREAD.get(text) or parted(text) or text
