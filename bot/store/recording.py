"""Keeps what is known of each answer in the store, and of questions that got none their masked words."""

import re

from bot.events import AnswerEvent
from bot.names import mask_names
from bot.reply import Status
from bot.store.answers import GivenAnswer
from bot.store.database import StoreUnavailable
from bot.store.guarding import Guard
from bot.store.store import Store
from corpus.text import fold

_WORDS = re.compile(r"\w+")
# An operator's own questions on the console are no statistics.
_NOT_KEPT = ("cli",)


class Recorder:
    """An observer of the assistant. With the store down, answers go out without being kept."""

    def __init__(self, store: Store, guard: Guard, *, keeps_unanswered: bool) -> None:
        self._store = store
        self._guard = guard
        self._keeps_unanswered = keeps_unanswered

    def __call__(self, event: AnswerEvent) -> None:
        """Keeps one answer."""
        if event.channel in _NOT_KEPT:
            return
        answer = GivenAnswer(
            event.answer_id,
            event.person or self._store.pseudonyms.of(event.conversation_id),
            event.channel,
            event.commune,
            event.status,
            event.outcome,
            event.intent,
            event.evidence,
            event.composer,
            event.index_id,
            round(event.elapsed_s * 1000, 2),
        )
        is_gap = self._keeps_unanswered and event.status == Status.NOT_FOUND
        kept = mask_names(event.question) if is_gap else ""
        question = kept if is_gap else None
        folded = " ".join(_WORDS.findall(fold(kept)))
        try:
            self._guard.run(lambda: self._store.answers.add(answer, question, folded))
        except StoreUnavailable:
            return  # said by the guard
