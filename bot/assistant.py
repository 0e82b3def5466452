"""The assistant: a question in, a checked and cited reply out, by one readable list of steps."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bot.answering import Answerer
from bot.answering.last_answer import LastAnswer
from bot.comparing import Comparer
from bot.composing.absences import unknown_commune, which_commune
from bot.composing.draft import Draft
from bot.composing.kit import Ask, Kit, document_title, notices
from bot.conversation import Memory, Turn, resolve
from bot.guard import violations
from bot.links import viewer_path
from bot.masking import mask
from bot.procedures.desk import ProceduresDesk
from bot.reply import Citation, Reply, Status
from bot.screening import Screen
from bot.selection import NO_TOPIC, Selector
from bot.suggestions import suggest
from bot.understanding.facets import ROW_FACETS, TASK_FACETS
from bot.understanding.normalisation import NormalisedText
from bot.understanding.reader import Reader
from bot.understanding.spelling import is_vietnamese_syllable
from bot.understanding.understanding import Understanding
from corpus.procedures.outline import code_of
from corpus.records import Provenance
from corpus.text import fold
from retrieval.index import Index

_CLAUSES = re.compile(r"[.,:;?!\n]+(?=\s|$)")
# A clause by itself must be about something: two telling words.
_CLAUSE_TOPIC = 4.0
_CLAUSE_SHARE = 0.6
_NARROWED_COVERAGE = 0.4
# What a question that goes on about the last records must share with them.
_GOES_ON_COVERAGE = 0.5
# What a target must cover of a question that could be about a procedure too.
_OWN_WORDS = 0.97
# What the plan must cover of a question that is asked as one asks about a procedure.
_PLAINLY = 0.8
# What some plan must cover of a question before its commune is asked for.
_SOMEWHERE = 0.6
# A stray word or two beside what is asked of the last records ("có cty nào phối hợp ko?").
_ASIDE_TOPIC = 9.0
_ASKING = frozenset(
    {"gi", "nao", "ai", "nhieu", "may", "dau", "sao", "khi", "lau", "gio", "chua", "khong", "the", "giup", "dich"}
)
# The share of telling words that talk may have ("khuya rồi mà còn làm việc à").
_TALK_SHARE = 0.4
# What a turn that ended so was about is not what the next one goes on about.
_LEADS_NOWHERE = ("not_found_out_of_scope", "not_found_unavailable", "not_found_procedure")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What the steps pass on. A step returns a new state, or a draft that ends the run."""

    question: str
    portal_commune: str | None
    conversation_id: str
    text: NormalisedText | None = None
    understanding: Understanding | None = None
    focus: tuple[str, ...] = ()
    fallback: Understanding | None = None
    narrows: bool = False
    before: tuple[str, ...] = ()
    asks_more: bool = False
    last: Turn | None = None
    commune: str | None = None


Step = Callable[[State], "State | Draft"]


@dataclass(slots=True)
class Assistant:
    """Answers questions. Safe to share between threads; everything it needs is passed in by `bot.assembly`."""

    index: Index
    kit: Kit
    reader: Reader
    screen: Screen
    selector: Selector
    answerer: Answerer
    last_answer: LastAnswer
    comparer: Comparer
    desk: ProceduresDesk
    conversations: Memory
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

    def ask(
        self, question: str, commune: str | None = None, conversation_id: str | None = None, channel: str = "api"
    ) -> Reply:
        """Returns the reply to `question`, asked on the portal of `commune` (None: none is known).

        A commune named in the question wins over the portal's. A bug is logged with an incident id and answered with a
        plain apology; nothing of the question is logged.
        """
        started = time.perf_counter()
        conversation_id = conversation_id or secrets.token_urlsafe(12)
        answer_id = secrets.token_urlsafe(12)
        state = State(mask(question), commune, conversation_id)
        try:
            draft = self._run(state)
        except Exception:
            incident = secrets.token_hex(4)
            logger.exception("answer failed", extra={"incident": incident, "channel": channel})
            draft = Draft(Status.NOT_FOUND, "fault", self.kit.say("fault", incident=incident))
        reply = self._reply(draft, answer_id, conversation_id)
        logger.info(
            "answered",
            extra={
                "answer_id": answer_id,
                "outcome": draft.outcome,
                "channel": channel,
                "commune": commune,
                "evidence": draft.item_ids,
                "index_id": self.index.manifest.index_id,
                "elapsed_ms": round((time.perf_counter() - started) * 1000, 2),
            },
        )
        return reply

    def _run(self, state: State) -> Draft:
        for step in self.steps:
            outcome = step(state)
            if isinstance(outcome, Draft):
                return outcome
            state = outcome
        raise AssertionError("the last step answers")

    # --- the steps, in order ---

    def _screen(self, state: State) -> State | Draft:
        text = self.reader.normalise(state.question)
        state = replace(state, text=text)
        screened = self.screen.refuse(text.folded, fold(state.question)) or self.screen.small_talk(
            text.folded, fold(state.question)
        )
        if screened is None:
            return state
        if screened.status is Status.CHITCHAT and not screened.is_whole and self._is_more_than_small_talk(text):
            return state
        if screened.outcome == "not_found_out_of_scope":
            return Draft(screened.status, screened.outcome, self._with_turn_to(screened.message, state.portal_commune))
        place = self._place_name(state.portal_commune)
        said = self.kit.say(screened.message, place=place, turn_to=self.kit.say("turn_to_generic", commune=place))
        return Draft(screened.status, screened.outcome, said, suggestions=self._openers(state.portal_commune))

    def _read(self, state: State) -> State | Draft:
        current = self.reader.understand(state.text or self.reader.normalise(state.question))
        last = self.conversations.last(state.conversation_id)
        resolved = resolve(current, last, state.portal_commune)
        return replace(
            state,
            understanding=resolved.understanding,
            focus=resolved.focus,
            fallback=resolved.fallback,
            narrows=resolved.narrows,
            before=resolved.before,
            asks_more=resolved.asks_more,
            last=last,
        )

    def _source(self, state: State) -> State | Draft:
        """Says where the last answer stands, where that is what is asked."""
        if state.last is None or "source" not in _read_of(state).cues:
            return state
        draft = self.last_answer.source(state.last.record_ids)
        return self._checked(draft, state.portal_commune) if draft else state

    def _procedure(self, state: State) -> State | Draft:
        reading, last = _read_of(state), state.last
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
        reading = _read_of(state)
        commune = next(iter(reading.communes), None) or state.portal_commune
        accepted = self.selector.select(reading, commune).accepted if commune else ()
        return bool(accepted) and accepted[0].coverage >= _PLAINLY

    def _asks_plain_row(self, state: State) -> bool:
        """Tells whether a question is a target's own words with "bao nhiêu" or a task's with "ai": no procedure."""
        reading = _read_of(state)
        commune = next(iter(reading.communes), None) or state.portal_commune
        kind = "target" if reading.has("figure") else "task" if reading.has("lead", "coordinate") else None
        if commune is None or kind is None or self.desk.asks_for_papers(reading.text):
            return False
        accepted = self.selector.select(reading, commune, {kind: 1.0}).accepted
        is_told = reading.topic.weight >= _ASIDE_TOPIC
        return is_told and bool(accepted) and accepted[0].coverage >= _OWN_WORDS

    def _place(self, state: State) -> State | Draft:
        reading = _read_of(state)
        return unknown_commune(self.kit, reading.unknown_place) if reading.unknown_place else state

    def _compare(self, state: State) -> State | Draft:
        draft = self.comparer.compare(_read_of(state), state.portal_commune)
        return self._settle(state, draft) if draft else state

    def _locate(self, state: State) -> State | Draft:
        reading = _read_of(state)
        known = tuple(self.kit.library.communes)
        commune = next(iter(reading.communes), None) or state.portal_commune or (known[0] if len(known) == 1 else None)
        if commune is not None:
            return replace(state, commune=commune)
        is_ours = bool(reading.facets) and reading.topic.weight <= NO_TOPIC
        covered = max(self.selector.best_coverage(reading, slug) for slug in known)
        is_of_papers = self.desk.asks_for_papers(reading.text) and covered < _PLAINLY
        if is_ours or reading.agencies or (covered >= _SOMEWHERE and not is_of_papers):
            self.conversations.remember(state.conversation_id, Turn(reading, ()))
            return which_commune(self.kit, state.question)
        if self.desk.is_procedural(reading.text):
            return Draft(Status.NOT_FOUND, "not_found_procedure", self.kit.say("not_found_procedure"))
        if self._is_talk(reading):
            return self._talk(None)
        return Draft(Status.NOT_FOUND, "not_found_out_of_scope", self._with_turn_to("not_found_out_of_scope", None))

    def _answer(self, state: State) -> State | Draft:
        reading = _read_of(state)
        slug = state.commune or ""
        plan = self.kit.library.plan(slug)
        commune = self.kit.library.commune(slug)
        if plan is None:
            return unknown_commune(self.kit, commune.name)
        ask = Ask(reading, commune, plan)
        if _is_about_nothing(reading) and not state.focus and state.fallback is None:
            return Draft(
                Status.CLARIFY, "clarify_topic", self.kit.say("clarify_topic"), suggestions=self._openers(slug)
            )
        picked = self.last_answer.pick(ask, state.last.record_ids) if state.last else None
        if picked:
            return self._settle(state, picked)
        if state.narrows and state.fallback:
            narrowed = self.answerer.answer(replace(ask, understanding=state.fallback))
            if narrowed.status is Status.ANSWERED and self._is_to_the_point(reading, state.fallback, narrowed):
                return self._settle(replace(state, understanding=state.fallback), narrowed)
        draft = self._of_the_last(ask, state) or self.answerer.answer(ask, state.focus)
        for other in self._other_readings(state, draft):
            second = self.answerer.answer(replace(ask, understanding=other))
            if second.status is Status.ANSWERED and self._is_to_the_point(reading, other, second):
                return self._settle(replace(state, understanding=other), second)
        again = self._about_the_last(ask, state) if draft.outcome == "not_found_no_evidence" else None
        return self._settle(state, again or draft)

    def _of_the_last(self, ask: Ask, state: State) -> Draft | None:
        """Answers a field or a detail that is asked for in a word or two from the last records, where they hold it."""
        reading = ask.understanding
        if not state.asks_more:
            return None
        if reading.has(*ROW_FACETS):
            return self.answerer.answer_field(ask, state.before)
        if reading.has("legal_basis") and self.selector.holds_facet("legal_basis", state.before):
            return self.last_answer.source(state.before)
        holds = self.selector.holds_asked_detail(reading.text.folded, state.before)
        return self.answerer.answer_again(ask, state.before) if holds else None

    def _about_the_last(self, ask: Ask, state: State) -> Draft | None:
        """Answers a short question that finds nothing by itself from the last turn's records, where it fits them."""
        reading = ask.understanding
        if not state.before or not self.selector.says_share(reading.asked_unit, state.before):
            return None
        asks_condition = "condition" in reading.cues and self.answerer.has_condition(state.before)
        if asks_condition or self.selector.covers(reading.topic, state.before) >= _GOES_ON_COVERAGE:
            return self.answerer.answer_again(ask, state.before)
        is_aside = reading.topic.weight <= _ASIDE_TOPIC and not reading.topic.names_a_matter
        if reading.has(*ROW_FACETS, "figure") and is_aside and not reading.unavailable:
            return self.answerer.answer_field(ask, state.before)
        return None

    def _is_to_the_point(self, asked: Understanding, read: Understanding, draft: Draft) -> bool:
        """A topic narrowed by a follow-up must be met by what was narrowed to, not by the old topic alone."""
        is_narrowed = len(read.topic.terms) > len(asked.topic.terms)
        return not is_narrowed or self.selector.covers(asked.topic, draft.item_ids) >= _NARROWED_COVERAGE

    def _other_readings(self, state: State, draft: Draft) -> Iterator[Understanding]:
        """Yields what else the question may mean when it finds nothing: the last topic narrowed, one clause of it."""
        if draft.outcome != "not_found_no_evidence":
            return
        if state.fallback:
            yield state.fallback
        whole = _read_of(state)
        clauses = [clause for clause in _CLAUSES.split(whole.text.text) if clause.strip()]
        for clause in reversed(clauses if len(clauses) > 1 else []):
            reading = self.reader.read(clause)
            # The clause must carry most of what is asked: an aside answered would be an answer to another question.
            is_most = reading.topic.weight >= _CLAUSE_SHARE * whole.topic.weight
            is_document = reading.has("signatory", "document_number", "issued_on")
            is_whole = is_document or (is_most and reading.topic.weight >= _CLAUSE_TOPIC)
            if is_whole and (reading.facets or whole.facets):
                unit = reading.asked_unit or whole.asked_unit
                yield replace(reading, facets=reading.facets or whole.facets, asked_unit=unit)

    # --- finishing ---

    def _settle(self, state: State, draft: Draft) -> Draft:
        """Checks an answer, adds notices and suggestions, and remembers the turn."""
        if draft.status is Status.ANSWERED:
            draft = self._checked(draft, state.commune)
        elif draft.outcome == "not_found_no_evidence" and not draft.places and not _read_of(state).is_commune_named:
            reading = _read_of(state)
            if self.selector.best_coverage(reading, state.commune or "") < 0.3 and not reading.agencies:
                if self._is_talk(reading):
                    return self._talk(state.commune)
                is_procedural = self.desk.is_procedural(reading.text)
                key = "not_found_procedure" if is_procedural else "not_found_out_of_scope"
                text = self.kit.say(key) if key == "not_found_procedure" else self._with_turn_to(key, state.commune)
                draft = replace(draft, outcome=key, text=text)
        draft = self._of_procedures(state, draft)
        reading = _read_of(state)
        answered_for = draft.communes or ((state.commune,) if state.commune else ())
        is_of_ours = draft.status is Status.NOT_FOUND and draft.outcome not in _LEADS_NOWHERE
        if draft.status is Status.ANSWERED or is_of_ours:
            self.conversations.remember(
                state.conversation_id, Turn(replace(reading, communes=tuple(answered_for)), draft.item_ids)
            )
        notice = draft.notice
        if draft.places and notice is None:
            notice = (
                " ".join(
                    filter(None, (notices(self.kit, slug, draft.item_ids, draft.places) for slug in draft.communes))
                )
                or None
            )
        return replace(draft, notice=notice, suggestions=draft.suggestions or suggest(self.kit, draft, reading.facets))

    def _of_procedures(self, state: State, draft: Draft) -> Draft:
        """Returns that a procedure is not held, where papers or a fee are asked for and no plan is plainly meant."""
        reading = _read_of(state)
        is_follow_up = state.last is not None and bool(state.last.record_ids)
        if is_follow_up or not self.desk.asks_for_papers(reading.text):
            return draft
        is_absent = draft.outcome in ("not_found_no_evidence", "not_found_unavailable")
        is_aside = draft.status is Status.ANSWERED and self.selector.covers(reading.topic, draft.item_ids) < _PLAINLY
        if not (is_absent or is_aside):
            return draft
        return Draft(Status.NOT_FOUND, "not_found_procedure", self.kit.say("not_found_procedure"))

    def _checked(self, draft: Draft, commune: str | None) -> Draft:
        """Returns the draft, or that it was withheld where it states what its sources do not hold."""
        wrong = violations(draft, self.kit.library)
        if not wrong:
            return draft
        logger.warning("answer withheld", extra={"violations": wrong, "outcome": draft.outcome})
        return Draft(Status.NOT_FOUND, "not_found_unchecked", self._with_turn_to("not_found_unchecked", commune))

    def _reply(self, draft: Draft, answer_id: str, conversation_id: str) -> Reply:
        citations = tuple(self._citation(number, place) for number, place in enumerate(draft.places, start=1))
        return Reply(
            answer_id,
            conversation_id,
            draft.status,
            draft.outcome,
            draft.text,
            citations,
            draft.choices,
            draft.suggestions[:3],
            draft.notice,
            draft.comparison,
        )

    def _citation(self, number: int, place: Provenance) -> Citation:
        document = self.kit.library.document(place.document_id)
        return Citation(
            number,
            document.commune or None,
            document.document_id,
            document_title(document),
            document.document_number,
            document.issued_on,
            place.section_label,
            place.quote,
            viewer_path(place.document_id, place.section_id, place.quote),
            code_of(document.document_id),
        )

    def _is_more_than_small_talk(self, text: NormalisedText) -> bool:
        reading = self.reader.understand(text)
        return self.desk.asks_for_papers(text) or (bool(reading.facets) and reading.topic.weight > NO_TOPIC)

    def _is_talk(self, reading: Understanding) -> bool:
        """Tells whether a message asks nothing and names nothing: mostly everyday words, no question word."""
        words = reading.text.tokens
        asks = reading.facets or reading.is_yes_no or reading.unavailable or not _ASKING.isdisjoint(words)
        names = reading.agencies or reading.communes or reading.document_numbers or reading.topic.names_a_matter
        is_speech = all(is_vietnamese_syllable(word) or self.screen.is_filler(word) for word in words)
        if asks or names or not words or not is_speech:
            return False
        telling = sum(len(term.alternatives[0]) for term in reading.topic.terms if term.weight > NO_TOPIC)
        return telling <= _TALK_SHARE * len(words)

    def _talk(self, commune: str | None) -> Draft:
        said = self.kit.say("talk", place=self._place_name(commune))
        return Draft(Status.CHITCHAT, "chitchat_talk", said, suggestions=self._openers(commune))

    def _with_turn_to(self, key: str, commune: str | None) -> str:
        return (
            self.kit.say(key)
            + "\n\n"
            + self.kit.say(
                "turn_to",
                turn_to=self.kit.say("turn_to_generic", commune=self._place_name(commune))
                if commune
                else self.kit.say("turn_to_portal"),
            )
        )

    def _place_name(self, commune: str | None) -> str:
        found = self.kit.library.communes.get(commune or "")
        return found.name if found else self.kit.say("unit_generic")

    def _openers(self, commune: str | None) -> tuple[str, ...]:
        plan = self.kit.library.plan(commune) if commune else None
        if plan is None:
            return ()
        keys = ("suggest_targets", *(("suggest_signatory",) if plan.signatory else ()), "suggest_reporting")
        return tuple(self.kit.say(key) for key in keys)


def _is_about_nothing(reading: Understanding) -> bool:
    """Tells whether nothing is named that an answer could be about ("khi nào xong?")."""
    named = (reading.agencies, reading.document_numbers, reading.task_numbers, reading.claimed_values)
    is_asked = any(facet not in TASK_FACETS for facet in reading.facets)
    is_named = any(named) or reading.is_about_own_subject
    return not is_named and not is_asked and reading.topic.weight <= 0


def _read_of(state: State) -> Understanding:
    if state.understanding is None:
        raise AssertionError("the question is read before it is answered")
    return state.understanding
