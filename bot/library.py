"""The corpus by commune and by id: what composers look records up in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date

from corpus.documents import Agency, Commune, Corpus, Section, SourceDocument
from corpus.procedures.outline import Field, document_id, document_of, row_id, sections_of
from corpus.records import (
    Conflict,
    DocumentFact,
    Duty,
    DutyRole,
    FactTopic,
    LegalBasis,
    Period,
    Provenance,
    Record,
    Target,
    Task,
)
from corpus.schedules import parse_period
from corpus.text import fold
from retrieval.tokenizer import syllables

_NOT_PARTS = frozenset({"noise", "title", "closing", "annex", "table_row"})


class Library:
    """Read-only views of one corpus. What is asked for by commune comes from one document of it: its plan.

    Of several it is the one in force `today`; by id, everything is found.
    """

    def __init__(self, corpus: Corpus, today: date) -> None:
        self.corpus = corpus
        self.communes = {commune.slug: commune for commune in corpus.communes}
        self._documents = {document.document_id: document for document in corpus.documents}
        self._items: dict[str, Record | Section] = {record.record_id: record for record in corpus.records}
        self._items.update({f"{s.document_id}#{s.section_id}": s for s in corpus.sections})
        self._sections = {(section.document_id, section.section_id): section for section in corpus.sections}
        self._children: dict[tuple[str, str], list[Section]] = defaultdict(list)
        for section in corpus.sections:
            if section.parent_id is not None and section.kind not in _NOT_PARTS:
                self._children[(section.document_id, section.parent_id)].append(section)
        self._headings = tuple(s for s in corpus.sections if (s.document_id, s.section_id) in self._children)
        self._by_commune: dict[str, list[Record]] = defaultdict(list)
        self._documents_of: dict[str, list[SourceDocument]] = defaultdict(list)
        for document in corpus.documents:
            self._documents_of[document.commune].append(document)
        self._plans = {
            slug: max(documents, key=lambda d: in_force(d, today)) for slug, documents in self._documents_of.items()
        }
        for record in corpus.records:
            if record.provenance.document_id == self._plans[record.commune].document_id:
                self._by_commune[record.commune].append(record)
        self._agencies = {agency.agency_id: agency for agency in corpus.agencies}
        self._conflicts: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in corpus.conflicts:
            self._conflicts[conflict.commune].append(conflict)
        # Each name and alias as folded syllables between spaces, the name first.
        self.agency_phrases = tuple(
            (agency, tuple(f" {' '.join(syllables(name))} " for name in (agency.name, *agency.aliases)))
            for agency in corpus.agencies
        )
        self.procedures = {procedure.code: procedure for procedure in corpus.procedures}
        self._procedure_documents = {document_id(code): document_of(p) for code, p in self.procedures.items()}
        self._procedure_sections = {
            (section.document_id, section.section_id): section
            for procedure in corpus.procedures
            for section in sections_of(procedure)
        }
        self._parts_in_duties = _parts_in_duties([r for r in corpus.records if isinstance(r, Duty)])

    def commune(self, slug: str) -> Commune:
        """Returns the commune of `slug`."""
        return self.communes[slug]

    def document(self, document_id: str) -> SourceDocument:
        """Returns the document, or procedure as a document, of `document_id`."""
        return self._documents.get(document_id) or self._procedure_documents[document_id]

    def plan(self, commune: str) -> SourceDocument | None:
        """Returns the commune's document that is answered from here, or None where it has none."""
        return self._plans.get(commune)

    def documents(self, commune: str) -> tuple[SourceDocument, ...]:
        """Returns all documents of a commune."""
        return tuple(self._documents_of.get(commune, ()))

    def of_document(self, document: SourceDocument) -> "Library":
        """Returns the same corpus with another of its commune's documents to answer from."""
        view = copy(self)
        own = [r for r in self.corpus.records if r.provenance.document_id == document.document_id]
        view._plans = {**self._plans, document.commune: document}
        view._by_commune = defaultdict(list, {**self._by_commune, document.commune: own})
        return view

    def record(self, record_id: str) -> Record | None:
        """Returns the record of `record_id`, or None where the corpus has it no more."""
        found = self._items.get(record_id)
        return None if isinstance(found, Section) else found

    def item(self, item_id: str) -> Record | Section | None:
        """Returns the record or section of an evidence id, or None."""
        return self._items.get(item_id)

    def cited(self, item_id: str) -> Record | Section | None:
        """Returns what an answer rested on: a record or section of a plan, a row of a procedure; or None."""
        document, _, place = item_id.partition("#")
        return self._items.get(item_id) or self._procedure_sections.get((document, place))

    def section(self, document_id: str, section_id: str) -> Section | None:
        """Returns a section, or None."""
        key = (document_id, section_id)
        return self._sections.get(key) or self._procedure_sections.get(key)

    def agency(self, agency_id: str) -> Agency | None:
        """Returns the agency of `agency_id`, or None."""
        return self._agencies.get(agency_id)

    def procedure_rows(self, code: str, field: Field) -> tuple[Section, ...]:
        """Returns the rows of a field of a procedure, in order; none where the portal leaves it empty."""
        rows: list[Section] = []
        while (row := self._procedure_sections.get((document_id(code), row_id(field, len(rows) + 1)))) is not None:
            rows.append(row)
        return tuple(rows)

    def sections_of_document(self, document: str) -> tuple[Section, ...]:
        """Returns the sections of a document or procedure in reading order."""
        if document in self._procedure_documents:
            return tuple(s for (owner, _), s in self._procedure_sections.items() if owner == document)
        return tuple(section for section in self.corpus.sections if section.document_id == document)

    def tasks(self, commune: str) -> tuple[Task, ...]:
        """Returns the commune's tasks in the order of the annex."""
        return tuple(record for record in self._by_commune[commune] if isinstance(record, Task))

    def targets(self, commune: str) -> tuple[Target, ...]:
        """Returns the commune's targets in document order."""
        return tuple(record for record in self._by_commune[commune] if isinstance(record, Target))

    def records(self, commune: str) -> tuple[Record, ...]:
        """Returns all records of a commune."""
        return tuple(self._by_commune[commune])

    def facts(self, commune: str, topic: FactTopic) -> tuple[DocumentFact, ...]:
        """Returns the document facts of one topic."""
        return tuple(r for r in self._by_commune[commune] if isinstance(r, DocumentFact) and r.topic is topic)

    def legal_bases(self, commune: str) -> tuple[LegalBasis, ...]:
        """Returns the documents that the commune's plan cites."""
        return tuple(record for record in self._by_commune[commune] if isinstance(record, LegalBasis))

    def conflicts(self, commune: str, record_ids: Iterable[str]) -> tuple[Conflict, ...]:
        """Returns the contradictions that concern any of `record_ids`."""
        wanted = set(record_ids)
        return tuple(conflict for conflict in self._conflicts[commune] if wanted & set(conflict.record_ids))

    def trail(self, document_id: str, section_id: str) -> tuple[Section, ...]:
        """Returns the headings above a section, the nearest first."""
        found: list[Section] = []
        section = self._sections.get((document_id, section_id))
        while section is not None and section.parent_id is not None:
            section = self._sections.get((document_id, section.parent_id))
            if section is not None:
                found.append(section)
        return tuple(found)

    def period_above(self, section: Section) -> Period | None:
        """Returns the period that the nearest heading names that names one ("- Giai đoạn 2028 - 2030:"), or None."""
        periods = (parse_period(above.heading) for above in self.trail(section.document_id, section.section_id))
        return next(filter(None, periods), None)

    def headings(self, commune: str) -> tuple[Section, ...]:
        """Returns the headings of the commune's plan that have parts, in document order."""
        plan = self.plan(commune)
        return tuple(s for s in self._headings if plan is not None and s.document_id == plan.document_id)

    def parts(self, heading: Section) -> tuple[Section, ...]:
        """Returns what stands directly under a heading; of a heading with one level of marks, the marks."""
        return tuple(self._children.get((heading.document_id, heading.section_id), ()))

    def has_conflict(self, document: SourceDocument, topic: str) -> bool:
        """Tells whether a document contradicts itself on `topic`."""
        return any(
            c.topic == topic and c.document_id == document.document_id for c in self._conflicts[document.commune]
        )

    def siblings(self, target: Target) -> tuple[Target, ...]:
        """Returns the other targets of the same bullet or row."""
        place = target.provenance
        return tuple(
            other
            for other in self.targets(target.commune)
            if other.record_id != target.record_id
            and other.provenance.section_id == place.section_id
            and other.provenance.document_id == place.document_id
        )

    def part_in_duty(self, duty: Duty) -> DutyRole | None:
        """Returns the agency's part in a duty that is another's ("… gửi về Phòng X để tổng hợp"); None in its own."""
        return self._parts_in_duties.get(duty.record_id)

    def provenance_of(self, section: Section) -> Provenance:
        """Returns a section as a place to cite."""
        return Provenance(
            document_id=section.document_id,
            section_id=section.section_id,
            section_label=section.label,
            location=section.location,
            quote=section.text,
        )


def _parts_in_duties(duties: Sequence[Duty]) -> dict[str, DutyRole]:
    """Returns per record id the part of an agency that a duty shared with another only mentions."""
    sharing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for duty in duties:
        sharing[duty.commune, duty.text].add(duty.agency.agency_id)
    return {
        duty.record_id: duty.roles[0]
        for duty in duties
        if duty.roles in ((DutyRole.RECEIVES,), (DutyRole.COORDINATES,))
        and len(sharing[duty.commune, duty.text]) > 1
        and fold(duty.text).find(fold(duty.agency.name)) > 0
    }


def period_phrase(period: Period | None) -> str:
    """Returns how a period is said in running text: "giai đoạn 2026 - 2030", "năm 2025"; empty for None."""
    if period is None:
        return ""
    raw = period.raw.strip()
    return f"giai đoạn {raw}" if raw[:1].isdigit() and not raw.startswith("6 tháng") else raw[:1].lower() + raw[1:]


def in_force(document: SourceDocument, today: date) -> tuple[bool, date, str]:
    """Returns a key that puts a document in force on that day last, and of several the newest."""
    period = document.period
    newest = document.issued_on or (period.start_on if period else date.min)
    has_begun = newest <= today and (period is None or period.start_on <= today)
    is_over = period is not None and period.end_on < today
    return has_begun and not is_over, newest, document.document_id
