"""An annex as a table: titled columns, groups of rows, every cell with the words of it that are quoted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from api.viewer.quotes import Piece, Spans, pieces
from corpus.documents import Section
from corpus.records import Record, Target, Task
from corpus.tables import SUBJECT_COLUMNS, Column, heading_columns
from corpus.tokens import Token, tokenise

CELL_BORDER = "|"
_CELL = re.compile(r"[^|]+")
_NUMBER = re.compile(r"\d+\.?")
_LEAST_COLUMNS = 3
_LONGEST_HEAD = 300


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell under the title of its column. `is_subject`: what the row is about."""

    title: str
    pieces: tuple[Piece, ...]
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its anchor. Where the source does not say which cell is whose, one cell without a title holds all."""

    section: Section
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading ("II. CẢI CÁCH THỂ CHẾ"), which the first group of a table may lack."""

    heading: Section | None
    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`head` are the sections that print the columns' titles: the first, and those repeated on each page."""

    titles: tuple[str, ...]
    head: tuple[Section, ...]
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """The number of rows, headings aside."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def headed(self) -> int:
        """The number of groups with a heading."""
        return sum(group.heading is not None for group in self.groups)


def build_table(sections: Sequence[Section], records: Mapping[str, Record], spans: Spans) -> Table:
    """Returns the table of consecutive sections; `records` are what was read of its rows, by section id."""
    columns = next((found for section in sections if (found := columns_of(section.text))), ())
    head = tuple(section for section in sections if columns and columns_of(section.text) == columns)
    groups: list[Group] = []
    for section in sections:
        if section in head:
            continue
        if section.kind == "heading":
            groups.append(Group(section, _heading(section, spans), ()))
            continue
        row = Row(section, tuple(_cells(section, columns, records.get(section.section_id), spans)))
        last = groups.pop() if groups else Group(None, (), ())
        groups.append(Group(last.heading, last.pieces, (*last.rows, row)))
    return Table(tuple(title for _, title in columns), head, tuple(groups))


@lru_cache(maxsize=1024)
def columns_of(text: str) -> tuple[tuple[Column, str], ...]:
    """Returns the columns that a line names one after another with their titles as printed; else nothing."""
    if len(text) > _LONGEST_HEAD:
        return ()
    found = _read_titles(text, tokenise(text))
    return found if found and len(found) >= _LEAST_COLUMNS else ()


def _read_titles(text: str, tokens: Sequence[Token]) -> tuple[tuple[Column, str], ...] | None:
    if not tokens:
        return ()
    names = heading_columns()
    for length in range(min(len(tokens), 10), 0, -1):
        column = names.get(tuple(token.word for token in tokens[:length]))
        rest = _read_titles(text, tokens[length:]) if column else None
        if column and rest is not None:
            return ((column, text[tokens[0].start : tokens[length - 1].end]), *rest)
    return None


def _heading(section: Section, spans: Spans) -> tuple[Piece, ...]:
    """Returns a heading of rows on one line: its cells are the number and the words ("II | CẢI CÁCH THỂ CHẾ")."""
    quoted = spans.get(section.section_id, ())
    return tuple(
        piece
        for number, (start, end) in enumerate(_borders(section.text))
        for piece in ((Piece(". ", False),) if number else ()) + pieces(section.text, quoted, start, end)
    )


def _cells(
    section: Section, columns: Sequence[tuple[Column, str]], record: Record | None, spans: Spans
) -> Iterator[Cell]:
    quoted = spans.get(section.section_id, ())
    texts = [pieces(section.text, quoted, start, end) for start, end in _borders(section.text)]
    is_numbered = _NUMBER.fullmatch("".join(piece.text for piece in texts[0])) is not None if texts else False
    filled = [column for column, _ in columns]
    if len(texts) != len(columns):
        filled = [column for column in filled if _is_filled(column, record, is_numbered)]
    if not texts or len(texts) != len(filled):
        yield Cell("", pieces(section.text, quoted))
        return
    by_column = dict(zip(filled, texts, strict=True))
    for column, title in columns:
        yield Cell(title, by_column.get(column, ()), column in SUBJECT_COLUMNS)


def _is_filled(column: Column, record: Record | None, is_numbered: bool) -> bool:
    """Whether a row has words in a column: a row's text leaves empty cells out, its record knows them."""
    if column == "number":
        return is_numbered
    if isinstance(record, Task):
        known: dict[Column, object] = {
            "title": record.title,
            "lead": record.lead_agencies,
            "coordinating": record.coordinating_agencies,
            "schedule": record.schedule,
            "deliverable": record.deliverable,
            "result": record.deliverable,
        }
        return bool(known.get(column))
    if isinstance(record, Target):
        return column in ("indicator", "result") or bool(
            {"unit": record.unit, "responsible": record.responsible_agency}.get(column)
        )
    return False


def _borders(text: str) -> Iterator[tuple[int, int]]:
    """Yields where each cell begins and ends, without the white space around it."""
    for match in _CELL.finditer(text):
        words = match[0].strip()
        if words:
            start = match.start() + match[0].index(words)
            yield start, start + len(words)
