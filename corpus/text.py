"""Vietnamese text at the level of characters: one spelling, and its diacritic-free form."""

import re
import unicodedata

_D = str.maketrans("đĐ", "dD")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff]+")


def normalise(text: str) -> str:
    """Returns `text` in NFC with every run of white space (NBSP and zero-width included) as one space. Idempotent."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Returns `text` lower-cased without diacritics ("Đăng ký" → "dang ky"). Idempotent; equal for NFC and NFD."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_D).lower()
    return unicodedata.normalize("NFC", bare)


def slugify(text: str) -> str:
    """Returns an ASCII identifier of `text`: "Phòng Văn hóa - Xã hội" → "phong-van-hoa-xa-hoi"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
