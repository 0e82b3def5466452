"""What the edge asks of a question before the assistant sees it; the refusals are for the person who asked."""

from api import messages
from bot.question import MAX_QUESTION_LENGTH, has_words, tidy


def clean_question(value: object) -> object:
    """Returns `value` tidied (`bot.question.tidy`).

    What is not a string goes through: its type is refused later.

    Raises:
        ValueError: nothing is left, it is too long, or it has neither letter nor digit; the message is for the person.
    """
    if not isinstance(value, str):
        return value
    question = tidy(value)
    if not question:
        raise ValueError(messages.QUESTION_EMPTY)
    if len(question) > MAX_QUESTION_LENGTH:
        raise ValueError(messages.QUESTION_TOO_LONG.format(limit=MAX_QUESTION_LENGTH))
    if not has_words(question):
        raise ValueError(messages.QUESTION_WITHOUT_WORDS)
    return question
