"""The XML of a Word text: its paragraphs and tables in body order, as lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.readers.grid import is_data_table, table_lines
from corpus.readers.word_numbering import Numbering, W
from corpus.text import normalise

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BOX = f"{W}txbxContent"
# What was deleted, moved away or is no text: field codes, and properties with the deleted state of their paragraph.
_LEFT_OUT = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "tblPr", "trPr", "tcPr")
)
_MAX_COLUMNS = 63
_MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with the paragraphs in it. `lies_below`: it is a part of the merged cell above."""

    texts: tuple[str, ...]
    span: int
    lies_below: bool


class Story:
    """Reads the blocks of one document in order, because its numbers are counted on the way."""

    def __init__(self, numbering: Numbering, is_rendered: bool) -> None:
        self.is_rendered = is_rendered
        self._numbering = numbering

    def blocks(self, parent: etree._Element) -> Iterator[tuple[etree._Element, list[str]]]:
        """Yields each paragraph and table of the body with its lines."""
        for element in _children(parent):
            if element.tag == f"{W}p":
                yield element, self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield element, self._table(element, 0)

    def _paragraph(self, paragraph: etree._Element, is_cell: bool = False) -> list[str]:
        """Returns the lines of a paragraph and, after them, those of the text boxes anchored in it."""
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        _collect(paragraph, pieces, boxes)
        lines = [text for line in "".join(pieces).split("\n") if (text := normalise(line))]
        marker = self._numbering.marker(paragraph)
        if lines and marker:
            lines[0] = f"{marker} {lines[0]}"
        elif is_cell and marker not in ("", "-", "+"):
            # A column of numbers is often nothing but automatic numbers.
            lines.append(marker)
        for box in boxes:
            lines.extend(line for _, texts in self.blocks(box) for line in texts)
        return lines

    def _table(self, table: etree._Element, depth: int) -> list[str]:
        rows = [self._row(row, depth) for row in _rows(table)]
        grid = _grid(rows)
        if is_data_table(grid):
            return table_lines(grid, is_exact=True)
        return [text for row in rows for cell in row if not cell.lies_below for text in cell.texts]

    def _row(self, row: etree._Element, depth: int) -> list[_Cell]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        cells = [_Cell((), _number(before, 0), False)] if before is not None else []
        for cell in _children(row):
            if cell.tag != f"{W}tc":
                continue
            texts = tuple(self._cell(cell, depth))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            lies_below = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            beside = cell.find(f"{W}tcPr/{W}hMerge")
            span = _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            if cells and beside is not None and beside.get(f"{W}val", "continue") == "continue":
                cells[-1] = _Cell((*cells[-1].texts, *texts), cells[-1].span + span, cells[-1].lies_below)
            else:
                cells.append(_Cell(texts, span, lies_below))
        return cells

    def _cell(self, cell: etree._Element, depth: int) -> Iterator[str]:
        for element in _children(cell):
            if element.tag == f"{W}p":
                yield from self._paragraph(element, is_cell=True)
            elif element.tag == f"{W}tbl" and depth < _MAX_DEPTH:
                yield from self._table(element, depth + 1)


def has_rendered_breaks(body: etree._Element) -> bool:
    """Whether Word noted where its pages ended when it last printed the text."""
    return next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None


def count_pages(element: etree._Element, is_rendered: bool) -> tuple[int, int]:
    """Returns the page breaks before the words of a paragraph or table and those after they begin."""
    if is_rendered:
        breaks = sum(1 for _ in element.iter(f"{W}lastRenderedPageBreak"))
    else:
        breaks = sum(found.get(f"{W}type") == "page" for found in element.iter(f"{W}br"))
    starts_page = not is_rendered and element.find(f"{W}pPr/{W}pageBreakBefore") is not None
    section = element.find(f"{W}pPr/{W}sectPr") if not is_rendered else None
    kind = section.find(f"{W}type") if section is not None else None
    ends_section = section is not None and (kind is None or kind.get(f"{W}val") != "continuous")
    if breaks and _begins_with_break(element, is_rendered):
        return breaks + starts_page, int(ends_section)
    return int(starts_page), breaks + ends_section


def _begins_with_break(element: etree._Element, is_rendered: bool) -> bool:
    for found in element.iter(f"{W}t", f"{W}br", f"{W}lastRenderedPageBreak"):
        if found.tag == f"{W}t" and (found.text or "").strip():
            return False
        if is_rendered == (found.tag == f"{W}lastRenderedPageBreak"):
            return True
    return False


def _grid(rows: list[list[_Cell]]) -> list[list[str | None]]:
    """Returns the words by column, those of a cell that reaches down repeated in every row that it spans."""
    grid: list[list[str | None]] = []
    above: dict[int, str] = {}
    for row in rows:
        line: list[str | None] = []
        current: dict[int, str] = {}
        for cell in row:
            place = len(line)
            text = above.get(place, "") if cell.lies_below else "\n".join(cell.texts)
            current[place] = text
            span = max(0, min(cell.span, _MAX_COLUMNS - place))
            if span:
                line.extend([text, *([None] * (span - 1))])
        grid.append(line)
        above = current
    return grid


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _children(table):
        if row.tag == f"{W}tr" and row.find(f"{W}trPr/{W}del") is None:
            yield row


def _children(parent: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """Yields the blocks, rows or cells in an element, also those that content controls and insertions wrap."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and depth < _MAX_DEPTH:
            yield from _children(child, depth + 1)


def _collect(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    """Adds the words below an element in order, a line feed for a break, and the text boxes met on the way."""
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag in (f"{W}t", _MATH_TEXT):
            pieces.append((child.text or "").replace("\n", " "))
        elif tag in (f"{W}br", f"{W}cr"):
            pieces.append("\n")
        elif tag in (f"{W}tab", f"{W}ptab"):
            pieces.append(" ")
        elif tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif tag == _BOX:
            boxes.append(child)
        elif tag == _ALTERNATE:
            _collect_choice(child, pieces, boxes)
        else:
            _collect(child, pieces, boxes)


def _collect_choice(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    """Word writes a text box twice, for old programs too: only one of the two is read."""
    choices = [child for child in element if child.tag in (_CHOICE, _FALLBACK)]
    for choice in choices:
        words, inner = len(pieces), len(boxes)
        _collect(choice, pieces, boxes)
        if len(pieces) > words or len(boxes) > inner:
            return


def _number(element: etree._Element | None, otherwise: int) -> int:
    text = element.get(f"{W}val", "") if element is not None else ""
    return min(int(text), _MAX_COLUMNS) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise
