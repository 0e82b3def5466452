"""Lines of a document as fields of a form, and what an officer typed into them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.admin import document_words as words
from corpus.intake.corrections import Correction
from corpus.readers.extract import Doubt, ReadLine
from corpus.tables import header_columns
from corpus.text import normalise

_FIELD = re.compile(r"l(\d{1,6})(?:\.(\d{1,3}))?")
_BETWEEN_CELLS = " | "
_LONG = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: a whole line, or a cell of a table's row."""

    name: str
    label: str
    text: str

    @property
    def is_long(self) -> bool:
        return len(self.text) > _LONG


@dataclass(frozen=True, slots=True)
class Line:
    """A line, 1-based in the text. `parts` are its words and whether recognition was unsure of them.

    `anchor` is the place of the page where it can be compared: the line itself, or the picture of its page.
    """

    number: int
    page: int
    parts: tuple[tuple[str, bool], ...]
    cells: tuple[Cell, ...]
    anchor: str

    @property
    def is_row(self) -> bool:
        return len(self.cells) > 1


class Lines:
    """The lines of a text; a row of a table has the columns of the heading above it."""

    def __init__(self, lines: Sequence[ReadLine], *, has_pictures: bool = False) -> None:
        self._lines = lines
        self._has_pictures = has_pictures
        self._headings: list[tuple[str, ...]] = []
        heading: tuple[str, ...] = ()
        for line in lines:
            cells = tuple(map(normalise, line.text.split("\t")))
            if header_columns(cells):
                heading = cells
            elif len(cells) == 1:
                heading = heading if _may_belong_to_a_table(line.text) else ()
            self._headings.append(heading)

    def line(self, number: int) -> Line:
        """Returns a line as it is shown; `number` must be one of the text."""
        read = self._lines[number - 1]
        cells, heading = self._cells(number), self._headings[number - 1]
        if len(cells) == 1:
            fields: tuple[Cell, ...] = (Cell(f"l{number}", words.LINE.format(number=number), cells[0]),)
        else:
            labels = [*heading, *(words.CELL.format(number=at + 1) for at in range(len(heading), len(cells)))]
            named = enumerate(zip(labels, cells, strict=True))
            fields = tuple(Cell(f"l{number}.{at}", label, cell) for at, (label, cell) in named)
        parts = marked(read.text.replace("\t", _BETWEEN_CELLS), read.doubts)
        return Line(number, read.page, parts, fields, self.anchor(number))

    def anchor(self, number: int) -> str:
        """Returns where a line can be compared; of a line that the text does not have, the first."""
        number = min(max(number, 1), len(self._lines))
        return f"trang-{self._lines[number - 1].page}" if self._has_pictures else f"dong-{number}"

    def all(self) -> Iterable[Line]:
        return (self.line(number) for number in range(1, len(self._lines) + 1))

    def typed(self, form: Mapping[str, str], read: Sequence[str]) -> tuple[Correction, ...]:
        """Returns the lines that a form says otherwise; fields of lines that the text does not have are left out.

        `read` are the same lines as they were read, which corrections are known by.
        """
        values: dict[int, dict[int, str]] = {}
        for name, value in form.items():
            if (field := _FIELD.fullmatch(name)) and 0 < int(field[1]) <= len(self._lines):
                values.setdefault(int(field[1]), {})[int(field[2] or 0)] = normalise(value)
        found = []
        for number, typed in sorted(values.items()):
            cells = self._cells(number)
            if set(typed) == set(range(len(cells))) and [typed[at] for at in range(len(cells))] != cells:
                before = read[number - 1]
                nth = read[:number].count(before)
                found.append(Correction(before=before, after=self._joined(number, typed), nth=nth))
        return tuple(found)

    def _cells(self, number: int) -> list[str]:
        """Returns the cells of a line, empty ones where the heading has more."""
        cells = [normalise(cell) for cell in self._lines[number - 1].text.split("\t")]
        missing = len(self._headings[number - 1]) - len(cells) if len(cells) > 1 else 0
        return cells + [""] * missing

    def _joined(self, number: int, typed: Mapping[int, str]) -> str:
        cells = [typed[at] for at in sorted(typed)]
        heading = self._headings[number - 1]
        if len(cells) == 1:
            # A tab cannot be typed into a form.
            return cells[0].replace(_BETWEEN_CELLS, "\t") if heading else cells[0]
        while len(cells) > len(heading) and not cells[-1]:
            cells.pop()
        return "\t".join(cells) if any(cells) else ""


def marked(text: str, doubts: Iterable[Doubt]) -> tuple[tuple[str, bool], ...]:
    """Returns `text` in parts, those that `doubts` name told apart."""
    found = sorted(
        {doubt.words.replace("\t", _BETWEEN_CELLS) for doubt in doubts if doubt.words}, key=len, reverse=True
    )
    if not found:
        return ((text, False),)
    parts = re.split(f"({'|'.join(map(re.escape, found))})", text)
    return tuple((part, at % 2 == 1) for at, part in enumerate(parts) if part)


def _may_belong_to_a_table(text: str) -> bool:
    """A row whose cells were lost stands between rows; a numbered heading or a blank ends the table."""
    return bool(text.strip()) and not text.isupper()
