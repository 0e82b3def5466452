"""Which answers another version of a document changes: the same questions asked before it and with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.composing.kit import lower_first
from bot.near_questions import question_about
from corpus.records import Target, Task


@dataclass(frozen=True, slots=True)
class Change:
    """A question with the two answers, as the citizen would read them."""

    question: str
    before: str
    after: str


def questions_about(assistant: Assistant, commune: str) -> tuple[str, ...]:
    """Returns a question about each target and task of a commune, as its button would ask.

    Of several documents each is named, because a question that names none is answered from one of them.
    """
    library = assistant.kit.library
    has_several = len(library.documents(commune)) > 1
    asked = []
    for record in assistant.index.corpus.records:
        if record.commune == commune and isinstance(record, Target | Task):
            question = question_about(assistant.kit, record)
            document = library.document(record.provenance.document_id)
            if has_several and document.document_number:
                kind, number = lower_first(document.document_type), document.document_number
                question = assistant.kit.say("by_document", type=kind, number=number, question=lower_first(question))
            asked.append(question)
    return tuple(dict.fromkeys(asked))


def changed_answers(
    before: Assistant, after: Assistant, commune: str, questions: Sequence[str], progress: Callable[[int, int], None]
) -> tuple[Change, ...]:
    """Returns the questions whose answer on the commune's portal is another one, in their order.

    `progress` is told how many of them were asked.
    """
    found = []
    for number, question in enumerate(questions, start=1):
        one, two = (assistant.ask(question, commune, channel="evaluation") for assistant in (before, after))
        if one.text != two.text:
            found.append(Change(question, one.text, two.text))
        progress(number, len(questions))
    return tuple(found)
