"""Tables as readers find them → the lines that `corpus.tables` reads: one a row, cells parted by tabs.

A table is brought into the plain form that plans should have: one header row, one cell a column, what was merged over
several rows said in each of them. A row merged over all columns becomes two cells, its number and its name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.agency_lexicon import load_agency_lexicon
from corpus.tables import (
    AGENCY_COLUMNS,
    SUBJECT_COLUMNS,
    Column,
    begins_like_agency,
    column_of,
    header_columns,
    strip_markup,
)
from corpus.text import normalise

# One row of cells; None where a cell to the left or above reaches over.
Row = Sequence[str | None]

_NUMBERED = re.compile(r"(?P<n>[IVX]{1,5}|[A-HĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/:-]\s*(?P<rest>[^\W\d_].*)$", re.DOTALL)
_ROMAN_NUMBERED = re.compile(r"(?P<n>[IVX]{1,5})\s+(?P<rest>[^\W\d_].*)$", re.DOTALL)
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?$")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?$")
_GOES_ON = re.compile(r"(?:[-–−,&/]|\bvà)$")
_BULLET = re.compile(r"[-–−•+*]\s*")


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a table: its words by column, the columns that they name, and how many rows it takes up."""

    texts: tuple[str, ...]
    columns: tuple[Column, ...]
    places: tuple[tuple[int, ...], ...]
    height: int


def is_data_table(rows: Sequence[Row]) -> bool:
    """Whether a table has a header of tasks or targets; letterheads and signatures are tables without one."""
    return any(_header_at(rows, index) for index in range(len(rows)))


def table_lines(rows: Sequence[Row], is_exact: bool = False) -> list[str]:
    """Returns one line a row of a table; white space inside a cell is collapsed, empty rows are left out.

    Lines above the header have no tabs. A table without a known header keeps its cells as they stand.
    `is_exact`: the reader knows cells as their program does. It repeated the words of those that reach down, so that
    None means the left alone, and each line of a cell is a paragraph.
    """
    grid = _rectangle(rows)
    headers = {index: header for index in range(len(grid)) if (header := _header_at(grid, index))}
    writer = _Writer(is_exact)
    index = 0
    while index < len(grid):
        if header := headers.get(index):
            writer.start(header)
            index += header.height
            index += index < len(grid) and _is_column_numbers(grid[index])
            continue
        if writer.header is not None:
            writer.take(grid[index])
        elif headers:
            writer.lines.extend(dict.fromkeys(text for cell in grid[index] if (text := normalise(cell or ""))))
        else:
            writer.lines.append("\t".join(normalise(cell or "") for cell in grid[index]))
        index += 1
    return [line for line in writer.lines if line.strip()]


class _Writer:
    """Writes the rows below a header; `_last` are the cells that None in the rows below can stand for."""

    def __init__(self, is_exact: bool) -> None:
        self.lines: list[str] = []
        self.header: _Header | None = None
        self._is_exact = is_exact
        self._last: list[str] = []

    def start(self, header: _Header) -> None:
        self.header, self._last = header, []
        self.lines.append("\t".join(header.texts))

    def take(self, row: Row) -> None:
        assert self.header is not None
        group = _group_of(row, self.header, can_be_task=bool(self._last) and not self._is_exact)
        if group is not None:
            self.lines.append("\t".join(group))
            self._last = []
            return
        cells = _cells(row, self.header, self._last, self._is_exact)
        if not any(cells):
            return
        if self._last and _is_same_item(cells, self._last, self.header):
            self.lines.pop()
            cells = [_both(old, new) for old, new in zip(self._last, cells, strict=True)]
        self.lines.append("\t".join(cells))
        self._last = cells


def _both(old: str, new: str) -> str:
    return old if new == old or not new else f"{old}; {new}" if old else new


def _rectangle(rows: Sequence[Row]) -> list[list[str | None]]:
    """All rows of one width, without columns on the right that hold nothing."""
    width = max(
        (place for row in rows for place, cell in enumerate(row, start=1) if cell and normalise(cell)), default=0
    )
    return [[*row[:width], *([""] * (width - len(row)))] for row in rows]


def _header_at(rows: Sequence[Row], index: int) -> _Header | None:
    """Returns the header that begins at a row; the words below a wide heading ("Chủ trì | Phối hợp") belong to it."""
    top = [None if cell is None else strip_markup(cell) for cell in rows[index]]
    under = rows[index + 1] if index + 1 < len(rows) else ()
    if under and _parts_headings(top, under):
        texts, places = list(_two_rows(top, under)), _places([cell or under[at] for at, cell in enumerate(top)])
        header = _header([texts[place[0]] for place in places], places, 2)
        if header:
            return header
    places = _places(top)
    return _header([top[place[0]] or "" for place in places], places, 1)


def _places(top: Row) -> list[tuple[int, ...]]:
    """Returns the places that each heading of a row reaches over."""
    places: list[tuple[int, ...]] = []
    for place, cell in enumerate(top):
        if cell is None and places:
            places[-1] = (*places[-1], place)
        else:
            places.append((place,))
    return places


def _header(texts: Sequence[str], places: Sequence[tuple[int, ...]], height: int) -> _Header | None:
    columns = header_columns(texts)
    return _Header(tuple(texts), columns, tuple(places), height) if columns else None


def _parts_headings(top: Sequence[str | None], under: Row) -> bool:
    """Whether a row only adds words below headings that reach over several columns."""
    if len(under) != len(top) or sum(bool(cell) for cell in top) < 2:
        return False
    wide = {place for place in range(1, len(top)) if top[place] is None}
    wide |= {place - 1 for place in wide}
    added = {place for place, cell in enumerate(under) if cell and normalise(cell) != normalise(top[place] or "")}
    return bool(added) and added <= wide


def _two_rows(top: Sequence[str | None], under: Row) -> Iterator[str]:
    parent = ""
    for place, cell in enumerate(top):
        parent = parent if cell is None else cell
        child = strip_markup(under[place] or "")
        joined = normalise(f"{parent} {child}")
        if not child or child == parent:
            yield parent if cell is not None else ""
        elif column_of(child) or not column_of(joined):
            yield child if column_of(child) else joined
        else:
            yield joined


def _is_column_numbers(row: Row) -> bool:
    """Whether a row only numbers the columns ("(1) (2) (3)"), which says nothing."""
    texts = [normalise(cell) for cell in row if cell and normalise(cell)]
    return len(texts) > 2 and len(set(texts)) == len(texts) and all(_COLUMN_NUMBER.match(text) for text in texts)


def _cells(row: Row, header: _Header, last: Sequence[str], is_exact: bool) -> list[str]:
    cells: list[str] = []
    for position, (places, column) in enumerate(zip(header.places, header.columns, strict=True)):
        texts = [cell for place in places if (cell := row[place])]
        if not texts and row[places[0]] is None and last and not is_exact:
            cells.append(last[position])
            continue
        text = "\n".join(dict.fromkeys(texts))
        cells.append(_agencies(text, is_exact) if column in AGENCY_COLUMNS else normalise(text))
    return cells


def _is_same_item(cells: Sequence[str], last: Sequence[str], header: _Header) -> bool:
    """Rows that share a merged number and title are one task with several lines of details."""
    keys = [place for place, column in enumerate(header.columns) if column == "number" or column in SUBJECT_COLUMNS]
    is_numbered = "number" in header.columns and bool(cells[header.columns.index("number")])
    return is_numbered and len(keys) > 1 and all(cells[place] and cells[place] == last[place] for place in keys)


def _group_of(row: Row, header: _Header, can_be_task: bool) -> tuple[str, str] | None:
    """Returns number and name of a row that is one wide cell, or a number with one wide cell beside it."""
    filled = [place for place, cell in enumerate(row) if cell and normalise(cell)]
    if not filled or len(filled) > 2 or len(header.columns) < 3 or filled[-1] + 1 >= len(row):
        return None
    if any(cell is not None for cell in row[filled[-1] + 1 :]):
        return None
    name = normalise(row[filled[-1]] or "")
    if len(filled) == 2:
        number = normalise(row[filled[0]] or "")
        # Every other cell of a task can be merged with the task above.
        return None if filled != [0, 1] or (can_be_task and _DECIMAL.match(number)) else (number, name)
    if filled[0] > 1:
        return None
    match = _NUMBERED.match(name) or _ROMAN_NUMBERED.match(name)
    return (match["n"], match["rest"]) if match else ("", name)


def _agencies(cell: str, is_exact: bool) -> str:
    """Names on lines of their own are several agencies; a line that is no whole name only goes on the one above."""
    names: list[str] = []
    for line in filter(None, map(normalise, cell.split("\n"))):
        name = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
        if names and _is_name(name, is_exact) and _is_name(names[-1], is_exact) and not _GOES_ON.search(names[-1]):
            names[-1] = names[-1].rstrip(" ;.")
            names.append(name)
        elif names:
            names[-1] = f"{names[-1]} {line}"
        else:
            names.append(name if _is_name(name, is_exact) else line)
    return "; ".join(names)


def _is_name(text: str, is_exact: bool) -> bool:
    lexicon = load_agency_lexicon()
    bare = text.rstrip(" ;.")
    return lexicon.is_body(bare) or lexicon.is_collective(bare) or (is_exact and begins_like_agency(bare))
