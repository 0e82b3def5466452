"""Official documents, the communes they belong to and their outline."""

from datetime import date
from typing import Literal

from pydantic import Field

from corpus.procedures.records import Procedure
from corpus.records import Conflict, Frozen, Location, Period, Record


class Commune(Frozen):
    """A commune-level unit (xã, phường, đặc khu). `name` is the full name as in running text: "xã Lạc Phượng"."""

    slug: str
    name: str
    province: str
    aliases: tuple[str, ...] = ()


class Signatory(Frozen):
    """Who signed (người ký): name and position as under the signature ("Phó Chủ tịch")."""

    name: str
    position: str


class SourceDocument(Frozen):
    """One official text (văn bản). A field that the source leaves blank or lacks is None; `blanks` quotes the blank.

    `commune` is empty for what is no commune's own, as a procedure of the national portal.
    """

    document_id: str
    commune: str
    document_type: str
    title: str
    document_number: str | None
    issuing_body: str
    issued_on: date | None
    period: Period | None
    signatory: Signatory | None
    replaces: tuple[str, ...] = ()
    sha256: str
    blanks: dict[str, str] = Field(default_factory=dict)
    defects: tuple[str, ...] = ()


SectionKind = Literal["title", "preamble", "heading", "paragraph", "bullet", "table_row", "closing", "annex", "noise"]


class Section(Frozen):
    """A node of a document's outline (phần, mục, khoản, điểm, gạch đầu dòng, hàng của bảng).

    `section_id` is unique in its document and is the viewer's anchor. `path` is the numbering down to it
    ("II", "2.2", "a)"); `label` is how a reader names it ("mục II.2.2.a"); `heading` is the heading it stands under, or
    its own when it is one. `text` is verbatim, white space collapsed, broken lines joined.
    """

    section_id: str
    document_id: str
    parent_id: str | None
    kind: SectionKind
    path: tuple[str, ...]
    label: str
    heading: str
    text: str
    location: Location


class Agency(Frozen):
    """An agency (cơ quan) of one commune with every spelling that its document or citizens use."""

    agency_id: str
    commune: str
    name: str
    aliases: tuple[str, ...]


class EverydayNames(Frozen):
    """What people call a record or section (cách gọi thường ngày) that its document names in the language of offices.

    `item_id` is the record's id, or "<document_id>#<section_id>". Only for finding: never shown.
    """

    item_id: str
    names: tuple[str, ...]


class RejectedItem(Frozen):
    """Something that was not understood, with the place and the reason."""

    document: str
    location: Location | None
    reason: str
    text: str


class ImportReport(Frozen):
    """What one run of ingest understood and what it did not."""

    documents: tuple[str, ...]
    counts: dict[str, dict[str, int]]
    rejected: tuple[RejectedItem, ...]


class Corpus(Frozen):
    """Everything that was read: the only input of the index."""

    communes: tuple[Commune, ...]
    documents: tuple[SourceDocument, ...]
    sections: tuple[Section, ...]
    records: tuple[Record, ...]
    agencies: tuple[Agency, ...]
    conflicts: tuple[Conflict, ...]
    procedures: tuple[Procedure, ...] = ()
    everyday_names: tuple[EverydayNames, ...] = ()
    report: ImportReport
