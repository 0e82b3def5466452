"""Blocks → the outline of a document: a tree of sections with reader's labels and unique anchors.

Law: every non-blank line of the file belongs to exactly one section, and no section's text holds anything else (tags
that an extractor left in a cell excepted).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.blocks import Block, split_blocks
from corpus.documents import Section
from corpus.naming import Names
from corpus.outline_tree import Cursor, GroupedRow
from corpus.readers import Line


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections in source order; `rows` and `lines` give the table row and the file lines behind a section id."""

    sections: tuple[Section, ...]
    rows: Mapping[str, GroupedRow]
    lines: Mapping[str, tuple[Line, ...]]
    zones: Mapping[str, str]

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.section_id == section_id)

    def children(self, section_id: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.parent_id == section_id)


def outline_document(document_id: str, lines: Sequence[Line], has_whole_paragraphs: bool | None = None) -> Outline:
    """Returns the outline of a document's lines; `has_whole_paragraphs` is what `split_blocks` asks for."""
    cursor = Cursor(document_id, Names())
    blocks = split_blocks(lines, has_whole_paragraphs)
    for block in blocks:
        _place(cursor, block)
    return Outline(_settle_kinds(cursor.sections), cursor.rows, cursor.lines, cursor.zones)


def _settle_kinds(sections: Sequence[Section]) -> tuple[Section, ...]:
    """A numbered sentence is a heading only when something stands under it ("4. Vượt chỉ tiêu thu ngân sách…")."""
    parents = {section.parent_id for section in sections}
    return tuple(
        section.model_copy(update={"kind": "paragraph"})
        if section.kind == "heading" and section.text.endswith(".") and section.section_id not in parents
        else section
        for section in sections
    )


def _place(cursor: Cursor, block: Block) -> None:
    match block.zone:
        case "noise":
            cursor.add_noise(block)
        case "letterhead" | "title":
            cursor.add_title(block)
        case "preamble":
            cursor.add_preamble(block)
        case "recipients" | "signature":
            cursor.add_closing(block)
        case "annex":
            cursor.add_annex(block)
        case "table":
            cursor.add_table(block)
        case "body":
            cursor.add_body(block)
