"""Tables without rules: columns from the printed headings and the white between the words, rows from their numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.markers import ANNEX, is_upper, parse_roman
from corpus.readers.cells import cell_text
from corpus.readers.words import TextLine, Word, text_lines
from corpus.tables import heading_columns
from corpus.tokens import key_of

_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})?|[IVX]{1,5})\.?$")
# Headings are broken over no more lines than this above and below the one with "STT".
_HEADING_LINES = 3
# White between two headings; inside one, words stand a space apart.
_HEADING_GAP = 0.6
_FEWEST_COLUMNS = 3
# A line that runs over the middles of so many columns is no row.
_RUNNING_COLUMNS = 3
# Between a table and what follows there is more white than between its rows.
_END_GAP = 3.5


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: middles of the headings, and the edges between them (one fewer)."""

    middles: tuple[float, ...]
    edges: tuple[float, ...]

    def of(self, word: Word) -> int:
        """Returns the column that a word stands in."""
        middle = (word.x0 + word.x1) / 2
        return sum(edge <= middle for edge in self.edges)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table as found in lines `first` to `last` (exclusive): each row is one list of words a column."""

    first: int
    last: int
    columns: Columns
    rows: tuple[tuple[tuple[Word, ...], ...], ...]


def find_open_table(lines: Sequence[TextLine], start: int, rules: Sequence[float]) -> OpenTable | None:
    """Returns the first table under a heading row at or after line `start`; `rules` are heights of printed rules."""
    for index in range(start, len(lines)):
        found = _heading(lines, index, start)
        if found is None:
            continue
        first, after, cells = found
        last = _end(lines, after, [_middle(cell) for cell in cells])
        columns = _columns(cells, lines[after:last])
        rows = (tuple(cells), *_rows(lines[after:last], columns, rules))
        return OpenTable(first, last, columns, rows)
    return None


def continue_table(lines: Sequence[TextLine], columns: Columns, rules: Sequence[float]) -> OpenTable | None:
    """Returns the rest of a table at the top of the following page, where no heading is repeated."""
    last = _end(lines, 0, columns.middles)
    if not any(len({columns.of(word) for word in line.words}) > 1 for line in lines[:last]):
        return None
    return OpenTable(0, last, columns, tuple(_rows(lines[:last], columns, rules)))


def _heading(lines: Sequence[TextLine], index: int, start: int) -> tuple[int, int, list[tuple[Word, ...]]] | None:
    """Returns the widest band of lines round `index` in which every cluster of words is a known heading."""
    known = heading_columns()
    starts = (lines[index].words[0].text, lines[index].segments()[0].text)
    if all(known.get(key_of(text)) != "number" for text in starts):
        return None
    best = None
    for first in range(index, max(start, index - _HEADING_LINES) - 1, -1):
        for after in range(index + 1, min(len(lines), index + _HEADING_LINES) + 1):
            cells = _clusters([word for line in lines[first:after] for word in line.words])
            texts = [cell_text(cell) for cell in cells]
            fits = len(cells) >= _FEWEST_COLUMNS and all(key_of(text) in known for text in texts)
            if fits and (best is None or after - first > best[1] - best[0]):
                best = (first, after, cells)
    return best


def _clusters(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    parts: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.x0):
        if not parts or word.x0 - max(one.x1 for one in parts[-1]) > _HEADING_GAP * word.height:
            parts.append([])
        parts[-1].append(word)
    return [tuple(part) for part in parts]


def _middle(words: Sequence[Word]) -> float:
    return (min(word.x0 for word in words) + max(word.x1 for word in words)) / 2


def _end(lines: Sequence[TextLine], after: int, middles: Sequence[float]) -> int:
    """Returns where a table ends: at white, running text, another annex, or the title over another table."""
    for index in range(after, len(lines)):
        line = lines[index]
        if index > 0 and line.top - lines[index - 1].bottom > _END_GAP * line.em:
            return index
        if ANNEX.match(line.text) or any(_runs_over(segment, middles) for segment in line.segments()):
            return index
        if (heading := _heading(lines, index, index)) is not None:
            return _before_title(lines, heading[0], after)
    return len(lines)


def _before_title(lines: Sequence[TextLine], heading: int, after: int) -> int:
    while heading > after and is_upper(lines[heading - 1].text) and not _starts_row(lines[heading - 1]):
        heading -= 1
    return heading


def _starts_row(line: TextLine) -> bool:
    return _NUMBER.match(line.words[0].text) is not None


def _runs_over(segment: TextLine, middles: Sequence[float]) -> bool:
    first = segment.words[0].text.rstrip(".")
    if is_upper(segment.text) or parse_roman(first):
        return False
    return sum(segment.x0 < middle < segment.x1 for middle in middles) >= _RUNNING_COLUMNS


def _columns(cells: Sequence[tuple[Word, ...]], body: Sequence[TextLine]) -> Columns:
    words = [word for line in body for word in line.words]
    edges = []
    for left, right in pairwise(cells):
        low, high = max(word.x1 for word in left), min(word.x0 for word in right)
        edges.append(_white(low, high, words))
    return Columns(tuple(_middle(cell) for cell in cells), tuple(edges))


def _white(low: float, high: float, words: Sequence[Word]) -> float:
    """Returns the middle of the widest strip between two headings that the fewest words run into."""
    near = [word for word in words if word.x1 > low and word.x0 < high]
    marks = sorted({low, high, *(x for word in near for x in (word.x0, word.x1) if low < x < high)})
    strips: list[tuple[int, float, float]] = []
    for x0, x1 in pairwise(marks):
        count = sum(word.x0 < x1 and word.x1 > x0 for word in near)
        if strips and strips[-1][0] == count and strips[-1][2] == x0:
            strips[-1] = (count, strips[-1][1], x1)
        else:
            strips.append((count, x0, x1))
    if not strips:
        return (low + high) / 2
    _, x0, x1 = min(strips, key=lambda strip: (strip[0], strip[1] - strip[2]))
    return (x0 + x1) / 2


def _rows(lines: Sequence[TextLine], columns: Columns, rules: Sequence[float]) -> list[tuple[tuple[Word, ...], ...]]:
    return [_cells(lines[first:after], columns) for first, after in pairwise(_cuts(lines, columns, rules))]


def _cuts(lines: Sequence[TextLine], columns: Columns, rules: Sequence[float]) -> list[int]:
    """Returns where rows begin, with 0 and the number of lines at the ends."""
    numbered = [n for n, line in enumerate(lines) if _has_number(line, columns)]
    ruled = {n for n in range(1, len(lines)) if any(_between(rule, lines[n - 1], lines[n]) for rule in rules)}
    cuts = {0, len(lines)}
    if numbered and len(ruled) >= len(numbered) - 1 > 0:
        return sorted(cuts | ruled)
    for above, below in pairwise(numbered):
        cuts.add(_widest(lines, above, below))
    if numbered and numbered[0] > 0:
        cuts.add(_widest(lines, 0, numbered[0]))
    return sorted(cuts)


def _between(rule: float, above: TextLine, below: TextLine) -> bool:
    return (above.top + above.bottom) / 2 < rule < (below.top + below.bottom) / 2


def _has_number(line: TextLine, columns: Columns) -> bool:
    return columns.of(line.words[0]) == 0 and _NUMBER.match(line.words[0].text) is not None


def _widest(lines: Sequence[TextLine], above: int, below: int) -> int:
    """Returns where the row of line `below` begins: at the widest white, or at the number where all are alike."""
    gaps = {n: lines[n].top - lines[n - 1].bottom for n in range(above + 1, below + 1)}
    most = max(gaps.values())
    return max(n for n, gap in gaps.items() if gap > most - 0.15 * lines[n].em)


def _cells(lines: Sequence[TextLine], columns: Columns) -> tuple[tuple[Word, ...], ...]:
    words = [word for line in lines for word in line.words]
    count = len(columns.middles)
    group = _group(lines, words, columns)
    if group is not None:
        return (*group, *(() for _ in range(count - 2)))
    cells: list[list[Word]] = [[] for _ in range(count)]
    for word in words:
        cells[columns.of(word)].append(word)
    return tuple(tuple(cell) for cell in cells)


def _group(
    lines: Sequence[TextLine], words: Sequence[Word], columns: Columns
) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """Returns numeral and name of a group row, whose name runs over the columns."""
    numeral = lines[0].words[0]
    if columns.of(numeral) != 0 or not parse_roman(numeral.text.rstrip(".")):
        return None
    rest = tuple(word for word in words if word is not numeral)
    if not rest or any(len(line.segments()) > 1 for line in text_lines(rest)):
        return None
    return (numeral,), rest
