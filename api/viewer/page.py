"""A document as the viewer's template sees it: blocks in reading order, what is quoted marked, warnings first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from api.viewer.citing import reference
from api.viewer.facts import Fact, facts_of
from api.viewer.quotes import Cited, Piece, Spans, find_cited, pieces
from api.viewer.table import CELL_BORDER, Table, build_table, columns_of
from api.viewer.warnings import Warned, warnings_of
from corpus.documents import Commune, Corpus, Section, SourceDocument
from corpus.records import Record

BlockKind = Literal["head", "heading", "paragraph", "list", "closing", "table"]
_KINDS: Mapping[str, BlockKind] = {"title": "head", "bullet": "list", "closing": "closing"}
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """One section as it is read: its anchor and its text. `is_nested`: a bullet under a bullet."""

    section: Section
    pieces: tuple[Piece, ...]
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One heading or paragraph, the items of a list, the lines of a letterhead, or a table. `level`: 2 for <h2>."""

    kind: BlockKind
    passages: tuple[Passage, ...]
    level: int = 2
    table: Table | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Everything that the page of one document shows."""

    document: SourceDocument
    commune: Commune | None
    facts: tuple[Fact, ...]
    warnings: tuple[Warned, ...]
    blocks: tuple[Block, ...]
    cited: Cited | None
    reference: str

    @property
    def outline(self) -> tuple[tuple[int, Passage], ...]:
        """The headings with their depth, 0 for the highest."""
        return tuple((block.level - 2, block.passages[0]) for block in self.blocks if block.kind == "heading")


def build_page(
    corpus: Corpus, document_id: str, today: date, section_id: str | None = None, quote: str | None = None
) -> DocumentPage | None:
    """Returns the page of a document, None when there is no such document.

    `section_id` and `quote` are what a citation's address asks for (`bot.links`).
    """
    document = next((known for known in corpus.documents if known.document_id == document_id), None)
    if document is None:
        return None
    sections = [section for section in corpus.sections if section.document_id == document_id]
    records = [record for record in corpus.records if record.provenance.document_id == document_id]
    readings = [reading.provenance for conflict in corpus.conflicts for reading in conflict.readings]
    own = [place for place in readings if place.document_id == document_id]
    cited = find_cited(sections, section_id, quote, [record.provenance for record in records] + own)
    return DocumentPage(
        document=document,
        commune=next((known for known in corpus.communes if known.slug == document.commune), None),
        facts=facts_of(document, corpus, records, today),
        warnings=warnings_of(document, corpus.conflicts, records, sections),
        blocks=tuple(_blocks(sections, records, cited.spans if cited else {})),
        cited=cited,
        reference=reference(document),
    )


def _blocks(sections: Sequence[Section], records: Sequence[Record], spans: Spans) -> Iterator[Block]:
    by_section = {record.provenance.section_id: record for record in records if record.kind in ("task", "target")}
    by_id = {section.section_id: section for section in sections}
    for kind, group in groupby(_with_kinds(sections), key=lambda pair: pair[1]):
        members = [section for section, _ in group]
        passages = tuple(_passage(section, by_id.get(section.parent_id or ""), spans) for section in members)
        if kind == "table":
            table = build_table(members, by_section, spans)
            yield Block(kind, (), table=table, label=_ancestors(members[-1], by_id)[-1].label)
        elif kind in ("heading", "paragraph"):
            for passage in passages:
                yield Block(kind, (passage,), min(_DEEPEST, 1 + len(_ancestors(passage.section, by_id))))
        else:
            yield Block(kind, passages)


def _passage(section: Section, parent: Section | None, spans: Spans) -> Passage:
    is_nested = parent is not None and parent.kind == "bullet"
    return Passage(section, pieces(section.text, spans.get(section.section_id, ())), is_nested)


def _with_kinds(sections: Sequence[Section]) -> Iterator[tuple[Section, BlockKind]]:
    """Yields each section with the kind of block that it is part of.

    A group's heading is a row of its table ("II | CẢI CÁCH THỂ CHẾ"), and so are the titles of the columns and what the
    extraction left between two rows: otherwise one table would fall apart into many.
    """
    is_after_row = False
    for position, section in enumerate(sections):
        is_row = section.kind == "table_row" or (section.kind == "heading" and CELL_BORDER in section.text)
        if section.kind in ("annex", "noise"):
            is_row = bool(columns_of(section.text)) or (
                section.kind == "noise"
                and is_after_row
                and any(later.kind == "table_row" for later in sections[position + 1 : position + 3])
            )
        # What stands under an annex's title ("Kèm theo Kế hoạch…") is of its kind but heads nothing.
        is_heading = section.kind == "heading" or (section.kind == "annex" and section.parent_id is None)
        yield section, "table" if is_row else "heading" if is_heading else _KINDS.get(section.kind, "paragraph")
        is_after_row = is_row


def _ancestors(section: Section, known: Mapping[str, Section]) -> list[Section]:
    """Returns the section and those above it, the highest last; a parent that is not held ends the walk."""
    found = [section]
    while (parent := known.get(found[-1].parent_id or "")) is not None and parent not in found:
        found.append(parent)
    return found
