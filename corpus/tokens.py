"""Names → folded syllables with their places, so that spellings compare without diacritics, case, dashes or "&"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.text import fold

_TOKEN = re.compile(r"[^\W_]+|&")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded syllable and where it stands in the original text."""

    word: str
    start: int
    end: int


def tokenise(text: str) -> tuple[Token, ...]:
    """Returns the syllables of `text`; "HĐND&UBND" reads as "HĐND và UBND"."""
    return tuple(
        Token("va" if match[0] == "&" else _fold_word(match[0]), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    )


def key_of(text: str) -> tuple[str, ...]:
    """Returns the words of `text` as a comparison key."""
    return tuple(token.word for token in tokenise(text))


# Vietnamese has some seven thousand syllables: nearly every one has been folded before.
@lru_cache(maxsize=16384)
def _fold_word(word: str) -> str:
    return fold(word)
