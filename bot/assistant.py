"""The assistant: a question in, a checked and cited reply out, by one readable list of steps."""

import logging
import re
import secrets
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.answering.continuing import ASIDE_TOPIC
from bot.comparing import Comparer
from bot.composing.absences import unknown_commune, which_commune, which_topic
from bot.composing.draft import Draft
from bot.composing.kit import Ask, Kit, notices
from bot.conversation import Memory, Turn, resolve
from bot.events import AnswerEvent, Observer, OnText, Trace, tell
from bot.guard import violations
from bot.masking import mask
from bot.plans import PlanAnswers, Plans
from bot.plans_desk import PlanQuestion, PlansDesk
from bot.procedures.desk import ProceduresDesk
from bot.reply import Reply, Status
from bot.replying import reply_of
from bot.screening import Screen
from bot.selection import NO_TOPIC, Selector
from bot.state import State, Step
from bot.suggestions import suggest
from bot.talk import Talk
from bot.understanding.facets import STANDING_FACETS, TASK_FACETS
from bot.understanding.normalisation import NormalisedText
from bot.understanding.reader import Reader
from bot.understanding.understanding import Understanding
from corpus.text import fold
from retrieval.index import Index

if TYPE_CHECKING:  # its libraries are loaded only where there is a model
    from bot.model.composer import ModelComposer

# What a target must cover of a question that could be about a procedure too.
_OWN_WORDS = 0.97
# What the plan must cover of a question that is asked as one asks about a procedure.
_PLAINLY = 0.8
# What some plan must cover of a question before its commune is asked for.
_SOMEWHERE = 0.6
# Under this no plan speaks of the matter at all.
_SPOKEN_OF = 0.3
_SUGGESTIONS = 3
_NAMES_TARGETS = re.compile(r"\b(chi tieu|muc tieu|con so|so lieu)\b")
# What a turn that ended so was about is not what the next one goes on about.
_OUT_OF_SCOPE = "not_found_out_of_scope"
_LEADS_NOWHERE = (_OUT_OF_SCOPE, "not_found_unavailable", "not_found_procedure")
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Assistant:
    """Answers questions. Safe to share between threads; everything it needs is passed in by `bot.assembly`."""

    index: Index
    plans: Plans
    plans_desk: PlansDesk
    reader: Reader
    screen: Screen
    talk: Talk
    comparer: Comparer
    desk: ProceduresDesk
    conversations: Memory
    composer: "ModelComposer | None" = None
    observers: list[Observer] = field(default_factory=list)
    steps: tuple[Step, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Fixes the order of the steps."""
        self.steps = (
            self._screen,
            self._read,
            self._source,
            self._procedure,
            self._place,
            self._compare,
            self._locate,
            self._answer,
        )

    @property
    def kit(self) -> Kit:
        """The corpus with of each commune the document in force, and the sentences."""
        return self.plans.main.kit

    @property
    def selector(self) -> Selector:
        """What selects evidence from the documents in force."""
        return self.plans.main.selector

    @property
    def waiting_places(self) -> int:
        """How many questions may wait for a language model at once: what serves them needs as many threads more."""
        return self.composer.gate.capacity if self.composer else 0

    @property
    def away(self) -> tuple[str, ...]:
        """The optional parts that it does without now."""
        return ("model",) if self.composer and self.composer.gate.is_paused else ()

    def ask(
        self,
        question: str,
        commune: str | None = None,
        conversation_id: str | None = None,
        channel: str = "api",
        on_text: OnText | None = None,
        person: str = "",
    ) -> Reply:
        """Returns the reply to `question`, asked on the portal of `commune` (None: none is known).

        A commune named in the question wins over the portal's. `on_text` is given what a language model words while
        it does, each piece checked: the text of the reply opens with it. `person` is the keyed hash of a chat, where
        the channel has one. A bug is logged with an incident id and answered with a plain apology; nothing of the
        question is logged.
        """
        started = time.perf_counter()
        is_new = not conversation_id
        conversation_id = conversation_id or secrets.token_urlsafe(12)
        answer_id = secrets.token_urlsafe(12)
        state = State(mask(question), commune, conversation_id, is_new, on_text=on_text)
        trace = Trace()
        try:
            draft = self._run(state, trace)
        except Exception:
            incident = secrets.token_hex(4)
            logger.exception("answer failed", extra={"incident": incident, "channel": channel})
            draft = Draft(Status.NOT_FOUND, "fault", self.kit.say("fault", incident=incident))
        reply = reply_of(draft, self.kit.library, answer_id, conversation_id)
        event = AnswerEvent(
            answer_id=answer_id,
            conversation_id=conversation_id,
            question=state.question,
            status=draft.status.value,
            outcome=draft.outcome,
            intent=trace.intent,
            channel=channel,
            commune=commune or "",
            evidence=tuple(draft.item_ids),
            composer=draft.composer,
            prompt_digest=draft.prompt_digest,
            index_id=self.index.manifest.index_id,
            elapsed_s=time.perf_counter() - started,
            steps=trace.steps,
            person=person,
        )
        tell(event, self.observers)
        return reply

    def _run(self, state: State, trace: Trace) -> Draft:
        for step in self.steps:
            started = time.perf_counter()
            outcome = step(state)
            trace.steps[step.__name__.lstrip("_")] = time.perf_counter() - started
            if isinstance(outcome, Draft):
                return outcome
            state = outcome
            trace.intent = next(iter(state.reading.facets), "") if state.resolved else ""
        raise AssertionError("the last step answers")

    # --- the steps, in order ---

    def _screen(self, state: State) -> State | Draft:
        text = self.reader.normalise(state.question)
        typed = fold(state.question)
        state = replace(state, text=text)
        screened = self.screen.refuse(text.folded, typed) or self.screen.small_talk(text.folded, typed)
        if screened is None:
            return state
        if screened.status is Status.CHITCHAT and not screened.is_whole and self._is_more_than_small_talk(text):
            return state
        return self.talk.screened(screened, state.portal_commune)

    def _is_more_than_small_talk(self, text: NormalisedText) -> bool:
        reading = self.reader.understand(text)
        return self.desk.asks_for_papers(text) or (bool(reading.facets) and reading.topic.weight > NO_TOPIC)

    def _read(self, state: State) -> State | Draft:
        named = self.plans.named(state.question, state.portal_commune)
        if named is not None:
            state = replace(state, text=self.reader.normalise(named.question), named=named.document)
        current = self.reader.understand(state.text or self.reader.normalise(state.question))
        last = None if state.is_new else self.conversations.last(state.conversation_id)
        return replace(state, resolved=resolve(current, last, state.portal_commune), last=last)

    def _source(self, state: State) -> State | Draft:
        """Says where the last answer stands, where that is what is asked."""
        # "kinh phí lấy ở đâu" asks for the funds, whatever was said before.
        if state.last is None or "source" not in state.reading.cues or state.reading.has(*STANDING_FACETS):
            return state
        draft = self.plans.main.last_answer.source(state.last.record_ids)
        return self._checked(draft, state.portal_commune) if draft else state

    def _procedure(self, state: State) -> State | Draft:
        reading, last = state.reading, state.last
        draft = self.desk.answer(reading.text, last, lambda: self._is_of_plan(state))
        if draft is None or self._asks_plain_row(state):
            return state
        if draft.status is Status.ANSWERED:
            draft = self._checked(draft, state.portal_commune)
        if draft.item_ids:
            fields = self.desk.fields(reading.text) or (last.fields if last else ())
            self.conversations.remember(state.conversation_id, Turn(reading, draft.item_ids, fields))
        return draft

    def _is_of_plan(self, state: State) -> bool:
        """Tells whether the plan of the commune that is asked about says plainly what is asked."""
        reading = state.reading
        commune = state.asked_commune
        return commune is not None and self.plans.best_coverage(reading, commune) >= _PLAINLY

    def _asks_plain_row(self, state: State) -> bool:
        """Tells whether a question is a target's own words with "bao nhiêu" or a task's with "ai": no procedure."""
        reading = state.reading
        commune = state.asked_commune
        kind = "target" if reading.has("figure") else "task" if reading.has("lead", "coordinate") else None
        if commune is None or kind is None or self.desk.asks_for_papers(reading.text):
            return False
        is_told = reading.topic.weight >= ASIDE_TOPIC
        return is_told and self.plans.best_coverage(reading, commune, {kind: 1.0}) >= _OWN_WORDS

    def _place(self, state: State) -> State | Draft:
        reading = state.reading
        return unknown_commune(self.kit, reading.unknown_place) if reading.unknown_place else state

    def _compare(self, state: State) -> State | Draft:
        draft = self.comparer.compare(state.reading, state.portal_commune)
        return self._settle(state, draft) if draft else state

    def _locate(self, state: State) -> State | Draft:
        reading = state.reading
        known = tuple(self.kit.library.communes)
        commune = state.asked_commune or (known[0] if len(known) == 1 else None)
        if commune is not None:
            return replace(state, commune=commune)
        is_ours = bool(reading.facets) and reading.topic.weight <= NO_TOPIC
        covered = max(self.selector.best_coverage(reading, slug) for slug in known)
        is_of_papers = self.desk.asks_for_papers(reading.text) and covered < _PLAINLY
        if is_ours or reading.agencies or (covered >= _SOMEWHERE and not is_of_papers):
            self.conversations.remember(state.conversation_id, Turn(reading, ()))
            return which_commune(self.kit, state.question)
        return self._elsewhere(state)

    def _answer(self, state: State) -> State | Draft:
        reading = state.reading
        slug = state.commune or ""
        if self._ask_of(state) is None:
            return unknown_commune(self.kit, self.kit.library.commune(slug).name)
        if _is_about_nothing(reading) and not state.read.focus and state.read.fallback is None:
            return which_topic(self.kit, self.talk.openers(slug))
        answer = self.plans_desk.answer(self._plan_question(state))
        resolved = replace(state.read, understanding=answer.reading)
        return self._settle(replace(state, plan=answer.plan, resolved=resolved), answer.draft)

    def _plan_question(self, state: State) -> PlanQuestion:
        last = state.last.record_ids if state.last else None
        listed = state.last.listed if state.last else ()
        return PlanQuestion(state.question, state.read, state.commune or "", state.named, last, listed)

    def _plan(self, state: State) -> PlanAnswers:
        return state.plan or self.plans.main

    # --- finishing ---

    def _settle(self, state: State, draft: Draft) -> Draft:
        """Checks an answer, adds notices and suggestions, and remembers the turn."""
        if draft.status is Status.ANSWERED:
            draft = self._checked(draft, state.commune)
        elif self._is_elsewhere(state, draft):
            draft = self._elsewhere(state)
        draft = self._worded(state, self._of_procedures(state, draft))
        self._remember(state, draft)
        notice = draft.notice
        if draft.places and notice is None:
            told = (notices(self.kit, slug, draft.item_ids, draft.places) for slug in draft.communes)
            notice = " ".join(filter(None, told)) or None
        suggestions = draft.suggestions or (
            *self._nearest(state, draft),
            *suggest(self._plan(state).kit, draft, state.reading.facets),
        )
        others = self._of_another_plan(state, draft)
        return replace(draft, notice=notice, suggestions=(*others, *suggestions)[:_SUGGESTIONS])

    def _ask_of(self, state: State) -> Ask | None:
        """Returns the question for the commune that was found, None where there is none or it has no plan."""
        return self.plans_desk.ask_of(self._plan(state), state.reading, state.commune) if state.commune else None

    def _nearest(self, state: State, draft: Draft) -> tuple[str, ...]:
        """Returns what may have been meant, where nothing was found of it in the plan."""
        ask = self._ask_of(state) if draft.outcome == "not_found_no_evidence" else None
        return self._plan(state).near_questions.about(ask) if ask else ()

    def _of_another_plan(self, state: State, draft: Draft) -> tuple[str, ...]:
        """Returns a question for another document of the commune, where that answers the same question too."""
        if draft.status is not Status.ANSWERED or state.plan is None or state.commune is None:
            return ()
        another = self.plans_desk.another(self._plan_question(state), state.plan, draft.outcome)
        return (another,) if another else ()

    def _worded(self, state: State, draft: Draft) -> Draft:
        """Returns the answer in a language model's words, where there is one and they help."""
        # The model's composer reads the documents in force alone.
        ask = self._ask_of(state) if self.composer and self._plan(state) is self.plans.main else None
        if self.composer is None or ask is None:
            return draft
        matter = state.reading.topic.wording
        is_told = fold(matter) in fold(state.question)
        question = state.question if is_told else f"{state.question}\n({matter})"
        return self.composer.compose(ask, question, draft, state.on_text)

    def _remember(self, state: State, draft: Draft) -> None:
        is_of_ours = draft.status is Status.NOT_FOUND and draft.outcome not in _LEADS_NOWHERE
        if draft.status is not Status.ANSWERED and not is_of_ours:
            return
        communes = draft.communes or ((state.commune,) if state.commune else ())
        # What was answered was there after all: "nộp tiền qua mạng là bao nhiêu" asked for no sum.
        unavailable = None if draft.status is Status.ANSWERED else state.reading.unavailable
        reading = replace(state.reading, communes=tuple(communes), unavailable=unavailable)
        listed = state.last.list_with(draft.item_ids) if state.last else ()
        turn = Turn(reading, draft.item_ids, listed=listed)
        self.conversations.remember(state.conversation_id, turn)

    def _is_elsewhere(self, state: State, draft: Draft) -> bool:
        """Tells whether nothing was found because the matter is none of the plan's."""
        reading = state.reading
        is_ours = reading.is_commune_named or bool(reading.agencies) or state.named is not None
        if draft.outcome != "not_found_no_evidence" or draft.places or is_ours:
            return False
        if self._plan(state).selector.best_coverage(reading, state.commune or "") >= _SPOKEN_OF:
            return False
        # What another plan speaks of is a matter of plans, though this one is silent about it.
        return all(self.selector.best_coverage(reading, slug) < _PLAINLY for slug in self.kit.library.communes)

    def _elsewhere(self, state: State) -> Draft:
        """Returns what is said to what no plan speaks of: talk, a procedure that is not held, another matter."""
        if self.talk.is_talk(state.reading):
            return self.talk.friendly(state.commune)
        if self.desk.is_procedural(state.reading.text):
            return Draft(Status.NOT_FOUND, "not_found_procedure", self.kit.say("not_found_procedure"))
        return self.talk.turned_away(_OUT_OF_SCOPE, state.commune)

    def _of_procedures(self, state: State, draft: Draft) -> Draft:
        """Returns that a procedure is not held, where papers or a fee are asked for and no plan is plainly meant."""
        reading = state.reading
        is_follow_up = state.last is not None and bool(state.last.record_ids)
        if is_follow_up or not self.desk.asks_for_papers(reading.text):
            return draft
        is_absent = draft.outcome in ("not_found_no_evidence", "not_found_unavailable")
        is_aside = (
            draft.status is Status.ANSWERED
            and reading.topic.weight > NO_TOPIC
            and self.selector.covers(reading.topic, draft.item_ids) < _PLAINLY
        )
        if not (is_absent or is_aside):
            return draft
        return Draft(Status.NOT_FOUND, "not_found_procedure", self.kit.say("not_found_procedure"))

    def _checked(self, draft: Draft, commune: str | None) -> Draft:
        """Returns the draft, or that it was withheld where it states what its sources do not hold."""
        wrong = violations(draft, self.kit.library)
        if not wrong:
            return draft
        logger.warning("answer withheld", extra={"violations": wrong, "outcome": draft.outcome})
        return self.talk.turned_away("not_found_unchecked", commune)


def _is_about_nothing(reading: Understanding) -> bool:
    """Tells whether nothing is named that an answer could be about ("khi nào xong?")."""
    named = (reading.agencies, reading.document_numbers, reading.task_numbers, reading.claimed_values)
    # A share is one of something: "bao nhiêu phần trăm?"; the targets as a whole are something.
    is_of_what = reading.asked_unit == "%" and not _NAMES_TARGETS.search(reading.text.folded)
    bare = (*TASK_FACETS, "figure") if is_of_what else TASK_FACETS
    is_asked = any(facet not in bare for facet in reading.facets)
    is_named = any(named) or reading.is_about_own_subject
    return not is_named and not is_asked and reading.topic.weight <= 0
