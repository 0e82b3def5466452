"""What every page of one commune starts from: its documents, records and contradictions, on a given day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.viewer.facts import vietnamese_date
from bot.composing.kit import plan_name, upper_first
from bot.library import period_phrase
from bot.links import viewer_path
from corpus.documents import Agency, Commune, Corpus, SourceDocument
from corpus.records import AgencyRef, Conflict, Provenance, Target, Task


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where something stands: how a reader calls it, and its address in the viewer."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class ConflictNote:
    """A contradiction (mâu thuẫn) as the page tells it: each distinct reading with its places. Numbered per page."""

    number: int
    conflict: Conflict
    readings: tuple[tuple[str, tuple[SourceLink, ...]], ...]

    @property
    def summary(self) -> str:
        """What stands beside the row concerned: both figures, or else what the contradiction is about."""
        if self.conflict.topic == "value":
            return "văn bản ghi cả " + " và ".join(value for value, _ in self.readings)
        if self.conflict.topic == "numbering":
            return self.conflict.subject
        return f"văn bản ghi không thống nhất về {self.conflict.subject}"


@dataclass(frozen=True, slots=True)
class CommuneView:
    """One commune's pages. Records keep the order of their documents."""

    commune: Commune
    documents: tuple[SourceDocument, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    agencies: Mapping[str, Agency]
    conflicts: tuple[Conflict, ...]
    today: date

    @property
    def name(self) -> str:
        """The commune's name as it opens a sentence: "Xã Tân An"."""
        return upper_first(self.commune.name)

    @property
    def over(self) -> tuple[SourceDocument, ...]:
        """Documents whose period is over."""
        return tuple(document for document in self.documents if self.is_over(document))

    def is_over(self, document: SourceDocument) -> bool:
        return document.period is not None and document.period.end_on < self.today

    def document(self, place: Provenance) -> SourceDocument:
        return next(known for known in self.documents if known.document_id == place.document_id)

    def source(self, place: Provenance) -> SourceLink:
        """Returns a quoted place as a link that says of which document it is, where the commune has several."""
        link = source_link(place)
        if len(self.documents) == 1:
            return link
        return SourceLink(f"{plan_name(self.document(place))}, {link.label}", link.path)

    def agency_name(self, agency: AgencyRef) -> str:
        """Returns the one name that an agency has on these pages, whatever its spelling in a row."""
        known = self.agencies.get(agency.agency_id)
        return upper_first(known.name if known else agency.name)

    def notes(self, records: tuple[Target, ...] | tuple[Task, ...]) -> dict[str, tuple[ConflictNote, ...]]:
        """Returns the contradictions that concern each of `records`, by record id, numbered from 1 as they come up."""
        numbered: dict[str, ConflictNote] = {}
        found: dict[str, tuple[ConflictNote, ...]] = {}
        for record in records:
            concerned = [conflict for conflict in self.conflicts if _concerns(conflict, record)]
            for conflict in concerned:
                numbered.setdefault(conflict.conflict_id, _note(len(numbered) + 1, conflict))
            if concerned:
                found[record.record_id] = tuple(numbered[c.conflict_id] for c in concerned)
        return found


def open_view(corpus: Corpus, slug: str, today: date) -> CommuneView | None:
    """Returns the view of a commune, None when there is no such commune."""
    commune = next((known for known in corpus.communes if known.slug == slug), None)
    if commune is None:
        return None
    own = [record for record in corpus.records if record.commune == slug]
    return CommuneView(
        commune=commune,
        documents=tuple(document for document in corpus.documents if document.commune == slug),
        targets=tuple(record for record in own if isinstance(record, Target)),
        tasks=tuple(record for record in own if isinstance(record, Task)),
        agencies={agency.agency_id: agency for agency in corpus.agencies if agency.commune == slug},
        conflicts=tuple(conflict for conflict in corpus.conflicts if conflict.commune == slug),
        today=today,
    )


def source_link(provenance: Provenance) -> SourceLink:
    """Returns a quoted place as a link."""
    path = viewer_path(provenance.document_id, provenance.section_id, provenance.quote)
    return SourceLink(provenance.section_label, path)


def row_id(record: Target | Task) -> str:
    """Returns the anchor of a record's row on its page, which stays the same: document and place."""
    return f"{record.provenance.document_id}.{record.record_id.rpartition('/')[2]}"


def number_of(document: SourceDocument) -> str:
    """Returns the document's number, or in words that it has none, with what its source prints in that place."""
    return document.document_number or _missing(document, "document_number", "không ghi số")


def day_of(document: SourceDocument) -> str:
    """Returns the day of issue, or in words that there is none, with what its source prints in that place."""
    return (
        vietnamese_date(document.issued_on) if document.issued_on else _missing(document, "issued_on", "không ghi ngày")
    )


def _missing(document: SourceDocument, field: str, words: str) -> str:
    blank = document.blanks.get(field)
    return f"{words} (bản gốc: “{blank}”)" if blank else f"{words} trong bản đang có"


def period_of(target: Target, view: CommuneView) -> str:
    """Returns the period that a target is for, in the source's words; its document's where it has none of its own."""
    return period_phrase(target.period or view.document(target.provenance).period)


def unique_notes(notes: Mapping[str, tuple[ConflictNote, ...]]) -> tuple[ConflictNote, ...]:
    """Returns every note once, in the order of their numbers."""
    return tuple({note.number: note for listed in notes.values() for note in listed}.values())


def conflict_summaries(corpus: Corpus, record: Target | Task) -> tuple[str, ...]:
    """Returns the contradictions that concern a record, each in a few words."""
    return tuple(_note(0, conflict).summary for conflict in corpus.conflicts if _concerns(conflict, record))


def _concerns(conflict: Conflict, record: Target | Task) -> bool:
    """Whether a row shows the contradiction; one that names no record is of what stands where its readings stand."""
    if conflict.record_ids:
        return record.record_id in conflict.record_ids
    place = record.provenance
    return any(
        (place.document_id, place.section_id) == (reading.provenance.document_id, reading.provenance.section_id)
        for reading in conflict.readings
    )


def _note(number: int, conflict: Conflict) -> ConflictNote:
    places: dict[str, list[SourceLink]] = defaultdict(list)
    values: dict[str, str] = {}
    for reading in conflict.readings:
        key = reading.value.lower().replace(" ", "")
        values.setdefault(key, reading.value)
        places[key].append(source_link(reading.provenance))
    return ConflictNote(number, conflict, tuple((values[key], tuple(listed)) for key, listed in places.items()))
