"""Which letters make a Vietnamese syllable (âm tiết): for texts that a PDF or recognition may have spoilt."""

import re
from functools import lru_cache

from corpus.lexicon import load_lexicon
from corpus.records import Frozen
from corpus.text import normalise

_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"[≥≤<>±+-]?\d[\d.,/%–-]*%?$")
_MARKS = re.compile(r"^[\"“”'‘’(\[.,;:!?…/+*<>≥≤=%&|–—-]+$")
_EDGES = "\"“”'‘’()[]{}.,;:!?…*"
# "UBND", "CCHC", "TTHC", "KH", "ĐVT": capitals without a lower-case letter; "TTg" is the Prime Minister.
_ABBREVIATION = re.compile(r"(?:[A-ZĐÀ-Ỹ]{2,8}|TTg)$")
# "2026-tháng", where the page has spaces.
_RUN_TOGETHER = re.compile(r"\d[-–][^\W\d_]{2}")
# Letters that neither begin a word nor number a point.
_FOREIGN = frozenset("fjwz")
_ROMAN = re.compile(r"[IVX]+$")


class SyllableLexicon(Frozen):
    """`data/syllables.yaml`: what syllables begin with, and the rhymes with their tones that follow it."""

    rhymes: dict[str, str]


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    lexicon = load_lexicon("syllables.yaml", SyllableLexicon)
    return frozenset(f"{initial}{rhyme}" for initial, rhymes in lexicon.rhymes.items() for rhyme in rhymes.split())


def is_syllable(text: str) -> bool:
    """Whether `text` (NFC, any case) is one syllable that official Vietnamese texts use."""
    return text.lower() in _syllables()


def syllable_share(text: str) -> tuple[float, int]:
    """Returns the share of the runs of letters in `text` that are syllables or abbreviations, and their number."""
    runs = _LETTERS.findall(normalise(text))
    good = sum(is_syllable(run) or _ABBREVIATION.match(run) is not None for run in runs)
    return (good / len(runs) if runs else 0.0), len(runs)


def parted(text: str) -> str | None:
    """Returns two syllables that were run together ("thủtục") parted, the first as long as can be; None for others."""
    if is_syllable(text) or _ABBREVIATION.match(text):
        return None
    places = [n for n in range(len(text) - 1, 0, -1) if is_syllable(text[:n]) and is_syllable(text[n:])]
    return f"{text[: places[0]]} {text[places[0] :]}" if places else None


def is_likely_word(text: str) -> bool:
    """Whether a printed word can be right: syllables, abbreviations, figures, marks, and what is joined of them."""
    if _MARKS.match(text) or _FIGURE.match(text.strip(_EDGES)):
        return True
    if (joined := _RUN_TOGETHER.search(text)) and joined[0].islower():
        return False
    parts = [part for part in re.split(r"[-–/&+.,:;]", text.strip(_EDGES)) if part]
    return bool(parts) and all(_is_likely_part(part.strip(_EDGES)) for part in parts)


def _is_likely_part(part: str) -> bool:
    if part.isdigit() or _ROMAN.match(part) or _ABBREVIATION.match(part):
        return True
    # "a)", "đ)" are points; a capital and small letters otherwise make a syllable or none.
    return is_syllable(part) or (len(part) == 1 and part.isalpha() and part.islower() and part not in _FOREIGN)
