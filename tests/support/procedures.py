"""What the tests of answers about procedures share."""

import re
from collections.abc import Iterable

from bot.assistant import Assistant
from bot.composing.draft import Draft
from bot.conversation import Turn
from bot.reply import Reply
from tests.support.shipped import letters

COPIES = "2.000815"
BIRTH = "1.001193"
MARRIAGE = "1.000894"


def codes(reply: Reply) -> set[str | None]:
    return {citation.procedure_code for citation in reply.citations}


def holds(text: str, words: str) -> bool:
    """Tells whether `text` says `words`, whatever is bold, cut or marked between them."""
    return letters(words) in letters(re.sub(r"\[\d+\]", "", text))


def missing(text: str, pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if not holds(text, piece)]


def draft_of(assistant: Assistant, question: str, last: Turn | None = None) -> Draft | None:
    return assistant.desk.answer(assistant.reader.normalise(question), last)
