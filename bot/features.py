"""What of a record or section is matched with a question: what it says, where it stands, what people call it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from corpus.documents import Corpus, Section
from corpus.records import DocumentFact, Duty, LegalBasis, Record, Target, Task
from corpus.text import fold


@dataclass(frozen=True, slots=True)
class Bag:
    """Folded syllables and adjacent pairs of a text, and its syllables as written.

    `parted` are the pairs that only meet across a comma or the like.
    """

    syllables: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    written: frozenset[str]
    parted: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, clauses: Sequence[Sequence[str]]) -> "Bag":
        """Builds the bag of the words of `clauses`, lower-cased with their diacritics."""
        tokens = [[fold(word) for word in words] for words in clauses]
        within = frozenset(pair for words in tokens for pair in pairwise(words))
        every = list(chain.from_iterable(tokens))
        pairs = frozenset(pairwise(every))
        return cls(frozenset(every), pairs, frozenset(chain.from_iterable(clauses)), pairs - within)


EMPTY_BAG = Bag.of([])


@dataclass(frozen=True)
class Features:
    """What of a record can be matched: `title` is what it says, `context` where it stands and what surrounds it.

    `core` is the title without what narrows it (a target's scope): of two records that cover a question alike, the one
    that says less beyond it is meant. `names` is what people call it, each with how telling it is.
    """

    title: Bag
    context: Bag
    core: Bag
    core_weight: float
    narrowing: frozenset[str] = frozenset()
    names: tuple[tuple[Bag, float], ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """Every syllable of the record's own words."""
        return self.title.syllables | self.context.syllables


def item_id(item: Record | Section) -> str:
    """Returns the stable id of a record or section; a section's is unique only within its document."""
    return f"{item.document_id}#{item.section_id}" if isinstance(item, Section) else item.record_id


def items_of(corpus: Corpus) -> Iterable[Record | Section]:
    """Yields every record, then every section."""
    yield from corpus.records
    yield from corpus.sections


def shared_populations(corpus: Corpus) -> frozenset[str]:
    """Returns the ids of targets whose scope is what another target of the bullet measures, and so narrows nothing.

    "100% thủ tục có nghĩa vụ tài chính …, trong số đó tỷ lệ thanh toán trực tuyến từ 50%": the second is about all.
    """
    by_section: dict[tuple[str, str], list[Target]] = {}
    for record in corpus.records:
        if isinstance(record, Target):
            place = record.provenance
            by_section.setdefault((place.document_id, place.section_id), []).append(record)
    return frozenset(
        target.record_id
        for targets in by_section.values()
        for target in targets
        if any(fold(target.scope or "\0") in fold(other.indicator) for other in targets if other is not target)
    )


def quote_of(item: Record | Section) -> str:
    """Returns the source words of `item`."""
    return item.text if isinstance(item, Section) else item.provenance.quote


def own_words(target: Target) -> str:
    """Returns what a target says itself, without what stands beside it in its sentence."""
    period = target.period.raw if target.period else ""
    return " ".join(filter(None, (target.indicator, target.scope, target.condition, target.wording, period)))


def texts_of(corpus: Corpus) -> dict[str, tuple[str, str, str]]:
    """Returns per item the core of what it says, all that it says, and its surroundings."""
    trails = _trails(corpus)
    return {item_id(item): _texts(item, trails) for item in items_of(corpus)}


def _trails(corpus: Corpus) -> dict[tuple[str, str], str]:
    """Returns per section the headings above it, joined."""
    sections = {(section.document_id, section.section_id): section for section in corpus.sections}
    trails: dict[tuple[str, str], str] = {}
    for key, section in sections.items():
        headings, above = [section.heading], section
        while above.parent_id is not None and (above.document_id, above.parent_id) in sections:
            above = sections[(above.document_id, above.parent_id)]
            headings.append(above.heading)
        trails[key] = " . ".join(dict.fromkeys(filter(None, headings)))
    return trails


def _texts(item: Record | Section, trails: dict[tuple[str, str], str]) -> tuple[str, str, str]:
    core = ""
    match item:
        case Target():
            core = item.indicator
            said = f"{item.indicator} . {item.scope or ''} . {item.condition or ''}"
            watcher = item.responsible_agency.name if item.responsible_agency else ""
            around = f"{item.group or ''} {item.provenance.quote} {watcher}"
        case Task():
            said = item.title
            agencies = " . ".join(agency.name for agency in (*item.lead_agencies, *item.coordinating_agencies))
            schedule = item.schedule.raw if item.schedule else ""
            around = f"{item.group or ''} . {agencies} . {item.deliverable or ''} . {schedule}"
        case Duty():
            said, around = item.text, item.agency.name
        case LegalBasis():
            said = f"{item.document_type} {item.number} {item.issuer or ''} {item.subject or ''}"
            around = item.provenance.quote
        case DocumentFact():
            said, around = f"{item.label} {item.value or ''}", item.provenance.quote
        case Section():
            said, around = item.text, ""
    place = (
        (item.document_id, item.section_id)
        if isinstance(item, Section)
        else (item.provenance.document_id, item.provenance.section_id)
    )
    return core or said, said, f"{around} . {trails.get(place, '')}"
