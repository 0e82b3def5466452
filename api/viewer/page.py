"""A document as the viewer's template sees it: sections in order, rows of a table together, warnings first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.documents import Commune, Corpus, Section, SourceDocument
from corpus.records import Conflict

CELL_SEPARATOR = " | "
_OUTLINED = ("heading", "annex")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with its anchor; what is not a row of the source ("noise", "heading") has one cell."""

    section_id: str
    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One section, or the rows of one table (`rows` is then not empty). `level` is the depth in the outline."""

    section: Section
    level: int
    rows: tuple[Row, ...] = ()

    @property
    def columns(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Everything that the page of one document shows."""

    document: SourceDocument
    commune: Commune | None
    blocks: tuple[Block, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def outline(self) -> tuple[Block, ...]:
        headings = (block for block in self.blocks if block.section.kind in _OUTLINED and not block.rows)
        # What stands under an annex's title ("Kèm theo Kế hoạch…") is of its kind but heads nothing.
        return tuple(block for block in headings if block.section.kind == "heading" or block.level == 0)


def build_page(corpus: Corpus, document_id: str) -> DocumentPage | None:
    """Returns the page of a document, None when there is no such document."""
    document = next((known for known in corpus.documents if known.document_id == document_id), None)
    if document is None:
        return None
    sections = [section for section in corpus.sections if section.document_id == document_id]
    return DocumentPage(
        document=document,
        commune=next((known for known in corpus.communes if known.slug == document.commune), None),
        blocks=tuple(_blocks(sections)),
        conflicts=tuple(conflict for conflict in corpus.conflicts if conflict.document_id == document_id),
    )


def _blocks(sections: Sequence[Section]) -> Iterator[Block]:
    parents = {section.section_id: section.parent_id for section in sections}
    for is_table, group in groupby(_in_tables(sections), key=lambda pair: pair[1]):
        members = [section for section, _ in group]
        if is_table:
            yield Block(members[0], _level(members[0], parents), tuple(_row(section) for section in members))
        else:
            yield from (Block(section, _level(section, parents)) for section in members)


def _in_tables(sections: Sequence[Section]) -> Iterator[tuple[Section, bool]]:
    """Yields each section with whether it belongs to a table.

    A group's heading is a row of its table ("II | CẢI CÁCH THỂ CHẾ"), and so is what the extraction left between two
    rows (a column title repeated on each page): otherwise one table would fall apart into many.
    """
    is_after_row = False
    for position, section in enumerate(sections):
        is_row = section.kind == "table_row" or (section.kind == "heading" and CELL_SEPARATOR in section.text)
        if section.kind == "noise" and is_after_row:
            is_row = any(later.kind == "table_row" for later in sections[position + 1 : position + 3])
        yield section, is_row
        is_after_row = is_row


def _row(section: Section) -> Row:
    if section.kind == "table_row":
        cells = tuple(cell.strip() for cell in section.text.split(CELL_SEPARATOR.strip()))
    else:
        cells = (section.text.replace(CELL_SEPARATOR, ". "),)
    return Row(section.section_id, section.kind, cells)


def _level(section: Section, parents: dict[str, str | None]) -> int:
    """Returns the number of ancestors; a parent that is not a section of the document ends the walk."""
    level, parent = 0, section.parent_id
    while parent is not None and level < 10:
        level, parent = level + 1, parents.get(parent)
    return level
