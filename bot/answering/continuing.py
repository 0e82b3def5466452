"""How a question goes on about the last answer, and what else it may mean where it finds nothing by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.answerer import Answerer
from bot.answering.last_answer import LastAnswer
from bot.claims import Claims
from bot.composing.draft import Draft
from bot.composing.kit import Ask
from bot.conversation import Resolved
from bot.reply import Status
from bot.selection import Selector
from bot.understanding.facets import ROW_FACETS
from bot.understanding.reader import Reader
from bot.understanding.understanding import Understanding

_CLAUSES = re.compile(r"[.,:;?!\n]+(?=\s|$)")
# A clause by itself must be about something: two telling words.
_CLAUSE_TOPIC = 4.0
_CLAUSE_SHARE = 0.6
_NARROWED_COVERAGE = 0.4
# What a question that goes on about the last records must share with them.
_GOES_ON_COVERAGE = 0.5
# A longer question stands on its own.
_SHORT = 8
# A stray word or two beside what is asked of the last records ("có cty nào phối hợp ko?").
ASIDE_TOPIC = 9.0

Read = tuple[Understanding, Draft]


class ContinuingAnswers:
    """Answers a question in the light of the turn before it; stateless."""

    def __init__(
        self, reader: Reader, selector: Selector, answerer: Answerer, last_answer: LastAnswer, claims: Claims
    ) -> None:
        self._reader = reader
        self._selector = selector
        self._answerer = answerer
        self._last_answer = last_answer
        self._claims = claims

    def answer(self, ask: Ask, resolved: Resolved) -> Read:
        """Returns the answer, and how the question was read for it; yes only to what is borne out."""
        reading, draft = self._answered(ask, resolved)
        return reading, self._claims.weighed(reading, draft)

    def _answered(self, ask: Ask, resolved: Resolved) -> Read:
        reading = ask.understanding
        narrowed = self._read_as(ask, resolved.fallback) if resolved.narrows and resolved.fallback else None
        if narrowed:
            return narrowed
        draft = (
            self._without_reason(ask, resolved)
            or self._beside_the_last(ask, resolved)
            or self._more_of_the_last(ask, resolved)
            or self._answerer.answer(ask, resolved.focus)
        )
        if draft.outcome != "not_found_no_evidence":
            return reading, draft
        for other in self._other_readings(reading, resolved.fallback):
            second = self._read_as(ask, other)
            if second:
                return second
        return reading, self._about_the_last(ask, resolved) or draft

    def _read_as(self, ask: Ask, other: Understanding) -> Read | None:
        """Returns the answer to another reading of the question, where it has one to the point."""
        draft = self._answerer.answer(replace(ask, understanding=other))
        is_answer = draft.status is Status.ANSWERED and self._is_to_the_point(ask.understanding, other, draft)
        return (other, draft) if is_answer else None

    def _is_to_the_point(self, asked: Understanding, read: Understanding, draft: Draft) -> bool:
        """A topic narrowed by a follow-up must be met by what was narrowed to, not by the old topic alone."""
        is_narrowed = len(read.topic.terms) > len(asked.topic.terms)
        return not is_narrowed or self._selector.covers(asked.topic, draft.item_ids) >= _NARROWED_COVERAGE

    def _without_reason(self, ask: Ask, resolved: Resolved) -> Draft | None:
        """Says that no reason is given for what was just said, where the source gives none ("vì sao?")."""
        last = resolved.before or resolved.focus
        if "why" not in ask.understanding.cues or not last or self._selector.gives_reason(last):
            return None
        return self._answerer.answer_absent(ask, "what_reason", last)

    def _beside_the_last(self, ask: Ask, resolved: Resolved) -> Draft | None:
        """Answers "còn công chức cấp xã?" after a figure from the target of the same sentence that is of those."""
        reading = ask.understanding
        goes_on = reading.is_follow_up and len(reading.text.tokens) <= _SHORT and set(reading.facets) <= {"figure"}
        last = resolved.before or resolved.focus
        if not goes_on or reading.is_commune_named or reading.years or not last:
            return None
        return self._answerer.answer_beside(ask, last[0])

    def _more_of_the_last(self, ask: Ask, resolved: Resolved) -> Draft | None:
        """Answers a field or a detail that is asked for in a word or two from the last records, where they hold it."""
        reading = ask.understanding
        if not reading.facets and self._answerer.says_how(reading, resolved.before):
            return self._answerer.answer_again(ask, resolved.before)
        if not resolved.asks_more or self._lacks(reading, resolved.before):
            return None
        if reading.has(*ROW_FACETS):
            return self._answerer.answer_field(ask, resolved.before)
        if reading.has("legal_basis") and self._selector.holds_facet("legal_basis", resolved.before):
            return self._last_answer.source(resolved.before)
        holds = self._selector.holds_asked_detail(reading.text.folded, resolved.before)
        return self._answerer.answer_again(ask, resolved.before) if holds else None

    def _lacks(self, reading: Understanding, before: Sequence[str]) -> bool:
        """Tells whether a kind of detail is asked for that the first of the last records does not hold."""
        asked = reading.text.folded
        return self._selector.asks_detail(asked) and not self._selector.holds_asked_detail(asked, before)

    def _about_the_last(self, ask: Ask, resolved: Resolved) -> Draft | None:
        """Answers a short question that finds nothing by itself from the last turn's records, where it fits them."""
        reading, before = ask.understanding, resolved.before
        if not before or not self._selector.says_share(reading.asked_unit, before) or self._lacks(reading, before):
            return None
        asks_condition = "condition" in reading.cues and self._answerer.has_condition(before)
        if asks_condition or self._selector.covers(reading.topic, before) >= _GOES_ON_COVERAGE:
            return self._answerer.answer_again(ask, before)
        is_aside = reading.topic.weight <= ASIDE_TOPIC and not reading.topic.names_a_matter
        if reading.has(*ROW_FACETS, "figure") and is_aside and not reading.unavailable:
            return self._answerer.answer_field(ask, before)
        return None

    def _other_readings(self, whole: Understanding, fallback: Understanding | None) -> Iterator[Understanding]:
        """Yields what else a question may mean that finds nothing: the last topic narrowed, one clause of it."""
        if fallback:
            yield fallback
        clauses = [clause for clause in _CLAUSES.split(whole.text.text) if clause.strip()]
        for clause in reversed(clauses if len(clauses) > 1 else []):
            reading = self._reader.read(clause)
            # The clause must carry most of what is asked: an aside answered would be an answer to another question.
            is_most = reading.topic.weight >= _CLAUSE_SHARE * whole.topic.weight
            is_document = reading.has("signatory", "document_number", "issued_on")
            is_whole = is_document or (is_most and reading.topic.weight >= _CLAUSE_TOPIC)
            if is_whole and (reading.facets or whole.facets):
                unit = reading.asked_unit or whole.asked_unit
                yield replace(reading, facets=reading.facets or whole.facets, asked_unit=unit)
