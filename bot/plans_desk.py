"""Answers from a commune's documents: from the one that a question is about, and whether another answers it too."""

from dataclasses import dataclass, replace

from bot.composing.absences import said
from bot.composing.draft import Draft
from bot.composing.kit import Ask, lower_first, plan_name
from bot.conversation import Resolved
from bot.plans import PlanAnswers, Plans, without
from bot.understanding.document_names import years_without_plan
from bot.understanding.understanding import Understanding
from corpus.documents import SourceDocument


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question to a commune with a plan. `named` is the document that it names, `last` what the last turn rested on.

    `text` is as typed; `last` is None where there was no turn before; `listed` is the list that `last` was picked from.
    """

    text: str
    read: Resolved
    commune: str
    named: SourceDocument | None = None
    last: tuple[str, ...] | None = None
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """An answer with the document that it is from, and how the question was read for it."""

    plan: PlanAnswers
    reading: Understanding
    draft: Draft


class PlansDesk:
    """Answers questions from the documents of a commune; stateless."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans

    def ask_of(self, plan: PlanAnswers, reading: Understanding, commune: str) -> Ask | None:
        """Returns a question as composers get it; None where the commune has no document."""
        document = plan.kit.library.plan(commune)
        return Ask(reading, plan.kit.library.commune(commune), document) if document else None

    def answer(self, question: PlanQuestion) -> PlanAnswer:
        """Returns the answer of the first of the commune's documents that has one, the likeliest asked first."""
        at_once = self._of_years_without_plan(question) or self._picked(question)
        if at_once is not None:
            return at_once
        first: PlanAnswer | None = None
        for plan in self._plans.order(question.read, question.commune, question.named, question.last or ()):
            answer = self._from(plan, question)
            if answer.draft.outcome != "not_found_no_evidence":
                return answer
            first = first or answer
        assert first is not None, question.commune
        return first

    def another(self, question: PlanQuestion, plan: PlanAnswers, outcome: str) -> str | None:
        """Returns a question for a document other than the one of `plan` that answers with the same outcome too."""
        for other in self._plans.of(question.commune):
            document = other.kit.library.plan(question.commune)
            if other is plan or document is None or document.document_number is None:
                continue
            if self._from(other, question).draft.outcome == outcome:
                kind, number = lower_first(document.document_type), document.document_number
                return other.kit.say("suggest_other_plan", type=kind, number=number)
        return None

    def _from(self, plan: PlanAnswers, question: PlanQuestion) -> PlanAnswer:
        resolved = question.read
        ask = self._ask(plan, question)
        if resolved.focus or resolved.before:
            # One document does not go on about what another said; after a comparison there are several communes'.
            library = plan.kit.library
            others = [d for slug in library.communes for d in library.documents(slug) if d != ask.plan]
            focus, before = without(others, resolved.focus), without(others, resolved.before)
            resolved = replace(resolved, focus=focus, before=before)
        reading, draft = plan.answers.answer(ask, resolved)
        return PlanAnswer(plan, reading, draft)

    def _picked(self, question: PlanQuestion) -> PlanAnswer | None:
        """Returns what is picked from the last answer, by the document that gave it."""
        if question.last is None:
            return None
        plan = self._plans.holding(question.commune, question.last)
        ask = self._ask(plan, question)
        if question.named not in (None, ask.plan):
            return None
        draft = plan.last_answer.pick(ask, question.listed or question.last)
        return PlanAnswer(plan, ask.understanding, draft) if draft else None

    def _of_years_without_plan(self, question: PlanQuestion) -> PlanAnswer | None:
        """Says that there is no plan of the years whose plan is asked about, where there is none."""
        plan = self._plans.main
        reading = question.read.understanding
        documents = plan.kit.library.documents(question.commune)
        years = None if reading.is_yes_no else years_without_plan(question.text, documents)
        if years is None:
            return None
        years = f"năm {years}" if years.isdigit() else f"giai đoạn {years}"
        held = ", ".join(plan_name(document).lower() for document in documents)
        key = "not_found_plan_years"
        draft = said(plan.kit, self._ask(plan, question), key, key, years=years, held=held)
        return PlanAnswer(plan, reading, draft)

    def _ask(self, plan: PlanAnswers, question: PlanQuestion) -> Ask:
        ask = self.ask_of(plan, question.read.understanding, question.commune)
        assert ask is not None, question.commune
        return ask
