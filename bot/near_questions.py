"""What a person may have meant whose question found nothing: questions about what comes nearest, each answered."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.answering import Answerer
from bot.composing.kit import Ask, Kit, lower_first
from bot.composing.prose import without_list_mark
from bot.features import item_id
from bot.reply import Status
from bot.selection import Selector
from bot.understanding.reader import Reader
from corpus.documents import Section
from corpus.records import Duty, Record, Target, Task

# So many of the best are tried; so many are offered.
_TRIED = 3
_OFFERED = 2
# What covers less of the question is hardly what was meant.
_NEAR = 0.3
# A question of weaker words would be read as going on about what was just asked.
_TELLING = 6.0
_LENGTH = 90
# A phrase of this length may end at a comma.
_SHORT = 36
# Words that a phrase does not end with.
_HANGING = re.compile(
    r"(?:[\s,;]+(?:của|và|về|với|các|những|cho|trong|đối|theo|để|tại|là|được|do|từ|đến|nhất|như|một|số|việc|thuộc|bằng))+$"
)


class NearQuestions:
    """Offers questions; each is asked first, and kept where the answer rests on what it is about."""

    def __init__(self, kit: Kit, selector: Selector, reader: Reader, answerer: Answerer) -> None:
        self._kit = kit
        self._selector = selector
        self._reader = reader
        self._answerer = answerer
        # What an item answers does not change while the index is served, and each trial costs as much as a question.
        self._known: dict[tuple[str, str], str | None] = {}

    def about(self, ask: Ask) -> tuple[str, ...]:
        """Returns up to two questions, the nearest first."""
        return tuple(dict.fromkeys(self._answered(ask)))[:_OFFERED]

    def _answered(self, ask: Ask) -> Iterator[str]:
        candidates = self._selector.candidates(ask.understanding, ask.commune.slug)
        for evidence in [e for e in candidates if e.coverage >= _NEAR][:_TRIED]:
            key = (ask.plan.document_id, evidence.item_id)
            if key not in self._known:
                self._known[key] = self._tried(ask, evidence.item)
            if (question := self._known[key]) is not None:
                yield question

    def _tried(self, ask: Ask, item: Record | Section) -> str | None:
        """Returns the question about `item`, None where its answer does not rest on the item."""
        question = question_about(self._kit, item)
        reading = self._reader.read(question)
        if reading.topic.weight < _TELLING:
            return None
        draft = self._answerer.answer(replace(ask, understanding=reading))
        return question if draft.status is Status.ANSWERED and item_id(item) in draft.item_ids else None


def question_about(kit: Kit, item: Record | Section) -> str:
    """Returns how a citizen would ask about a record or section."""
    key, words = _form(item)
    return kit.say(key, words=_phrase(words))


def _phrase(words: str) -> str:
    """Returns the opening of a text as it stands inside a question on a button: a whole phrase, no list mark."""
    text = re.split(r"[;:(]", without_list_mark(words))[0]
    if len(text) > _LENGTH:
        text = text[:_LENGTH].rsplit(" ", 1)[0]
        at = text.rfind(",")
        text = text[:at] if at >= _SHORT else text
    return lower_first(_HANGING.sub("", text.strip(" .,")))


def _form(item: Record | Section) -> tuple[str, str]:
    """Returns how an item is asked about and in what words."""
    match item:
        case Target():
            return "near_target", item.indicator
        case Task():
            return "near_task", item.title
        case Duty():
            return "near_duty", item.provenance.quote
        case Section():
            return "near_words", item.text
        case _:
            return "near_words", item.provenance.quote
