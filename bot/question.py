"""What every channel does to a question before anybody reads it: one spelling, no invisible characters."""

import re
import unicodedata

MAX_QUESTION_LENGTH = 1000
_SPACES = re.compile(r"[^\S\n]+")


def tidy(text: str) -> str:
    """Returns `text` in NFC without control and format characters (NUL, zero-width, bidi), trimmed."""
    return _SPACES.sub(" ", "".join(map(_visible, unicodedata.normalize("NFC", text)))).strip()


def has_words(text: str) -> bool:
    """Tells whether there is a letter or digit to look up."""
    return any(char.isalnum() for char in text)


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category == "Cc" and char != "\n" else char
