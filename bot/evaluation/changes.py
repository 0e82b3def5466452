"""Which answers another version of a document changes: the same questions asked before it and with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.near_questions import question_about
from corpus.records import Target, Task


@dataclass(frozen=True, slots=True)
class Change:
    """A question with the two answers, as the citizen would read them."""

    question: str
    before: str
    after: str


def questions_about(assistant: Assistant, commune: str) -> tuple[str, ...]:
    """Returns a question about each target and task of a commune, as its button would ask."""
    records = assistant.index.corpus.records
    asked = (r for r in records if r.commune == commune and isinstance(r, Target | Task))
    return tuple(dict.fromkeys(question_about(assistant.kit, record) for record in asked))


def changed_answers(before: Assistant, after: Assistant, commune: str, questions: Iterable[str]) -> tuple[Change, ...]:
    """Returns the questions whose answer on the commune's portal is another one, in their order."""
    found = []
    for question in dict.fromkeys(questions):
        one, two = (assistant.ask(question, commune, channel="evaluation") for assistant in (before, after))
        if one.text != two.text:
            found.append(Change(question, one.text, two.text))
    return tuple(found)
