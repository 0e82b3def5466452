"""What the words of a record must hold to answer: an agency, a date, a number of what is counted, a detail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence import Evidence, Matcher
from bot.features import own_words
from bot.library import Library
from corpus.documents import Section
from corpus.records import DocumentFact, Duty, FactTopic, Record, Target, Task
from corpus.text import fold
from prompts.loader import Detail

# Parts of a document that say nothing to a citizen by themselves.
_NOT_SAID = frozenset({"preamble", "title", "closing", "noise", "annex"})
# A passage of running text can only answer these facets when it holds the kind of thing that is asked for.
_MUST_HOLD = {
    "lead": re.compile(
        r"\b(chu tri|chiu trach nhiem|thuong truc|dau moi|phong (van|kinh)|trung tam (phuc|dich|van)|van phong|"
        r"cong chuc (van|tu|tai)|thu truong|truong cac)\b"
    ),
    "coordinate": re.compile(r"\b(phoi hop|cung|tham gia)\b"),
    "legal_basis": re.compile(r"\d+[\d.]*(/\d{4})?[/-][a-z]|\bluat\b"),
    "deadline": re.compile(r"\d|\b(hang nam|dinh ky|thuong xuyen|hang quy|hang tuan)\b"),
}
# What a duty answers only where its words hold it; who leads it is who has it.
_SAID_IN_DUTIES = ("deadline", "coordinate")
# Asked for a target, words without a figure answer only when they are plainly what is asked about.
_SURE_WITHOUT_FIGURE = 0.85
# A system or a motto is a name in a sentence: it says no day and nobody's task; a motto may count ("5 dễ").
_NAMES = (FactTopic.SYSTEM, FactTopic.MOTTO)
_NOT_OF_NAMES = ("deadline", "lead", "coordinate", "deliverable", "monitor")
GOALS = re.compile(r"\b(chi tieu|muc tieu)\b")
_NUMBER_WORD = r"(?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of detail ("thôn nào", "mấy lần"): how it is asked for, and what must then stand in the words."""

    asked: re.Pattern[str]
    held: re.Pattern[str]
    is_folded: bool
    only_text: bool


class Holding:
    """Tells what words hold; stateless."""

    def __init__(self, library: Library, matcher: Matcher, details: Sequence[Detail]) -> None:
        self._library = library
        self._matcher = matcher
        self._details = tuple(
            Wanted(re.compile(d.asked), re.compile(d.held or d.written or ""), bool(d.held), d.only_text)
            for d in details
        )

    def can_hold(self, evidence: Evidence, facet: str, asked_unit: str | None) -> bool:
        """Tells whether running text holds what is asked: an agency, a date, a number of the thing that is counted."""
        item = evidence.item
        if not facet and asked_unit not in (None, "%") and not self._counts(item, asked_unit or ""):
            return False
        if isinstance(item, Section):
            if item.kind in _NOT_SAID:
                return facet == "legal_basis"
            if facet == "figure" and asked_unit is None and not self._is_goal(item, evidence.coverage):
                return False
            text = self._matcher.folded(item)
        elif isinstance(item, DocumentFact):
            text = self._matcher.folded(item)
            if _says_nothing_of(item, facet, text):
                return False
        elif facet == "figure":
            return isinstance(item, Target) or self._says_number(item, asked_unit)
        else:
            return not isinstance(item, Duty) or facet not in _SAID_IN_DUTIES or self.holds(item, facet)
        must = _MUST_HOLD.get(facet)
        if must and not must.search(text):
            return False
        if facet != "figure" or asked_unit is None:
            return True
        return "%" in text if asked_unit == "%" else self._counts(item, asked_unit)

    def _says_number(self, item: Record, asked_unit: str | None) -> bool:
        """Tells whether a task, duty or basis says a number at all, and of the thing that is counted; never a share."""
        if asked_unit is None:
            return re.search(r"\d", self._matcher.folded(item)) is not None
        return asked_unit != "%" and self._counts(item, asked_unit)

    def holds(self, item: Record | Section, facet: str) -> bool:
        """Tells whether words hold the kind of thing that `facet` asks for (an agency, a date)."""
        must = _MUST_HOLD.get(facet)
        return must is not None and must.search(self._matcher.folded(item)) is not None

    def details_of(self, asked: str) -> tuple[Wanted, ...]:
        """Returns the kinds of detail that a folded question asks for."""
        return tuple(detail for detail in self._details if detail.asked.search(asked))

    def holds_all(self, item: Record | Section, details: Sequence[Wanted]) -> bool:
        """Tells whether the words hold every kind of detail."""
        written = item.text if isinstance(item, Section) else item.provenance.quote
        # What stands beside a target in its sentence is of another.
        folded = fold(own_words(item)) if isinstance(item, Target) else self._matcher.folded(item)
        has_field = isinstance(item, Target | Task)
        return all((d.only_text and has_field) or d.held.search(folded if d.is_folded else written) for d in details)

    def _counts(self, item: Record | Section, unit: str) -> bool:
        """Tells whether the words hold a number of the thing that is counted."""
        return re.search(rf"\b{_NUMBER_WORD} {unit}\b", self._matcher.folded(item)) is not None

    def _is_goal(self, section: Section, coverage: float) -> bool:
        """Tells whether words without a figure state a goal: plainly what is asked, and among goals or with a share."""
        if coverage < _SURE_WITHOUT_FIGURE or "%" in section.text:
            return coverage >= _SURE_WITHOUT_FIGURE
        trail = self._library.trail(section.document_id, section.section_id)
        return bool(GOALS.search(fold(" ".join((section.text, *(heading.heading for heading in trail))))))


def _says_nothing_of(fact: DocumentFact, facet: str, text: str) -> bool:
    """Tells whether a fact cannot hold what is asked: no number at all, or only a name."""
    has_no_number = facet == "figure" and (fact.topic is FactTopic.SYSTEM or re.search(r"\d", text) is None)
    return has_no_number or (facet in _NOT_OF_NAMES and fact.topic in _NAMES)
