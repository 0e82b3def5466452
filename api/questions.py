"""What the edge does to a question before anybody sees it: one spelling, no invisible characters, sane bounds."""

import re
import unicodedata

from api import messages

MAX_QUESTION_LENGTH = 1000
_SPACES = re.compile(r"[^\S\n]+")


def clean_question(value: object) -> object:
    """Returns `value` in NFC without control and format characters (NUL, zero-width, bidi), trimmed.

    What is not a string goes through: its type is refused later.

    Raises:
        ValueError: nothing is left, it is too long, or it has neither letter nor digit; the message is for the person.
    """
    if not isinstance(value, str):
        return value
    visible = "".join(_visible(char) for char in unicodedata.normalize("NFC", value))
    question = _SPACES.sub(" ", visible).strip()
    if not question:
        raise ValueError(messages.QUESTION_EMPTY)
    if len(question) > MAX_QUESTION_LENGTH:
        raise ValueError(messages.QUESTION_TOO_LONG.format(limit=MAX_QUESTION_LENGTH))
    if not any(char.isalnum() for char in question):
        raise ValueError(messages.QUESTION_WITHOUT_WORDS)
    return question


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category == "Cc" and char != "\n" else char
