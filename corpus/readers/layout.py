"""Pages of words and rules → the lines of a document in reading order; PDF and scans end here alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from corpus.readers.cells import Grid, cell_text, grid_rows
from corpus.readers.columns import unfold_columns
from corpus.readers.extract import Doubt, ReadLine
from corpus.readers.furniture import moment_in, running_lines, take_notices, without_furniture
from corpus.readers.grid import table_lines
from corpus.readers.open_tables import Columns, OpenTable, continue_table, find_open_table
from corpus.readers.words import TextLine, Word, doubts_of, text_lines

# Signing programs put a page of such lines at the end; `corpus.markers` knows them as noise.
_TRAILER = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_YEAR_LAST = re.compile(r"\b(?:19|20)\d\d$")
_YEARS_BROKEN = re.compile(r"(?P<dash>[-–]) (?P<rest>(?:19|20)\d\d\b.*)")


@dataclass(frozen=True, slots=True)
class PageWords:
    """One page as read: its words, ruled tables, and the heights of printed horizontal rules."""

    number: int
    height: float
    words: tuple[Word, ...]
    grids: tuple[Grid, ...] = ()
    rules: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The document's lines, and when it was signed as far as a notice on a page says."""

    lines: tuple[ReadLine, ...]
    signed_at: datetime | None


@dataclass(slots=True)
class _Laying:
    """What is known so far: the lines, and the table without rules that reached the end of the last page."""

    lines: list[ReadLine] = field(default_factory=list)
    open_columns: Columns | None = None
    ends_in_table: bool = False


def lay_out(pages: Sequence[PageWords]) -> Layout:
    """Returns the text of all pages."""
    parted = [take_notices(page.words) for page in pages]
    free = [_outside(page, text) for page, (text, _) in zip(pages, parted, strict=True)]
    running = running_lines([(page.height, lines) for page, lines in zip(pages, free, strict=True)])
    laying = _Laying()
    for page, lines, (text, _) in zip(pages, free, parted, strict=True):
        _lay_page(laying, page, without_furniture(lines, page.height, running), text)
    notices = (" ".join(line.text for line in text_lines(notice)) for _, notice in parted)
    trailers = (line.text for line in laying.lines if _TRAILER.match(line.text))
    moments = [moment for notice in (*notices, *trailers) if (moment := moment_in(notice))]
    return Layout(tuple(laying.lines), max(moments, default=None))


def _outside(page: PageWords, words: Sequence[Word]) -> list[TextLine]:
    boxes = [grid.box for grid in page.grids]
    return text_lines(word for word in words if not any(box.holds(word) for box in boxes))


def _lay_page(laying: _Laying, page: PageWords, lines: Sequence[TextLine], words: Sequence[Word]) -> None:
    """Adds a page's text: what stands between its ruled tables, and these at their place."""
    is_first = True
    start = 0
    for grid in sorted(page.grids, key=lambda one: one.box.top):
        end = next((n for n in range(start, len(lines)) if lines[n].top > grid.box.top), len(lines))
        _lay_text(laying, page, lines[start:end], is_first=is_first)
        rows = [[None if cell is None else cell.words for cell in row] for row in grid_rows(grid, words)]
        _lay_table(laying, page.number, rows, is_first=is_first and end == 0)
        laying.open_columns = None
        is_first, start = False, end
    _lay_text(laying, page, lines[start:], is_first=is_first)


def _lay_text(laying: _Laying, page: PageWords, lines: Sequence[TextLine], is_first: bool) -> None:
    index = 0
    if is_first and laying.open_columns is not None and lines:
        found = find_open_table(lines, 0, page.rules)
        rest = None if found and found.first == 0 else continue_table(lines, laying.open_columns, page.rules)
        if rest is not None:
            _lay_open(laying, page, rest, is_first=True)
            index = rest.last
    while index < len(lines):
        laying.open_columns = None
        table = find_open_table(lines, index, page.rules)
        end = table.first if table else len(lines)
        for line in unfold_columns(lines[index:end]):
            _add_line(laying, ReadLine(text=line.text, page=page.number, doubts=line.doubts))
        index = end
        if table is not None:
            _lay_open(laying, page, table, is_first=is_first and end == 0)
            index = table.last
            laying.open_columns = table.columns if index == len(lines) else None


def _add_line(laying: _Laying, line: ReadLine) -> None:
    """Adds a line of running text; a dash that a span of years was broken at would otherwise begin a bullet."""
    above = laying.lines[-1] if laying.lines and not laying.ends_in_table else None
    broken = _YEARS_BROKEN.match(line.text)
    if above is not None and broken and _YEAR_LAST.search(above.text):
        laying.lines[-1] = above.model_copy(update={"text": f"{above.text} {broken['dash']}"})
        line = line.model_copy(update={"text": broken["rest"]})
    laying.lines.append(line)
    laying.ends_in_table = False


def _lay_open(laying: _Laying, page: PageWords, table: OpenTable, is_first: bool) -> None:
    _lay_table(laying, page.number, [list(row) for row in table.rows], is_first)


def _lay_table(laying: _Laying, page: int, rows: Sequence[Sequence[Sequence[Word] | None]], is_first: bool) -> None:
    texts = [[None if words is None else cell_text(words) for words in row] for row in rows]
    doubts = [doubt for row in rows for words in row if words for doubt in doubts_of(words)]
    lines = [ReadLine(text=text, page=page) for text in table_lines(texts)]
    if is_first and laying.ends_in_table and lines and _is_rest(laying.lines[-1], lines[0]):
        laying.lines[-1] = _joined(laying.lines[-1], lines.pop(0))
        own = [doubt for doubt in doubts if not any(doubt.words in line.text for line in lines)]
        laying.lines[-1] = _with_doubts(laying.lines[-1], own)
    laying.lines += _doubted(lines, doubts)
    laying.ends_in_table = True


def _is_rest(above: ReadLine, line: ReadLine) -> bool:
    """Whether the first row of a page goes on with the last of the page before, in every one of its columns.

    Where cells stay empty, `corpus.tables` sees it itself.
    """
    cells, before = line.text.split("\t"), above.text.split("\t")
    begun = [cell for cell in cells[1:] if cell]
    return (
        len(cells) == len(before)
        and not cells[0]
        and len(begun) == len(cells) - 1
        and any(cell[0].islower() for cell in begun)
    )


def _joined(above: ReadLine, rest: ReadLine) -> ReadLine:
    pairs = zip(above.text.split("\t"), rest.text.split("\t"), strict=True)
    return above.model_copy(update={"text": "\t".join(f"{one} {more}".strip() for one, more in pairs)})


def _with_doubts(line: ReadLine, doubts: Sequence[Doubt]) -> ReadLine:
    return line.model_copy(update={"doubts": (*line.doubts, *doubts)})


def _doubted(lines: Sequence[ReadLine], doubts: Sequence[Doubt]) -> list[ReadLine]:
    """Returns the lines with the doubts of their words, which come in the order of the rows."""
    held: list[list[Doubt]] = [[] for _ in lines]
    at = 0
    for doubt in doubts:
        word = doubt.words
        # What is doubted in each row ("≥") is doubted once in each.
        told = [sum(one.words == word for one in own) for own in held]
        place = next((n for n in range(at, len(lines)) if lines[n].text.count(word) > told[n]), None)
        if place is not None:
            at = place
            held[place].append(doubt)
    return [_with_doubts(line, own) if own else line for line, own in zip(lines, held, strict=True)]
