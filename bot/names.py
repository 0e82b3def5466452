"""Likely names of people made unreadable in what is kept: a safety net beside `bot.masking`, not a promise.

A name is taken for one after words that announce it ("tên em là", "họ tên", "ông"), or where three to five capitalised
syllables begin with a common family name. Places that bear one ("đường Trần Hưng Đạo") stay. How questions are
understood and answered is not touched: only what is written down.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.masking import MASK, mask
from corpus.text import fold

# What says that a name is coming: the words before it, folded; "là" and ":" say it for certain.
_ANNOUNCED = re.compile(
    r"(?:\bho(?: va)? ten|\bten)(?: (?:toi|em|minh|con|chau|con toi|vo toi|chong toi))?(?P<sure> la| ?:)? ?$"
)
_PATH = Path(__file__).with_name("names.yaml")
_WORD = re.compile(r"[^\W\d_]+")
_CUED, _LONGEST = 4, 5


@dataclass(frozen=True, slots=True)
class _Lists:
    """The words of `names.yaml`."""

    surnames: frozenset[str]
    ordinary: frozenset[str]
    places: frozenset[str]
    titles: frozenset[str]
    stops: frozenset[str]

    @property
    def bare_surnames(self) -> frozenset[str]:
        return _folded(self.surnames)


@cache
def _lists() -> _Lists:
    read = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return _Lists(**{name: frozenset(words) for name, words in read.items()})


@cache
def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_surname(self) -> bool:
        return self.lower in _lists().surnames or (self.text.isascii() and self.lower in _lists().bare_surnames)


def mask_for_keeping(text: str) -> str:
    """Returns `text` as it may be kept: personal numbers and likely names replaced by dots. Idempotent."""
    return mask_names(mask(text))


def mask_names(text: str) -> str:
    """Returns `text` with likely names of people replaced by dots; unchanged where it holds none.

    "Tên em là Lò Thị Ví Dụ, sinh năm 1990" → "Tên em là •••, sinh năm 1990"
    """
    composed = unicodedata.normalize("NFC", text)
    words = [_Word(found.start(), found.end(), found.group()) for found in _WORD.finditer(composed)]
    is_shouted = not any(char.islower() for char in composed)
    pieces, position, number = [], 0, 0
    while number < len(words):
        length = _length_of_name(composed, words, number, is_shouted=is_shouted)
        if length:
            pieces += [composed[position : words[number].start], MASK]
            position = words[number + length - 1].end
        number += length or 1
    return "".join([*pieces, composed[position:]]) if pieces else text


def _length_of_name(text: str, words: list[_Word], number: int, *, is_shouted: bool) -> int:
    """Returns of how many syllables the name is that begins at a word; 0: none does."""
    first = words[number]
    run = _run(text, words, number)
    if fold(" ".join(word.text for word in run[:2])) in _lists().ordinary:
        return 0
    capitals = _leading(run, _LONGEST + 1)
    announced = _ANNOUNCED.search(fold(text[max(0, first.start - 40) : first.start]))
    if announced:
        if capitals and not is_shouted and (announced["sure"] or first.is_surname):
            return min(capitals, _LONGEST)
        bare = _until_stop(run)
        return bare if first.is_surname and bare > 1 else 0
    if is_shouted or not first.is_surname or not first.is_capital:
        return 0
    before = words[number - 1].lower if number else ""
    if before in _lists().places:
        return 0
    if before in _lists().titles and 2 <= capitals <= _LONGEST:
        return min(capitals, _CUED)
    return capitals if 3 <= capitals <= _LONGEST else 0


def _run(text: str, words: list[_Word], number: int) -> list[_Word]:
    """Returns the words from there on that follow each other with nothing but spaces between."""
    run = [words[number]]
    for word in words[number + 1 : number + 1 + _LONGEST]:
        if text[run[-1].end : word.start].strip(" "):
            break
        run.append(word)
    return run


def _leading(run: list[_Word], limit: int) -> int:
    """Returns how many words from the first on are capitalised."""
    return next((place for place, word in enumerate(run[:limit]) if not word.is_capital), min(len(run), limit))


def _until_stop(run: list[_Word]) -> int:
    rest = run[:_CUED]
    return next((place for place, word in enumerate(rest) if place and word.lower in _lists().stops), len(rest))
