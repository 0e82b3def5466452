"""What every extractor gets: one outlined document, its commune's agencies and the document's own period."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.agencies import AgencyRegistry
from corpus.documents import Commune, RejectedItem, Section
from corpus.outline import Outline
from corpus.records import Location, Period, Provenance


@dataclass(frozen=True, slots=True)
class Context:
    """One document while its records are extracted. `rejected` collects what was not understood."""

    document_id: str
    commune: Commune
    outline: Outline
    agencies: AgencyRegistry
    period: Period | None = None
    document_number: str | None = None
    rejected: list[RejectedItem] = field(default_factory=list)
    by_id: Mapping[str, Section] = field(default_factory=dict)

    def provenance(self, section: Section, quote: str | None = None, until: Section | None = None) -> Provenance:
        """Returns where a record of `section` (up to `until`) stands; the quote is the whole section unless given."""
        last = (until or section).location.last_line
        return Provenance(
            document_id=self.document_id,
            section_id=section.section_id,
            section_label=section.label,
            location=Location(first_line=section.location.first_line, last_line=last),
            quote=quote or section.text,
        )

    def record_id(self, kind: str, anchor: str) -> str:
        """Returns a stable id: document, kind and anchor."""
        return f"{self.document_id}/{kind}/{anchor}"

    def ancestors(self, section: Section) -> list[Section]:
        """Returns the sections above `section`, nearest first."""
        found = []
        parent = self.by_id.get(section.parent_id or "")
        while parent is not None:
            found.append(parent)
            parent = self.by_id.get(parent.parent_id or "")
        return found

    def reject(self, section: Section | None, reason: str, text: str, location: Location | None = None) -> None:
        """Notes something that was not understood."""
        place = location or (section.location if section else None)
        self.rejected.append(RejectedItem(document=self.document_id, location=place, reason=reason, text=text))
