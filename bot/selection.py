"""From a reading to evidence: search, then keep what covers enough of the topic and can hold what is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.evidence import Evidence, Matcher
from bot.headings import Headings
from bot.holding import Holding
from bot.library import Library
from bot.understanding.normalisation import Normaliser
from bot.understanding.topic import Topic, TopicBuilder, Topics
from bot.understanding.understanding import Understanding, YearSpan
from corpus.documents import Section
from corpus.records import Duty, DutyRole, LegalBasis, Period, Record, Target, Task
from prompts.loader import Detail, Thresholds, Words
from retrieval.index import Index
from retrieval.types import Passage, PassageKind, SearchFilter, SearchQuery

DEFAULT_KINDS: Mapping[str, float] = {
    "target": 1.0,
    "task": 1.0,
    "duty": 0.97,
    "fact": 0.93,
    "legal_basis": 0.85,
    "section": 0.9,
}
_KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
# Under this a question is about nothing in particular ("ai chủ trì?", "có những nhiệm vụ gì?").
NO_TOPIC = 1.3
_CANDIDATES = 40
# What a target answers only by the agency that watches it.
_OF_WATCHED = ("lead", "monitor", "coordinate", "deliverable")
_ASKS_WHAT = re.compile(r"\b(gi|the nao|ra sao|lam sao|cach nao|nhu nao|sao)\b")
_FIGURE_FOR_WORDS = 0.85
_REASON = re.compile(r"\b(ly do|nguyen nhan|boi vi)\b")


@dataclass(frozen=True, slots=True)
class Selection:
    """Evidence best first: `accepted` may be answered from, `nearest` is the best of the rest (any kind)."""

    accepted: tuple[Evidence, ...]
    nearest: Evidence | None


class Selector:
    """Searches and selects; holds no state between questions."""

    def __init__(
        self,
        index: Index,
        library: Library,
        matcher: Matcher,
        topics: TopicBuilder,
        normaliser: Normaliser,
        thresholds: Thresholds,
        words: Words,
        details: Sequence[Detail],
        facet_kinds: Mapping[str, Mapping[str, float]],
    ) -> None:
        self._index = index
        self._library = library
        self._matcher = matcher
        self._topics = topics
        self._normaliser = normaliser
        self._thresholds = thresholds
        self._facet_kinds = facet_kinds
        self._holding = Holding(library, matcher, details)
        self.headings = Headings(library, matcher, thresholds, words)

    @property
    def affirmed(self) -> float:
        """What a record or running text must cover of a yes/no question before it says yes or no to it."""
        return self._thresholds.affirmed

    def select(self, understanding: Understanding, commune: str, kinds: Mapping[str, float] | None = None) -> Selection:
        """Returns the evidence for `understanding` in one commune."""
        facet = next((f for f in understanding.facets if self._facet_kinds.get(f)), "")
        weights = dict(kinds or self._facet_kinds.get(facet) or DEFAULT_KINDS)
        if understanding.has("deliverable", "deadline") and facet == "lead" and "duty" in weights:
            # Only a row of the annex says who, what comes out and by when.
            weights["duty"] *= 0.85
        if not facet and _ASKS_WHAT.search(understanding.text.folded):
            # "theo cái gì", "xử lý thế nào" is asked of words; a figure answers it only where nothing else does.
            weights["target"] *= _FIGURE_FOR_WORDS
        found = self._score(understanding, commune, weights)
        able = self._able(found, understanding, commune, facet)
        least = 0.0 if facet else self._thresholds.unasked
        accepted = [e for e in able if e.coverage >= max(least, self._thresholds.accept[e.kind])]
        is_claim = understanding.is_yes_no and bool(understanding.claimed_values)
        if not accepted and (is_claim or not understanding.has("figure", "compare")):
            accepted = self._standing_out(able)
        nearest = max(found, key=lambda e: (e.coverage, e.score), default=None)
        if nearest and nearest.coverage < self._thresholds.near:
            nearest = None
        return Selection(tuple(accepted), nearest)

    def _able(
        self, found: Sequence[Evidence], understanding: Understanding, commune: str, facet: str
    ) -> list[Evidence]:
        """Returns what of `found` can hold the kind of thing that is asked for, best first."""
        able = [e for e in found if self._holding.can_hold(e, facet, understanding.asked_unit)]
        if facet in _OF_WATCHED and not understanding.has("figure") and "condition" not in understanding.cues:
            able = [e for e in able if not isinstance(e.item, Target) or e.item.responsible_agency]
        details = self._holding.details_of(understanding.text.folded)
        able = [e for e in able if self._holding.holds_all(e.item, details)]
        named = {m.agency_ids.get(commune) for m in understanding.agencies if not m.is_generic} - {None}
        if facet == "listing" and named:
            # What an agency has to do with a matter is told by words that name it.
            able = [e for e in able if any(self._names(e.item, agency_id) for agency_id in named)]
        able = [e for e in able if self._matcher.holds_codes(e.item, understanding.topic)]
        in_years = [e for e in able if self._is_in_years(e, understanding, commune)]
        # A deadline that is put forward may be wrong: then what has another is the answer.
        able = in_years or (able if understanding.puts_deadline_forward else [])
        return sorted(able, key=lambda e: (-e.score, e.item_id))

    def _names(self, item: Record | Section, agency_id: str | None) -> bool:
        match item:
            case Duty() if item.agency.agency_id == agency_id:
                return True
            case Task() if any(a.agency_id == agency_id for a in (*item.lead_agencies, *item.coordinating_agencies)):
                return True
            case Target() if item.responsible_agency and item.responsible_agency.agency_id == agency_id:
                return True
        words = f" {self._matcher.folded(item)} "
        names = next((names for agency, names in self._library.agency_phrases if agency.agency_id == agency_id), ())
        return any(name in words for name in names)

    def _standing_out(self, able: Sequence[Evidence]) -> list[Evidence]:
        """Returns the best evidence where it covers less than it should but far more than any other.

        Never for a figure: there the word that is not covered is most often the very thing that is asked about.
        """
        if not able or able[0].coverage < self._thresholds.standing_out_coverage:
            return []
        text = self._matcher.folded(able[0].item)
        others = [e.score for e in able[1:] if self._matcher.folded(e.item) != text]
        is_ahead = able[0].score - max(others, default=0.0) >= self._thresholds.standing_out_margin
        return [able[0]] if is_ahead else []

    def best_coverage(self, understanding: Understanding, commune: str) -> float:
        """Returns how well anything of the commune covers the topic: whether the matter is this corpus's at all."""
        found = self._score(understanding, commune, DEFAULT_KINDS)
        return max((e.coverage for e in found), default=0.0)

    def candidates(self, understanding: Understanding, commune: str) -> tuple[Evidence, ...]:
        """Returns what was found for the question, best first, whatever kind is asked for: evidence or not."""
        found = self._score(understanding, commune, DEFAULT_KINDS)
        return tuple(sorted(found, key=lambda e: (-e.score, e.item_id)))

    def folded(self, item: Record | Section) -> str:
        """Returns the folded source words of `item`."""
        return self._matcher.folded(item)

    def covers(self, topic: Topic, item_ids: Sequence[str]) -> float:
        """Returns how well the best of `item_ids` covers `topic`."""
        items = [item for item in map(self._library.item, item_ids) if item is not None]
        return max((self._matcher.match(item, topic, 0.0, 1.0).coverage for item in items), default=0.0)

    def meets_all(self, topic: Topic, item: Record | Section) -> bool:
        """Tells whether `item` says every telling word of `topic`."""
        return self._matcher.meets_all(item, topic)

    def _score(self, understanding: Understanding, commune: str, weights: Mapping[str, float]) -> list[Evidence]:
        text = understanding.text
        expansions = dict(self._topics.expansions(understanding.topic))
        expansions.update(dict.fromkeys(self._normaliser.short_forms(text.tokens), 0.8))
        query = SearchQuery(understanding.whole_topic.wording or text.folded, expansions)
        kinds = frozenset(kind for kind in _KINDS if kind in weights)
        result = self._index.search(query, self._filter(commune, kinds), _CANDIDATES)
        topics = Topics.of(understanding.topic, understanding.whole_topic)
        named = {mention.agency_ids.get(commune) for mention in understanding.agencies}
        evidence = []
        for hit in result.hits:
            item = self._item(hit.passage)
            if item is None:
                continue
            match = self._matcher.best_match(item, topics, hit.score, weights[hit.passage.kind])
            if named & set(hit.passage.agency_ids) and not understanding.is_yes_no:
                match = Evidence(match.item, match.coverage, match.score + 0.1)
            if understanding.years and str(understanding.years.first) in self._matcher.folded(item).split():
                match = Evidence(match.item, match.coverage, match.score + 0.05)
            evidence.append(self._adjust(match, understanding))
        return evidence

    def _filter(self, commune: str, kinds: frozenset[PassageKind]) -> SearchFilter:
        """Returns what may be found: of a commune with several documents only the one that is answered from."""
        plan = self._library.plan(commune)
        has_several = len(self._library.documents(commune)) > 1
        documents = frozenset({plan.document_id}) if plan and has_several else frozenset[str]()
        return SearchFilter(frozenset({commune}), kinds, documents)

    def _adjust(self, evidence: Evidence, understanding: Understanding) -> Evidence:
        """Prefers what plays the part that is asked for: the duty that leads, the document that the plan rests on."""
        item = evidence.item
        if isinstance(item, LegalBasis) and item.is_basis and understanding.has("legal_basis"):
            return Evidence(item, evidence.coverage, evidence.score + 0.05)
        if not isinstance(item, Duty):
            return evidence
        score = evidence.score
        if understanding.has("lead") and DutyRole.LEADS in item.roles:
            score += 0.05
        if understanding.has("lead") and item.roles == (DutyRole.COORDINATES,):
            score -= 0.2
        if not understanding.has("coordinate", "reporting") and self._library.part_in_duty(item):
            score -= 0.1
        if understanding.has("coordinate"):
            score += 0.1 if DutyRole.COORDINATES in item.roles else -0.1
        return Evidence(item, evidence.coverage, score)

    def _item(self, passage: Passage) -> Record | Section | None:
        if passage.kind == "section":
            return self._library.section(passage.document_id, passage.section_id or "")
        return self._library.record(passage.passage_id)

    def holds(self, item: Record | Section, facet: str) -> bool:
        """Tells whether words hold the kind of thing that `facet` asks for (an agency, a date)."""
        return self._holding.holds(item, facet)

    def asks_detail(self, asked: str) -> bool:
        """Tells whether a question asks for a kind of detail that words must hold to answer it."""
        return bool(self._holding.details_of(asked))

    def holds_facet(self, facet: str, item_ids: Sequence[str]) -> bool:
        """Tells whether the words of the first of `item_ids` hold the kind of thing that `facet` asks for."""
        item = self._first(item_ids)
        return item is not None and self.holds(item, facet)

    def says_share(self, asked_unit: str | None, item_ids: Sequence[str]) -> bool:
        """Tells whether a share is not asked for, or the first of `item_ids` says one."""
        item = self._first(item_ids)
        return asked_unit != "%" or (item is not None and "%" in self._matcher.folded(item))

    def holds_asked_detail(self, asked: str, item_ids: Sequence[str]) -> bool:
        """Tells whether a kind of detail is asked for that the first of `item_ids` holds."""
        item = self._first(item_ids)
        details = self._holding.details_of(asked)
        return item is not None and bool(details) and self._holding.holds_all(item, details)

    def gives_reason(self, item_ids: Sequence[str]) -> bool:
        """Tells whether the first of `item_ids` says why."""
        item = self._first(item_ids)
        return item is not None and _REASON.search(self._matcher.folded(item)) is not None

    def _first(self, item_ids: Sequence[str]) -> Record | Section | None:
        return next((item for item in map(self._library.item, item_ids) if item is not None), None)

    def _is_in_years(self, evidence: Evidence, understanding: Understanding, commune: str) -> bool:
        years = understanding.years
        item = evidence.item
        if years is None:
            return True
        place = item if isinstance(item, Section) else self._place_of(item)
        if place is not None and not _overlaps(self._library.period_above(place), years):
            return False
        if not isinstance(item, Target):
            plan = self._library.plan(commune)
            if not understanding.has("figure") or plan is None or _overlaps(plan.period, years):
                return True
            # Years before the plan are looked back at in its text; what it says of those after is no target.
            return years.last < plan.period.start_on.year if plan.period else True
        period = item.period or self._library.document(item.provenance.document_id).period
        return _overlaps(period, years)

    def _place_of(self, item: Record) -> Section | None:
        """Returns the section that a fact or a duty stands in; tasks and targets have periods of their own."""
        place = item.provenance
        return None if isinstance(item, Target | Task) else self._library.section(place.document_id, place.section_id)

    def tied(self, accepted: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Returns the best evidence and those of its kind that fit as well."""
        best = accepted[0]
        return tuple(e for e in accepted if e.kind == best.kind and best.score - e.score <= self._thresholds.tie)


def _overlaps(period: Period | None, years: YearSpan) -> bool:
    return period is None or (period.start_on.year <= years.last and years.first <= period.end_on.year)
