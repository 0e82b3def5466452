"""Vietnamese text at the level of characters: one spelling, and its diacritic-free form."""

import re
import unicodedata
from functools import lru_cache

# The block of combining marks, without the one sign in it that combines with nothing.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
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
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")
    if bare.isascii():
        return bare.lower()
    # Marks of other scripts, letter by letter: three times as slow.
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.lower())


# The language has some 7,000 syllables and every question is folded syllable by syllable; nothing longer is kept.
_fold_syllable = lru_cache(maxsize=20_000)(_fold)


def slugify(text: str) -> str:
    """Returns an ASCII identifier of `text`: "Phòng Văn hóa - Xã hội" → "phong-van-hoa-xa-hoi"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
