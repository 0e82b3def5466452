"""One question, one commune, one answer: which composer speaks, and what is said when none can."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.bases import BaseAnswers
from bot.answering.documents import DocumentAnswers
from bot.answering.lists import ListAnswers
from bot.answering.mentions import MentionAnswers
from bot.composing.absences import absent, which_topic
from bot.composing.draft import Draft
from bot.composing.duties import compose_duties
from bot.composing.facts import ASKS_PERIODS, compose_document_fact, compose_facts, compose_legal_bases
from bot.composing.kit import Ask, Kit
from bot.composing.prose import compose_sections
from bot.composing.targets import compose_targets
from bot.composing.tasks import compose_tasks
from bot.evidence import Evidence
from bot.features import own_words
from bot.reply import Status
from bot.selection import DEFAULT_KINDS, NO_TOPIC, Selector
from bot.understanding.facets import CITED_FACETS, ROW_FACETS, STANDING_FACETS
from bot.understanding.understanding import Understanding
from corpus.documents import Section
from corpus.records import AgencyRef, DocumentFact, Duty, FactTopic, LegalBasis, Record, Target, Task
from corpus.text import fold
from prompts.loader import Words
from retrieval.tokenizer import syllables

# A stray word or two beside a document fact's own words.
_SMALL_TOPIC = 5.2
# What is said of money or of reports says so.
_SPOKEN_OF = {
    "funding": re.compile(r"\b(kinh phi|ngan sach|tien|von|tai chinh|nguon luc)\b"),
    "reporting": re.compile(r"\b(bao cao|tong hop|phan anh|vuong mac)\b"),
}
# What of its indicator a target must share to measure the same.
_SAME_MEASURE = 0.75
_POINTER = re.compile(r"\b(phong|trung tam|van phong|cong chuc) (?:do|ay|nay|kia)\b")
_OFFICE = re.compile(r"phong|trung tam|van phong|cong chuc|ban")
# What the target beside the best must share with a claim to be what it may mean.
_NEAR = 0.5
_POST = re.compile(r"(pho )?chu tich( uy ban nhan dan)?( (xa|phuong))?")
# "theo những kỳ nào" is answered by words that name some.
_PERIODS = re.compile(r"\b(quý|\d tháng|h[àằ]ng (?:tháng|năm))\b", re.IGNORECASE)
# Who is to do something is named within so many letters, after the mark of a list.
_OPENING = 6
# Above this a record is what is asked about, and not the group that it stands in.
_SURE = 0.9


class Answerer:
    """Answers for one commune; stateless."""

    def __init__(self, kit: Kit, selector: Selector, words: Words) -> None:
        self._kit = kit
        self._selector = selector
        self._documents = DocumentAnswers(kit, selector)
        self._bases = BaseAnswers(kit, selector, words)
        self._lists = ListAnswers(kit, selector)
        self._mentions = MentionAnswers(kit, selector)
        self._ways: tuple[Callable[[Ask], Draft | None], ...] = (
            self._documents.person,
            self._documents.unavailable,
            self._documents.enclosing_decision,
            self._documents.cited_document,
            self._bases.of_kind,
            self._documents.facts,
            self._documents.province,
            self._lists.numbered_task,
            self._lists.unknown_agency,
            self._mentions.standards,
            self._mentions.enumerated,
            self._lists.of_value,
            self._lists.counts_and_lists,
            self._standing,
            self._lists.claimed_group,
            self._lists.outline,
            self._about_nothing,
            self._from_evidence,
            self._lists.group,
        )

    def answer(self, ask: Ask, focus: Sequence[str] = ()) -> Draft:
        """Returns the draft: from the records in focus, else by the first of the ways that has something to say."""
        draft = self._from_focus(ask, focus)
        if draft is not None:
            return draft
        for way in self._ways:
            draft = way(ask)
            if draft is not None:
                return draft
        return self._absent(ask)

    def answer_absent(self, ask: Ask, key: str, record_ids: Sequence[str]) -> Draft:
        """Says that the source does not state what `key` calls it, with the first of the records as the nearest."""
        items = (item for item in map(self._kit.library.item, record_ids) if item is not None)
        what = self._kit.say(key)
        return absent(self._kit, ask, what, outcome="not_found_blank_in_source", near=next(items, None))

    def answer_again(self, ask: Ask, record_ids: Sequence[str]) -> Draft | None:
        """Returns what the first of the records says, whole; None where the corpus has it no more."""
        for item in map(self._kit.library.item, record_ids):
            if item is not None:
                return self._compose(ask, [Evidence(item, 1.0, 1.0)])
        return None

    def answer_beside(self, ask: Ask, record_id: str) -> Draft | None:
        """Returns the target beside one, in its sentence, that a question's words tell from it; None for none."""
        last = self._kit.library.record(record_id)
        if not isinstance(last, Target):
            return None
        said = {target.record_id: _own_syllables(target) for target in (last, *self._kit.library.siblings(last))}
        shared = frozenset.intersection(*said.values())
        text = ask.understanding.text
        asked = {*text.tokens, *syllables(text.text)}
        told = {key: len(asked & own - shared) for key, own in said.items()}
        best = max(said, key=lambda key: (told[key], -len(said[key])))
        if best == last.record_id or not told[best]:
            return None
        target = self._kit.library.record(best)
        return compose_targets(self._kit, ask, [target]) if isinstance(target, Target) else None

    def has_condition(self, record_ids: Sequence[str]) -> bool:
        """Tells whether the first of the records is a target with a condition or a scope."""
        first = self._kit.library.record(record_ids[0]) if record_ids else None
        return isinstance(first, Target) and bool(first.condition or first.scope)

    def says_how(self, reading: Understanding, record_ids: Sequence[str]) -> bool:
        """Tells whether the condition of the first of the records is what is asked for ("tính theo bộ chỉ số nào?")."""
        first = self._kit.library.record(record_ids[0]) if record_ids else None
        if not isinstance(first, Target) or not first.condition or reading.topic.weight <= NO_TOPIC:
            return False
        said = set(syllables(first.condition))
        return all(term.syllables & said for term in reading.topic.terms)

    def answer_field(self, ask: Ask, record_ids: Sequence[str]) -> Draft | None:
        """Returns the field that is asked for of the records; None where they have none such."""
        if ask.understanding.has("figure"):
            targets = [r for r in map(self._kit.library.record, record_ids) if isinstance(r, Target)]
            return compose_targets(self._kit, ask, self._with_conflicts(targets[:3])) if targets else None
        draft = self._from_focus(ask, record_ids)
        if draft and draft.status is Status.ANSWERED:
            return draft
        facet = next((f for f in ask.understanding.facets if f in ROW_FACETS), "")
        items = [item for item in map(self._kit.library.item, record_ids) if item is not None]
        holding = [item for item in items if not isinstance(item, Task | Target) and self._selector.holds(item, facet)]
        return self._compose(ask, [Evidence(holding[0], 1.0, 1.0)]) if facet and holding else None

    def _from_focus(self, ask: Ask, focus: Sequence[str]) -> Draft | None:
        records = [record for record in map(self._kit.library.record, focus) if record is not None]
        if records and ask.understanding.has("listing") and not ask.understanding.agencies:
            agency_id = self._meant(ask, records[0])
            if agency_id:
                return self._lists.of_agency(ask, agency_id)
        widened = self._widened(ask, records) if ask.understanding.is_widened else None
        if widened:
            return compose_targets(self._kit, ask, widened)
        cited = self._bases.cited(ask, focus) if ask.understanding.has(*CITED_FACETS) else None
        if cited:
            return cited
        if not records or not (ask.understanding.has(*ROW_FACETS) or ask.understanding.relative_period):
            return None
        tasks = [record for record in records if isinstance(record, Task)]
        targets = [record for record in records if isinstance(record, Target)]
        if targets and ask.understanding.relative_period:
            return self._shifted(ask, targets)
        if tasks:
            draft = compose_tasks(self._kit, ask, tasks[:3])
            facet = next(f for f in ask.understanding.facets if f in ROW_FACETS)
            return draft or absent(
                self._kit, ask, self._kit.say(f"what_{facet}"), outcome="not_found_blank_in_source", near=tasks[0]
            )
        if targets and ask.understanding.has("deadline"):
            return compose_targets(self._kit, ask, targets[:3])
        watched = [target for target in targets if target.responsible_agency] or self._watched_twins(targets)
        if watched and ask.understanding.has("lead", "monitor"):
            reading = replace(ask.understanding, facets=("monitor", *ask.understanding.facets))
            return compose_targets(self._kit, replace(ask, understanding=reading), watched)
        return self._not_said(ask, records)

    def _shifted(self, ask: Ask, targets: Sequence[Target]) -> Draft:
        """Answers "giai đoạn trước thì sao" with the figures of that period, never with this one's again."""
        shifted = self._of_another_period(ask, targets)
        if shifted:
            return compose_targets(self._kit, ask, shifted)
        what = self._kit.say("what_figure_then")
        return absent(self._kit, ask, what, outcome="not_found_blank_in_source", near=targets[0])

    def _meant(self, ask: Ask, record: Record) -> str | None:
        """Returns the agency that the last record is given to, or that "phòng đó" points at among those it names."""
        owner = _owner(record)
        pointer = _POINTER.search(ask.understanding.text.folded)
        head = pointer.group(1) if pointer else ""
        if owner and fold(owner.name).startswith(head):
            return owner.agency_id
        quote = f" {' '.join(syllables(record.provenance.quote))} "
        named = [
            agency.agency_id
            for agency, names in self._kit.library.agency_phrases
            if agency.commune == ask.commune.slug and any(name in quote for name in names)
            if _OFFICE.match(names[0].strip()) and names[0].strip().startswith(head)
        ]
        if named and (head or len(named) == 1):
            return named[0]
        return owner.agency_id if owner else None

    def _watched_twins(self, targets: Sequence[Target]) -> list[Target]:
        """Returns the rows of an annex that measure what the first of `targets` does in prose, with who watches it."""
        if not targets:
            return []
        first = targets[0]
        return [
            other
            for other in self._kit.library.targets(first.commune)
            if other.responsible_agency
            and (other.period, other.value) == (first.period, first.value)
            and _shared(first, other) >= _SAME_MEASURE
        ]

    def _not_said(self, ask: Ask, records: Sequence[Record]) -> Draft | None:
        """Says that what is gone on about states no such field, where no task of the same matter has it."""
        facet = next((f for f in ask.understanding.facets if f in ROW_FACETS), "")
        is_target = isinstance(records[0], Target)
        if not facet or any(self._selector.holds(record, facet) for record in records):
            return None
        if facet in ("lead", "monitor") and not is_target:
            return None
        kinds = {"task": 1.0, "duty": 0.9} if is_target else {"task": 1.0}
        if self._selector.select(ask.understanding, ask.commune.slug, kinds).accepted:
            return None
        what = self._kit.say(f"what_{facet}")
        return absent(self._kit, ask, what, outcome="not_found_blank_in_source", near=records[0])

    def _widened(self, ask: Ask, records: Sequence[Record]) -> list[Target]:
        """Returns the target that measures the same without the scope of the first of `records`, in its period."""
        first = records[0] if records else None
        if not isinstance(first, Target) or not first.scope:
            return []
        same = [
            (_shared(first, other), other)
            for other in self._kit.library.targets(ask.commune.slug)
            if not other.scope and other.period == first.period
        ]
        share, best = max(same, default=(0.0, None), key=lambda entry: entry[0])
        return [best] if best is not None and share >= _SAME_MEASURE else []

    def _of_another_period(self, ask: Ask, targets: Sequence[Target]) -> list[Target]:
        """Returns the same indicators in the period that the question names relative to theirs."""
        which = ask.understanding.relative_period
        if which is None or not targets:
            return []
        wanted = {fold(target.indicator) for target in targets}
        known = sorted(t.period.start_on for t in targets if t.period)
        rows = [t for t in self._kit.library.targets(ask.commune.slug) if fold(t.indicator) in wanted and t.period]
        starts = sorted({t.period.start_on for t in rows if t.period})
        if not known or len(starts) < 2:
            return []
        chosen = {
            "next": next((start for start in starts if start > known[0]), None),
            "previous": next((start for start in reversed(starts) if start < known[0]), None),
            "first": starts[0],
            "last": starts[-1],
        }[which]
        return [t for t in rows if t.period and t.period.start_on == chosen]

    def _standing(self, ask: Ask) -> Draft | None:
        """Reporting, funding and the standing agency: facts of the document that a question may word in many ways."""
        facet = next((f for f in ask.understanding.facets if f in STANDING_FACETS), None)
        if facet is None or (facet == "reporting" and ask.understanding.has("legal_basis")):
            return None
        if facet == "standing_agency":
            what = self._kit.say("what_standing_agency")
            return compose_document_fact(self._kit, ask, facet) or absent(
                self._kit, ask, what, outcome="not_found_no_evidence"
            )
        dated = self._documents.report_date(ask) if facet == "reporting" else None
        if dated is not None:
            return dated
        if ask.understanding.topic.weight > NO_TOPIC:
            accepted = self._selector.select(ask.understanding, ask.commune.slug, DEFAULT_KINDS).accepted
            accepted = self._spoken_of(ask, accepted)
            own = [e.item for e in accepted if e.coverage >= accepted[0].coverage and _is_fact(e.item, facet)]
            if own:
                return compose_facts(self._kit, ask, facet, [i for i in own if isinstance(i, DocumentFact)][:2])
            if accepted:
                return self._compose(ask, self._selector.tied(accepted))
            if ask.understanding.topic.weight > _SMALL_TOPIC:
                return None
        return self._stated(ask, facet)

    def _stated(self, ask: Ask, facet: str) -> Draft | None:
        """Returns the facts of `facet` that a question without a matter of its own asks for."""
        if facet == "funding" and ask.understanding.topic.weight <= NO_TOPIC:
            # "tiền đâu ra mà làm": where it comes from stands first in the part on funds.
            return compose_document_fact(self._kit, ask, facet)
        facts = self._selector.select(ask.understanding, ask.commune.slug, {"fact": 1.0}).accepted
        of_topic = [e.item for e in facts if isinstance(e.item, DocumentFact) and e.item.topic.value == facet]
        if facet == "reporting" and ASKS_PERIODS.search(ask.understanding.text.folded):
            known = (*of_topic, *self._kit.library.facts(ask.commune.slug, FactTopic.REPORTING))
            of_topic = [fact for fact in known if _PERIODS.search(fact.value or "")][:1] or of_topic
        if of_topic:
            return compose_facts(self._kit, ask, facet, of_topic[:2])
        return compose_document_fact(self._kit, ask, facet)

    def _spoken_of(self, ask: Ask, accepted: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Returns the evidence that speaks of money, of reports, where that is asked for."""
        wanted = [pattern for facet, pattern in _SPOKEN_OF.items() if ask.understanding.has(facet)]
        return tuple(e for e in accepted if all(pattern.search(self._selector.folded(e.item)) for pattern in wanted))

    def _about_nothing(self, ask: Ask) -> Draft | None:
        """Asks back where an agency is put forward and no matter: "có phải phòng kinh tế chủ trì không"."""
        reading = ask.understanding
        is_claim = reading.is_yes_no and reading.agencies and reading.has("lead", "coordinate")
        if not is_claim or reading.topic.weight > NO_TOPIC:
            return None
        return which_topic(self._kit)

    def _from_evidence(self, ask: Ask) -> Draft | None:
        if max(ask.understanding.topic.weight, ask.understanding.whole_topic.weight) <= NO_TOPIC:
            return None
        accepted = self._selector.select(ask.understanding, ask.commune.slug).accepted
        if ask.understanding.has("funding"):
            accepted = self._spoken_of(ask, accepted)
        if ask.understanding.has("listing", *ROW_FACETS):
            # "chủ tịch xã làm gì" is not answered by who signed, nor by what others report to them.
            is_of_post = _POST.fullmatch(fold(ask.understanding.topic.wording)) is not None
            accepted = tuple(
                e
                for e in accepted
                if not _is_fact(e.item, "signatory") and not (is_of_post and not self._opens_with_topic(ask, e))
            )
        if not accepted:
            return None
        groups = self._selector.headings.groups(ask.understanding, ask.commune.slug)
        if groups and accepted[0].coverage < _SURE and ask.understanding.has("lead"):
            return None
        return self._disputed(ask, accepted) or self._compose(ask, self._selector.tied(accepted))

    def _opens_with_topic(self, ask: Ask, evidence: Evidence) -> bool:
        """Tells whether a text begins with what is asked about: with who is to do something."""
        return self._selector.folded(evidence.item).find(fold(ask.understanding.topic.wording)) in range(_OPENING)

    def _disputed(self, ask: Ask, accepted: Sequence[Evidence]) -> Draft | None:
        """Returns the figure that is put forward beside the best one, where another target of the matter has it.

        "100% cán bộ được tập huấn à?" is true of one target and false of the next: neither yes nor no is said.
        """
        claimed, best = ask.understanding.claimed_values, accepted[0].item
        if not (ask.understanding.is_yes_no and claimed and isinstance(best, Target)) or best.value in claimed:
            return None
        found = [e.item for e in accepted if isinstance(e.item, Target)]
        near = [t for t in self._kit.library.siblings(best) if self._is_near(ask, t)]
        having = [target for target in (*found, *near) if target.value in claimed and target.unit == best.unit]
        if not having:
            return None
        reading = replace(ask.understanding, is_yes_no=False)
        return compose_targets(self._kit, replace(ask, understanding=reading), [having[0], best])

    def _is_near(self, ask: Ask, target: Target) -> bool:
        return self._selector.covers(ask.understanding.topic, [target.record_id]) >= _NEAR

    def _compose(self, ask: Ask, tied: Sequence[Evidence]) -> Draft | None:
        items = [evidence.item for evidence in tied]
        is_sure = tied[0].coverage >= self._selector.affirmed
        match items[0]:
            case Target():
                targets = [item for item in items if isinstance(item, Target)]
                if not is_sure:
                    # A figure of what comes near says neither yes nor no to what was put forward.
                    ask = replace(ask, understanding=replace(ask.understanding, is_yes_no=False))
                return compose_targets(self._kit, ask, self._with_conflicts(targets[:5]))
            case Task():
                return compose_tasks(self._kit, ask, [i for i in items if isinstance(i, Task)][:5])
            case Duty():
                return compose_duties(self._kit, ask, [i for i in items if isinstance(i, Duty)][:3])
            case LegalBasis():
                bases = [item for item in items if isinstance(item, LegalBasis)]
                return compose_legal_bases(self._kit, ask, bases[:3])
            case DocumentFact() if items[0].value:
                return compose_facts(self._kit, ask, items[0].topic.value, [items[0]])
            case DocumentFact():
                return None
            case Section():
                sections = [item for item in items if isinstance(item, Section)][:2]
                return compose_sections(self._kit, ask, sections, is_sure=is_sure)

    def _with_conflicts(self, targets: list[Target]) -> list[Target]:
        """Adds the other readings where the source contradicts itself about a target."""
        if not targets:
            return targets
        conflicts = self._kit.library.conflicts(targets[0].commune, [targets[0].record_id])
        for conflict in conflicts:
            if conflict.topic != "value":
                continue
            for record_id in conflict.record_ids:
                other = self._kit.library.record(record_id)
                if isinstance(other, Target) and other not in targets:
                    targets.append(other)
        return targets

    def _absent(self, ask: Ask) -> Draft:
        reading = ask.understanding
        facet = next((f for f in reading.facets if f in (*ROW_FACETS, "figure")), "content")
        topic = reading.topic.wording
        if topic and reading.years and str(reading.years.first) not in topic:
            topic = f"{topic} {reading.years.wording}"
        facet = "lead" if facet == "monitor" else facet
        what = self._kit.say(f"what_{facet}_about", topic=topic) if topic else self._kit.say(f"what_{facet}")
        near = self._selector.select(reading, ask.commune.slug).nearest
        if near is None and facet != "content":
            near = self._selector.select(replace(reading, facets=()), ask.commune.slug).nearest
        return absent(self._kit, ask, what, outcome="not_found_no_evidence", near=near.item if near else None)


def _shared(first: Target, other: Target) -> float:
    """Returns the share of the words of the first indicator that the other has."""
    words = set(fold(first.indicator).split())
    return len(words & set(fold(other.indicator).split())) / len(words)


def _own_syllables(target: Target) -> frozenset[str]:
    return frozenset(syllables(own_words(target)))


def _is_fact(item: Record | Section, facet: str) -> bool:
    return isinstance(item, DocumentFact) and item.topic.value == facet


def _owner(record: Record) -> AgencyRef | None:
    """Returns the agency that an answer was about: who has the duty, leads the task, watches the target."""
    match record:
        case Duty():
            return record.agency
        case Task():
            return next(iter(record.lead_agencies), None)
        case Target():
            return record.responsible_agency
        case _:
            return None
