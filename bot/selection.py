"""From a reading to evidence: search, then keep what covers enough of the topic and can hold what is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.evidence import Evidence, Matcher
from bot.library import Library
from bot.understanding.normalisation import Normaliser
from bot.understanding.topic import Term, Topic, TopicBuilder
from bot.understanding.understanding import PART_UNITS, Understanding, YearSpan
from corpus.documents import Section
from corpus.records import DocumentFact, Duty, DutyRole, LegalBasis, Period, Record, Target, Task
from corpus.text import fold
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
# A soft word weighs less than this.
_TELLING = 1.0
_CANDIDATES = 40
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
# What a target answers only by the agency that watches it.
_OF_WATCHED = ("lead", "coordinate", "deliverable")
# Asked for a target, words without a figure answer only when they are plainly what is asked about.
_SURE_WITHOUT_FIGURE = 0.85
_ASKS_WHAT = re.compile(r"\b(gi|the nao|ra sao|lam sao|cach nao|nhu nao|sao)\b")
_FIGURE_FOR_WORDS = 0.85
_GOALS = re.compile(r"\b(chi tieu|muc tieu)\b")
_WORK = re.compile(r"\b(nhiem vu|giai phap)\b")
_NUMBER_WORD = r"(?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"


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
        self._common_words = words.common
        self._part_words = words.split("part_words")
        self._openers = re.compile(rf"^({'|'.join(words.heading_openers)}) ", re.IGNORECASE)
        self._facet_kinds = facet_kinds
        self._details = tuple((re.compile(d.asked), re.compile(d.held or d.written or ""), d.held) for d in details)

    @property
    def affirmed(self) -> float:
        """What running text must cover of a yes/no question before it says yes to it."""
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
        folded = understanding.text.folded
        able = [e for e in found if self._can_hold(e, facet, understanding.asked_unit)]
        if facet in _OF_WATCHED and not understanding.has("figure") and "condition" not in understanding.cues:
            able = [e for e in able if not isinstance(e.item, Target) or e.item.responsible_agency]
        able = [e for e in able if self._holds_details(e, folded)]
        named = {m.agency_ids.get(commune) for m in understanding.agencies if not m.is_generic} - {None}
        if facet == "listing" and named:
            # What an agency has to do with a matter is told by words that name it.
            able = [e for e in able if any(self._names(e.item, agency_id) for agency_id in named)]
        able = [e for e in able if self._matcher.holds_codes(e.item, understanding.topic)]
        able = [e for e in able if self._is_in_years(e, understanding, commune)]
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

    def _score(self, understanding: Understanding, commune: str, weights: Mapping[str, float]) -> list[Evidence]:
        text = understanding.text
        expansions = dict(self._topics.expansions(understanding.topic))
        expansions.update(dict.fromkeys(self._normaliser.short_forms(text.tokens), 0.8))
        query = SearchQuery(understanding.whole_topic.wording or text.folded, expansions)
        kinds = frozenset(kind for kind in _KINDS if kind in weights)
        result = self._index.search(query, self._filter(commune, kinds), _CANDIDATES)
        topics: tuple[Topic, ...] = (understanding.topic, understanding.whole_topic)
        if topics[0] == topics[1]:
            topics = topics[:1]
        named = {mention.agency_ids.get(commune) for mention in understanding.agencies}
        evidence = []
        for hit in result.hits:
            item = self._item(hit.passage)
            if item is None:
                continue
            weight = weights[hit.passage.kind]
            match = max(
                (self._matcher.match(item, topic, hit.score, weight) for topic in topics),
                key=lambda m: (m.coverage, m.score),
            )
            if named & set(hit.passage.agency_ids) and not understanding.is_yes_no:
                match = Evidence(match.item, match.coverage, match.score + 0.1)
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

    def _can_hold(self, evidence: Evidence, facet: str, asked_unit: str | None) -> bool:
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
            if facet == "figure" and not re.search(r"\d", text):
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

    def asks_detail(self, asked: str) -> bool:
        """Tells whether a question asks for a kind of detail that words must hold to answer it."""
        return any(question.search(asked) for question, _, _ in self._details)

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
        return item is not None and self.asks_detail(asked) and self._holds_details(Evidence(item, 1.0, 1.0), asked)

    def _first(self, item_ids: Sequence[str]) -> Record | Section | None:
        return next((item for item in map(self._library.item, item_ids) if item is not None), None)

    def _holds_details(self, evidence: Evidence, asked: str) -> bool:
        """Tells whether the words hold the kind of detail that is asked for ("thôn nào", "mấy lần")."""
        item = evidence.item
        for question, needed, is_folded in self._details:
            if not question.search(asked):
                continue
            written = item.text if isinstance(item, Section) else item.provenance.quote
            if not needed.search(self._matcher.folded(item) if is_folded else written):
                return False
        return True

    def _counts(self, item: Record | Section, unit: str) -> bool:
        """Tells whether the words hold a number of the thing that is counted."""
        return re.search(rf"\b{_NUMBER_WORD} {unit}\b", self._matcher.folded(item)) is not None

    def _is_goal(self, section: Section, coverage: float) -> bool:
        """Tells whether words without a figure state a goal: plainly what is asked, and among goals or with a share."""
        trail = self._library.trail(section.document_id, section.section_id)
        around = fold(" ".join((section.text, *(heading.heading for heading in trail))))
        return coverage >= _SURE_WITHOUT_FIGURE and ("%" in section.text or bool(_GOALS.search(around)))

    def _is_in_years(self, evidence: Evidence, understanding: Understanding, commune: str) -> bool:
        years = understanding.years
        item = evidence.item
        if years is None:
            return True
        if not isinstance(item, Target):
            plan = self._library.plan(commune)
            if not understanding.has("figure") or plan is None or _overlaps(plan.period, years):
                return True
            # Years before the plan are looked back at in its text; what it says of those after is no target.
            return years.last < plan.period.start_on.year if plan.period else True
        period = item.period or self._library.document(item.provenance.document_id).period
        return _overlaps(period, years)

    def tied(self, accepted: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Returns the best evidence and those of its kind that fit as well."""
        best = accepted[0]
        return tuple(e for e in accepted if e.kind == best.kind and best.score - e.score <= self._thresholds.tie)

    def heading(self, understanding: Understanding, commune: str) -> Section | None:
        """Returns the heading that the question is about as a whole ("mục tiêu tổng quát"), or None."""
        telling = tuple(term for term in understanding.whole_topic.terms if self._tells_which_part(term))
        is_count_of_parts = understanding.asked_unit in PART_UNITS
        is_count = is_count_of_parts or understanding.has("count")
        folded = understanding.text.folded
        # "mấy nhóm": asked of a part, words of counting alone leave the title of the part to decide.
        topic = Topic(telling, "") if telling or is_count else understanding.whole_topic
        scored = [
            (
                self._matcher.agreement(topic, understanding.text.tokens, self._openers.sub("", heading.heading)),
                self._is_of_kind(heading, folded),
                -number,
                heading,
            )
            for number, heading in enumerate(self._library.headings(commune))
            if heading.heading
        ]
        best = max(scored, default=None, key=lambda entry: entry[:3])
        bar = self._thresholds.accept["heading_parts" if is_count_of_parts else "heading"]
        return best[3] if best and best[0] >= bar else None

    def _is_of_kind(self, heading: Section, folded: str) -> bool:
        """Tells whether a heading stands in the part that a question names: among the goals, among the tasks."""
        trail = self._library.trail(heading.document_id, heading.section_id)
        around, own = fold(" ".join(section.heading for section in trail)), fold(heading.heading)
        kinds = (kind for kind in (_GOALS, _WORK) if kind.search(folded) and not kind.search(own))
        return any(kind.search(around) for kind in kinds)

    def names_part(self, topic: Topic) -> bool:
        """Tells whether a topic holds more than the words that questions about parts are made of."""
        return any(map(self._tells_which_part, topic.terms))

    def _tells_which_part(self, term: Term) -> bool:
        words = {word for form in term.written[:1] for word in form}
        is_common = bool(words) and words <= self._common_words
        is_number = all(syllable.isdigit() for syllable in term.syllables)
        is_plain = is_common or is_number or term.syllables <= self._part_words
        return term.weight >= _TELLING and not is_plain

    def target_groups(self, understanding: Understanding, commune: str) -> tuple[tuple[str, tuple[Target, ...]], ...]:
        """Returns the groups of targets (the heading they stand under) whose title covers the topic, best first."""
        by_group: dict[str, list[Target]] = {}
        for target in self._library.targets(commune):
            if target.group:
                by_group.setdefault(target.group, []).append(target)
        scored = [
            (self._matcher.coverage_of_text(understanding.topic, group), group, tuple(targets))
            for group, targets in by_group.items()
        ]
        kept = [(c, g, t) for c, g, t in scored if c >= self._thresholds.accept["group"]]
        return tuple((g, t) for c, g, t in sorted(kept, key=lambda entry: -entry[0]))

    def groups(self, understanding: Understanding, commune: str) -> tuple[tuple[str, tuple[Task, ...]], ...]:
        """Returns the task groups whose title covers the topic, best first."""
        by_group: dict[tuple[str | None, str], list[Task]] = {}
        for task in self._library.tasks(commune):
            if task.group:
                by_group.setdefault((task.group_number, task.group), []).append(task)
        scored = [
            (self._matcher.coverage_of_text(understanding.topic, group), group, tuple(tasks))
            for (_, group), tasks in by_group.items()
        ]
        kept = [(c, g, t) for c, g, t in scored if c >= self._thresholds.accept["group"]]
        return tuple((g, t) for c, g, t in sorted(kept, key=lambda entry: -entry[0]))


def _overlaps(period: Period | None, years: YearSpan) -> bool:
    return period is None or (period.start_on.year <= years.last and years.first <= period.end_on.year)
