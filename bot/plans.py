"""Which document of a commune a question is about: a commune may have a plan of years, one of this year, a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.continuing import ContinuingAnswers
from bot.answering.last_answer import LastAnswer
from bot.composing.kit import Kit
from bot.conversation import Resolved
from bot.library import Library, in_force
from bot.near_questions import NearQuestions
from bot.selection import NO_TOPIC, Selector
from bot.understanding.document_names import NamedDocument, named_document
from bot.understanding.understanding import Understanding
from corpus.documents import SourceDocument

# Another document is looked at first where it speaks of the matter so much more plainly than the one in force.
_PLAINER = 0.15


@dataclass(frozen=True, slots=True)
class PlanAnswers:
    """What answers from one document of each commune: of all its parts, none sees another document of the commune."""

    kit: Kit
    selector: Selector
    answers: ContinuingAnswers
    last_answer: LastAnswer
    near_questions: NearQuestions


class Plans:
    """The documents to answer from. `main` has of each commune the one that is in force."""

    def __init__(self, main: PlanAnswers, make: Callable[[Library], PlanAnswers]) -> None:
        self.main = main
        self._make = make
        self._made: dict[str, PlanAnswers] = {}

    def of(self, commune: str) -> tuple[PlanAnswers, ...]:
        """Returns what answers from each document of a commune, the one in force first."""
        library, today = self.main.kit.library, self.main.kit.today()
        documents = library.documents(commune)
        if len(documents) < 2:
            return (self.main,)
        return tuple(map(self._of_document, sorted(documents, key=lambda d: in_force(d, today), reverse=True)))

    def named(self, question: str, commune: str | None) -> NamedDocument | None:
        """Returns the document that a question on the portal of `commune` names, of those that have others beside."""
        library = self.main.kit.library
        several = [library.documents(slug) for slug in ([commune] if commune else library.communes)]
        return named_document(question, [d for documents in several if len(documents) > 1 for d in documents])

    def order(
        self, read: Resolved, commune: str, named: SourceDocument | None, before: Sequence[str] = ()
    ) -> tuple[PlanAnswers, ...]:
        """Returns the documents to answer from, the likeliest first; the one alone that the question names.

        `before` are the records of the last turn, for a question that goes on about them.
        """
        reading = read.understanding
        found = self.of(commune)
        if len(found) == 1 or (named is not None and named.commune != commune):
            return found
        if named is not None:
            return tuple(answers for answers in found if _plan(answers, commune) == named)
        # A plan of other years is asked last, whatever the last turn was about ("còn năm 2026?").
        found = tuple(sorted(found, key=lambda answers: not _may_be_of_years(_plan(answers, commune), reading)))
        likely = [answers for answers in found if _holds(_plan(answers, commune), read.focus)]
        if not likely:
            likely = [answers for answers in found if _is_of_years(_plan(answers, commune), reading)]
        if not likely and (reading.is_follow_up or reading.topic.weight <= NO_TOPIC):
            likely = [answers for answers in found if _holds(_plan(answers, commune), before)]
        likely = [answers for answers in likely if _may_be_of_years(_plan(answers, commune), reading)]
        if not likely and reading.topic.weight > NO_TOPIC:
            likely = _plainer(found, reading, commune)
        return (*likely, *(answers for answers in found if answers not in likely))

    def best_coverage(self, reading: Understanding, commune: str, kinds: Mapping[str, float] | None = None) -> float:
        """Returns what the best evidence of any document of a commune covers of a question."""
        return max(_covered(answers, reading, commune, kinds) for answers in self.of(commune))

    def holding(self, commune: str, item_ids: Sequence[str]) -> PlanAnswers:
        """Returns what answers from the document that the first of `item_ids` stands in; else the one in force."""
        found = self.of(commune)
        return next((answers for answers in found if _holds(_plan(answers, commune), item_ids)), found[0])

    def _of_document(self, document: SourceDocument) -> PlanAnswers:
        if document == self.main.kit.library.plan(document.commune):
            return self.main
        # Two threads may make the same one; neither is wrong.
        if document.document_id not in self._made:
            self._made[document.document_id] = self._make(self.main.kit.library.of_document(document))
        return self._made[document.document_id]


def _plan(answers: PlanAnswers, commune: str) -> SourceDocument:
    plan = answers.kit.library.plan(commune)
    assert plan is not None, commune
    return plan


def _is_of_years(plan: SourceDocument, reading: Understanding) -> bool:
    years, period = reading.years, plan.period
    if years is None or period is None:
        return False
    return (years.first, years.last) == (period.start_on.year, period.end_on.year)


def _may_be_of_years(plan: SourceDocument, reading: Understanding) -> bool:
    """Tells whether a document's years and those of a question have one in common, as far as both are told."""
    years, period = reading.years, plan.period
    if years is None or period is None:
        return True
    return period.start_on.year <= years.last and years.first <= period.end_on.year


def without(documents: Iterable[SourceDocument], item_ids: Sequence[str]) -> tuple[str, ...]:
    """Returns the records and sections that stand in none of the documents."""
    starts = tuple(f"{document.document_id}{mark}" for document in documents for mark in "/#")
    return tuple(item_id for item_id in item_ids if not item_id.startswith(starts))


def _holds(plan: SourceDocument, item_ids: Sequence[str]) -> bool:
    return bool(item_ids) and not without([plan], item_ids[:1])


def _plainer(found: Sequence[PlanAnswers], reading: Understanding, commune: str) -> list[PlanAnswers]:
    """Returns the document that speaks of the matter so much more plainly than the one in force, if there is one."""
    covered = [_covered(answers, reading, commune) for answers in found]
    best = max(covered)
    return [found[covered.index(best)]] if best > covered[0] + _PLAINER else []


def _covered(
    answers: PlanAnswers, reading: Understanding, commune: str, kinds: Mapping[str, float] | None = None
) -> float:
    accepted = answers.selector.select(reading, commune, kinds).accepted
    return accepted[0].coverage if accepted else 0.0
