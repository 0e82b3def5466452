"""Numbers of the rows of a scanned table without rules, which recognition of the whole page overlooks."""

from collections.abc import Sequence

from corpus.markers import is_upper
from corpus.readers.grey import Grey
from corpus.readers.ink import ink_in, row_runs
from corpus.readers.open_tables import OpenTable, find_open_table
from corpus.readers.stacking import read_stacked
from corpus.readers.words import Box, TextLine, Word, text_lines

# The column reaches this far to the left of its heading.
_REACH_EM = 2.0
# Lower ink is a speck or what is left of a rule.
_LEAST_EM = 0.3


def with_row_numbers(
    picture: Grey, words: Sequence[Word], rules: Sequence[float], em: float
) -> list[tuple[Word, float]]:
    """Returns the words with the numbers of the rows read anew, figures and numerals each for themselves.

    Words that are kept have the confidence 100: their doubts are known.
    """
    lines = text_lines(words)
    kept, found = list(words), []
    start = 0
    while (table := find_open_table(lines, start, rules)) is not None:
        start = max(table.last, start + 1)
        strip = _strip(table, lines, em)
        if strip is None:
            continue
        bands = _bands(picture, strip, em)
        figures = [band for band in bands if not _is_group(band, strip, words)]
        numerals = [band for band in bands if band not in figures]
        kept = [word for word in kept if not strip.holds(word)]
        found += read_stacked(picture, figures, em, "0123456789.")
        found += read_stacked(picture, numerals, em, "IVX")
    return [*((word, 100.0) for word in kept), *found]


def _strip(table: OpenTable, lines: Sequence[TextLine], em: float) -> Box | None:
    heading = [word for cell in table.rows[0] for word in cell]
    first = min(word.x0 for word in table.rows[0][0])
    body = [line for line in lines[table.first : table.last] if line.top > max(word.bottom for word in heading) - 1]
    if not body:
        return None
    top, bottom = min(line.top for line in body) - 0.5 * em, max(line.bottom for line in body) + 0.5 * em
    return Box(max(0.0, first - _REACH_EM * em), top, table.columns.edges[0], bottom)


def _bands(picture: Grey, strip: Box, em: float) -> list[Box]:
    """Returns the places in the number column where something is printed, from top to bottom."""
    top = max(0, int(strip.top))
    return [
        Box(strip.x0, top + int(run[0]) - 2, strip.x1, top + int(run[-1]) + 2)
        for run in row_runs(ink_in(picture, strip), most_white=1)
        if run[-1] - run[0] >= _LEAST_EM * em
    ]


def _is_group(band: Box, strip: Box, words: Sequence[Word]) -> bool:
    beside = [word for word in words if word.bottom > band.top and word.top < band.bottom and word.x0 > strip.x1]
    return bool(beside) and is_upper(" ".join(word.text for word in beside))
