"""Annex tables whose columns the PDF extraction lost: cells run on as short lines and have to be told apart again.

Two things survive: a double space ends most cells, and each column has its own kind of content. The columns of a row
are the cut of its pieces that fits both best (`_best_cut`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.agency_lexicon import load_agency_lexicon
from corpus.blocks import join_lines
from corpus.markers import is_upper, parse_roman
from corpus.readers import Line
from corpus.schedules import is_schedule
from corpus.tables import AGENCY_COLUMNS, SUBJECT_COLUMNS, Column, TableRow, heading_columns
from corpus.text import normalise
from corpus.tokens import key_of

_ROW = re.compile(r"\s*(?P<n>\d{1,3})(?:\.|\s)\s+(?P<rest>\S.*)$")
_GROUP = re.compile(r"\s*(?P<n>[IVX]{1,5})\.?\s+(?P<rest>\S.*)$")
_CELL_END = re.compile(r" {2,}")
_MAX_HEADER_LINES = 16
_MAX_AGENCIES = 200

_AT_CELL_END, _AT_LINE_END, _INSIDE_CELL_END = 1.5, -1.0, -1.0
_FITS, _FITS_LOOSELY, _MISFITS, _EMPTY = 4.0, 3.0, -3.0, -2.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of words that no cell border crosses; `ends_cell` when a double space follows it."""

    text: str
    ends_cell: bool


def read_flat(lines: Sequence[Line]) -> list[TableRow]:
    """Returns the rows of a flattened table in order; every line belongs to exactly one."""
    rows: list[TableRow] = []
    columns: tuple[Column, ...] = ()
    index = 0
    while index < len(lines):
        length, header = _header_at(lines, index)
        if header:
            columns = header
            rows.append(TableRow("header", list(lines[index : index + length]), {}, columns))
            index += length
            continue
        _take(rows, lines[index], columns)
        index += 1
    for row in rows:
        if row.kind == "row":
            _fill(row)
    return rows


def _header_at(lines: Sequence[Line], index: int) -> tuple[int, tuple[Column, ...]]:
    best: tuple[int, tuple[Column, ...]] = (0, ())
    if _column_names(key_of(lines[index].text), is_prefix=True) is None:
        return best
    for length in range(1, min(_MAX_HEADER_LINES, len(lines) - index) + 1):
        words = key_of(join_lines([line.text for line in lines[index : index + length]]))
        columns = _column_names(words, is_prefix=False)
        if columns and len(columns) > 2:
            best = (length, columns)
    return best


def _column_names(words: tuple[str, ...], is_prefix: bool) -> tuple[Column, ...] | None:
    """Returns the columns that `words` name one after another; None unless they name nothing else.

    With `is_prefix` the last name may be cut, because a heading runs over several lines.
    """
    if not words:
        return ()
    names = heading_columns()
    for length in range(min(len(words), 10), 0, -1):
        column = names.get(words[:length])
        if column is None:
            continue
        rest = _column_names(words[length:], is_prefix)
        if rest is not None:
            return (column, *rest)
    if is_prefix and len(words) <= 2 and any(name[: len(words)] == words for name in names):
        return ()
    return None


def _take(rows: list[TableRow], line: Line, columns: tuple[Column, ...]) -> None:
    group, numbered = _GROUP.match(line.raw), _ROW.match(line.raw)
    if columns and group and parse_roman(group["n"]) and is_upper(group["rest"]):
        cells: dict[Column, str] = {"number": group["n"], _subject(columns): normalise(group["rest"])}
        rows.append(TableRow("group", [line], cells, columns))
    elif columns and numbered and numbered["rest"][0].isupper():
        rows.append(TableRow("row", [line], {}, columns))
    elif rows and rows[-1].kind == "row":
        rows[-1].lines.append(line)
    elif rows and rows[-1].kind == "group" and is_upper(line.text):
        rows[-1].lines.append(line)
        subject = _subject(columns)
        rows[-1].cells[subject] = f"{rows[-1].cells[subject]} {line.text}"
    else:
        rows.append(TableRow("unread", [line]))


def _subject(columns: tuple[Column, ...]) -> Column:
    return next((column for column in columns if column in SUBJECT_COLUMNS), "title")


def _fill(row: TableRow) -> None:
    """Sets the cells of a row, or marks it unread where its pieces are fewer than its columns."""
    match = _ROW.match(row.lines[0].raw)
    assert match is not None
    pieces = _pieces([match["rest"], *(line.raw for line in row.lines[1:])])
    columns = tuple(column for column in row.columns if column != "number")
    texts = _best_cut(pieces, columns)
    row.cells = {"number": match["n"], **dict(zip(columns, texts, strict=True))}
    if not row.subject:
        row.kind = "unread"


def _pieces(raws: Sequence[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for raw in raws:
        parts = _CELL_END.split(raw.lstrip())
        for position, part in enumerate(parts):
            if part.strip():
                pieces.append(_Piece(normalise(part), position < len(parts) - 1))
    return pieces


def _best_cut(pieces: Sequence[_Piece], columns: Sequence[Column]) -> list[str]:
    """Returns one text per column, in order, from the cut of `pieces` with the highest score (dynamic programme)."""
    count = len(pieces)
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for column in columns:
        following: dict[int, tuple[float, list[str]]] = {}
        for start, (score, texts) in best.items():
            for end in range(start, count + 1):
                text = join_lines([piece.text for piece in pieces[start:end]])
                total = score + _cell_score(column, text) + _cut_score(pieces, start, end)
                if end not in following or total > following[end][0]:
                    following[end] = (total, [*texts, text])
        best = following
    return best[count][1]


def _cut_score(pieces: Sequence[_Piece], start: int, end: int) -> float:
    inside = sum(_INSIDE_CELL_END for piece in pieces[start : end - 1] if piece.ends_cell)
    if start == end or end == len(pieces):
        return inside
    return inside + (_AT_CELL_END if pieces[end - 1].ends_cell else _AT_LINE_END)


def _cell_score(column: Column, text: str) -> float:
    if not text:
        return _EMPTY
    score = 0.0 if text[0].isupper() or text[0].isdigit() else _MISFITS
    if column in AGENCY_COLUMNS:
        return score + _agency_score(text)
    if column == "schedule":
        return score + (_FITS if is_schedule(text) else _MISFITS)
    return score + (_MISFITS if is_schedule(text) and text[0].isdigit() else 0.0)


def _agency_score(text: str) -> float:
    if len(text) > _MAX_AGENCIES:
        return _MISFITS
    lexicon = load_agency_lexicon()
    if lexicon.is_body(text):
        return _FITS
    return _FITS_LOOSELY if lexicon.is_collective(text) and not is_schedule(text) else _MISFITS
