"""Annex tables → rows with named cells, for tab-separated extracts; `flat_tables` is for those without columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from corpus.lexicon import load_lexicon
from corpus.markers import is_upper, parse_roman
from corpus.readers import Line
from corpus.records import Frozen
from corpus.text import normalise
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
_GROUP_NUMBER = re.compile(r"[IVX]{1,5}\.?$")


class TableLexicon(Frozen):
    """`data/tables.yaml`: which printed headings stand for which column."""

    columns: dict[Column, tuple[str, ...]]


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
        return self.cells.get("number", "").rstrip(".") or None

    @property
    def subject(self) -> str:
        """What the row is about: its title or indicator cell."""
        return self.cells.get("title") or self.cells.get("indicator") or ""

    @property
    def quote(self) -> str:
        """The row's cells in printed order, joined by " | "; empty cells are left out."""
        return " | ".join(self.cells[column] for column in self.columns if self.cells.get(column))


@lru_cache(maxsize=1)
def heading_columns() -> Mapping[tuple[str, ...], Column]:
    """Returns the printed column headings as keys."""
    lexicon = load_lexicon("tables.yaml", TableLexicon)
    return {key_of(name): column for column, names in lexicon.columns.items() for name in names}


def strip_markup(text: str) -> str:
    """Returns `text` without the HTML tags that some extractors leave in cells."""
    return normalise(_MARKUP.sub(" ", text))


def is_tabbed(lines: Sequence[Line]) -> bool:
    """Whether the table kept its columns as tabs."""
    return any("\t" in line.raw.strip() for line in lines)


def read_tabbed(lines: Sequence[Line]) -> list[TableRow]:
    """Returns the rows of a tab-separated table in order; every line belongs to exactly one."""
    rows: list[TableRow] = []
    columns: tuple[Column, ...] = ()
    open_row: TableRow | None = None
    for line in lines:
        texts = [strip_markup(cell) for cell in line.raw.split("\t")]
        header = _header(texts)
        if header:
            columns = header
            rows.append(TableRow("header", [line], {}, columns))
            continue
        if not columns or len(texts) > len(columns):
            rows.append(TableRow("unread", [line]))
            continue
        row = TableRow("row", [line], dict(zip(columns, texts, strict=False)), columns)
        if open_row is not None and _continues(row, columns):
            _merge(open_row, row)
            continue
        row.kind = _kind(row)
        open_row = row if row.kind == "row" else None
        rows.append(row)
    return rows


def _header(texts: Sequence[str]) -> tuple[Column, ...]:
    known = heading_columns()
    columns = [known.get(key_of(text)) for text in texts]
    found = [column for column in columns if column is not None]
    return tuple(found) if len(found) == len(columns) and len(found) > 2 else ()


def _continues(row: TableRow, columns: tuple[Column, ...]) -> bool:
    """A page break leaves the rest of a row without number and with gaps; an unnumbered row of its own has no gaps."""
    return row.number is None and any(not row.cells.get(column) for column in columns if column != "number")


def _merge(row: TableRow, rest: TableRow) -> None:
    for column, text in rest.cells.items():
        row.cells[column] = normalise(f"{row.cells.get(column, '')} {text}")
    row.lines.extend(rest.lines)


def _kind(row: TableRow) -> RowKind:
    others = [
        text for column, text in row.cells.items() if text and column != "number" and column not in SUBJECT_COLUMNS
    ]
    if row.number and _GROUP_NUMBER.match(row.number) and parse_roman(row.number) and not others:
        return "group"
    if not row.subject or (not others and not is_upper(row.subject)):
        return "unread"
    return "row" if others else "group"
