"""Vietnamese text at the level of characters: one spelling, and its diacritic-free form."""

import re
import unicodedata
from functools import lru_cache

_D = str.maketrans("đĐ", "dD")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff]+")
# The longest Vietnamese syllable has seven letters; a little more covers NFD.
_SYLLABLE_LENGTH = 12


def normalise(text: str) -> str:
    """Returns `text` in NFC with every run of white space (NBSP and zero-width included) as one space. Idempotent."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Returns `text` lower-cased without diacritics ("Đăng ký" → "dang ky"). Idempotent; equal for NFC and NFD."""
    return _fold_syllable(text) if len(text) <= _SYLLABLE_LENGTH else _fold(text)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_D).lower()
    return unicodedata.normalize("NFC", bare)


# The language has some 7,000 syllables and every question is folded syllable by syllable; nothing longer is kept.
_fold_syllable = lru_cache(maxsize=20_000)(_fold)


def slugify(text: str) -> str:
    """Returns an ASCII identifier of `text`: "Phòng Văn hóa - Xã hội" → "phong-van-hoa-xa-hoi"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
