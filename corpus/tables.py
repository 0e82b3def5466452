"""Annex tables → rows with named cells, for tab-separated extracts; `flat_tables` is for those without columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from corpus.lexicon import load_lexicon
from corpus.markers import is_upper, parse_roman
from corpus.readers import Line
from corpus.records import Frozen
from corpus.text import fold, normalise
from corpus.tokens import key_of

Column = Literal[
    "number",
    "title",
    "indicator",
    "lead",
    "coordinating",
    "schedule",
    "deliverable",
    "unit",
    "result",
    "responsible",
    "note",
]
RowKind = Literal["header", "group", "row", "unread"]
AGENCY_COLUMNS: frozenset[Column] = frozenset({"lead", "coordinating", "responsible"})
SUBJECT_COLUMNS: frozenset[Column] = frozenset({"title", "indicator"})

_MARKUP = re.compile(r"</?(?:ul|ol|li|br|p|b|i|u|strong|em|sup|sub|span|div|table|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_GROUP_NUMBER = re.compile(r"(?:(?P<roman>[IVX]{1,5})|[A-HĐ])\.?$")
# What a heading says besides its name: "Mục tiêu đến năm 2030", "Đơn vị tính (%)".
_BESIDES = re.compile(
    r"\([^()]*\)|(?:(?:trong|đến|hết|của)\s+)*(?:giai đoạn|năm)\s+20\d\d(?:\s*[-–]\s*20\d\d)?|20\d\d", re.IGNORECASE
)
_LEAST_KNOWN = 3
_LONGEST_HEADING = 100
# A row without one of these is no row of its own, unless its cells are merged.
_ESSENTIAL_COLUMNS: tuple[Column, ...] = ("lead", "schedule", "result")


class TableLexicon(Frozen):
    """`data/tables.yaml`: which printed headings stand for which column, and how names of agencies begin."""

    columns: dict[Column, tuple[str, ...]]
    agency_starts: tuple[str, ...]


@dataclass(slots=True)
class TableRow:
    """One row as printed, cells by column; a row that a page break cut is one row with the lines of both parts."""

    kind: RowKind
    lines: list[Line]
    cells: dict[Column, str] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()

    @property
    def number(self) -> str | None:
        """The number cell without its dot, None where it is empty."""
        return self.cells.get("number", "").rstrip(".)") or None

    @property
    def subject(self) -> str:
        """What the row is about: its title or indicator cell."""
        return self.cells.get("title") or self.cells.get("indicator") or ""

    @property
    def quote(self) -> str:
        """The row's cells in printed order, joined by " | "; empty cells are left out."""
        return " | ".join(self.cells[column] for column in dict.fromkeys(self.columns) if self.cells.get(column))


@lru_cache(maxsize=1)
def _lexicon() -> TableLexicon:
    return load_lexicon("tables.yaml", TableLexicon)


@lru_cache(maxsize=1)
def heading_columns() -> Mapping[tuple[str, ...], Column]:
    """Returns the printed column headings as keys."""
    return {key_of(name): column for column, names in _lexicon().columns.items() for name in names}


@lru_cache(maxsize=1)
def heading_names() -> Mapping[str, str]:
    """Returns the printed column headings, as they are written, by their folded spelling."""
    return {fold(name): name for names in _lexicon().columns.values() for name in names}


def begins_like_agency(text: str) -> bool:
    """Whether `text` begins as names of agencies do ("Công an xã"), known or not."""
    return text.startswith(_lexicon().agency_starts)


def strip_markup(text: str) -> str:
    """Returns `text` without the HTML tags that some extractors leave in cells."""
    return normalise(_MARKUP.sub(" ", text))


def is_tabbed(lines: Sequence[Line]) -> bool:
    """Whether the table kept its columns as tabs."""
    return any("\t" in line.raw.strip() for line in lines)


def column_of(heading: str) -> Column | None:
    """Returns the column that a heading names, whatever year or unit it adds; None for an unknown one."""
    known = heading_columns()
    return known.get(key_of(heading)) or known.get(key_of(_BESIDES.sub(" ", heading)))


def header_columns(texts: Sequence[str]) -> tuple[Column, ...]:
    """Returns the column of each cell when `texts` are the header of a table, else nothing.

    Not every heading has to be known: what stands in the other columns is kept as notes.
    """
    found = [None if len(text) > _LONGEST_HEADING else column_of(text) for text in texts]
    known = {column for column in found if column is not None}
    if sum(column is not None for column in found) < _LEAST_KNOWN:
        return ()
    if None in found and not known & SUBJECT_COLUMNS:
        return ()
    return _settle_columns(found)


def _settle_columns(found: Sequence[Column | None]) -> tuple[Column, ...]:
    """What a heading means depends on those beside it: a table with units lists targets, whatever it calls them."""
    columns = list(found)
    if "unit" in columns and "title" in columns and "lead" not in columns and "schedule" not in columns:
        columns = ["result" if column == "indicator" else column for column in columns]
        columns = ["indicator" if column == "title" else column for column in columns]
    if "indicator" in columns and "title" not in columns and "responsible" not in columns:
        columns = ["responsible" if column == "lead" else column for column in columns]
    if columns.count("result") > 1:
        # One figure a year: none of them alone is the target.
        columns = [None if column == "result" else column for column in columns]
    seen: set[Column] = set()
    settled: list[Column] = []
    for column in columns:
        is_double = column in seen and column not in AGENCY_COLUMNS
        settled.append("note" if column is None or is_double else column)
        seen.add(settled[-1])
    return tuple(settled)


def read_tabbed(lines: Sequence[Line]) -> list[TableRow]:
    """Returns the rows of a tab-separated table in order; every line belongs to exactly one.

    A line of two cells in a wider table is a group: its number, which may be empty, and its name.
    """
    rows: list[TableRow] = []
    columns: tuple[Column, ...] = ()
    open_row: TableRow | None = None
    for line in lines:
        texts = [strip_markup(cell) for cell in line.raw.split("\t")]
        header = header_columns(texts)
        if header:
            columns = header
            rows.append(TableRow("header", [line], {}, columns))
            continue
        if not columns or any(texts[len(columns) :]):
            rows.append(TableRow("unread", [line]))
            continue
        row = _row(line, texts, columns)
        if row.kind != "group" and open_row is not None and _continues(row, columns):
            _merge(open_row, row)
            continue
        row.kind = "group" if row.kind == "group" else _kind(row)
        open_row = row if row.kind == "row" else None
        rows.append(row)
    _settle_groups(rows)
    return rows


def _row(line: Line, texts: Sequence[str], columns: tuple[Column, ...]) -> TableRow:
    if len(texts) == 2 < len(columns) and texts[1] and (texts[0] or not texts[1][0].islower()):
        subject: Column = next((column for column in columns if column in SUBJECT_COLUMNS), "title")
        group: dict[Column, str] = {"number": texts[0], subject: texts[1]}
        return TableRow("group", [line], group, tuple(group))
    cells: dict[Column, str] = {}
    for column, text in zip(columns, texts, strict=False):
        held = cells.get(column)
        cells[column] = f"{held}; {text}" if held and text else held or text
    return TableRow("row", [line], cells, columns)


def _continues(row: TableRow, columns: tuple[Column, ...]) -> bool:
    """A page break leaves the rest of a row without number and with gaps; an unnumbered row of its own has no gaps.

    A row that begins with a capital and has all that makes a task or target is one of its own.
    """
    if row.number is not None or all(row.cells.get(column) for column in columns if column != "number"):
        return False
    if not row.subject or not row.subject[0].isupper():
        return True
    if not _others(row) and is_upper(row.subject) and " " in row.subject:
        return False
    if "number" not in columns:
        return False
    return any(not row.cells.get(column) for column in _ESSENTIAL_COLUMNS if column in columns)


def _merge(row: TableRow, rest: TableRow) -> None:
    for column, text in rest.cells.items():
        row.cells[column] = normalise(f"{row.cells.get(column, '')} {text}")
    row.lines.extend(rest.lines)


def _others(row: TableRow) -> list[str]:
    return [text for column, text in row.cells.items() if text and column != "number" and column not in SUBJECT_COLUMNS]


def _kind(row: TableRow) -> RowKind:
    others = _others(row)
    number = _GROUP_NUMBER.match(row.number) if row.number else None
    if number and (not number["roman"] or parse_roman(number["roman"])) and row.subject and not others:
        return "group"
    if not row.subject or (not others and not is_upper(row.subject)):
        return "unread"
    return "row" if others else "group"


def _settle_groups(rows: Sequence[TableRow]) -> None:
    """A row that has a number and a name only ("1 Cải cách thể chế") is a group where "1.1" follows."""
    for row, following in pairwise(rows):
        if (
            row.kind == "unread"
            and row.number
            and row.subject
            and (following.number or "").startswith(f"{row.number}.")
        ):
            row.kind = "group"
