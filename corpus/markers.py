"""How lines of Vietnamese administrative documents begin: numbering (đề mục), bullets, annexes and page noise."""

import re
from dataclasses import dataclass
from typing import Literal

MarkerKind = Literal["roman", "decimal", "letter", "dash", "plus"]

LETTERS = "abcdđefghiklmnopqrstuvxy"
"""Points (điểm) are lettered in the Vietnamese alphabet; "f" and "đ" both occur in practice."""

# A space, or a word right away, as in "I.MỤC TIÊU" and "-Lưu".
_GAP = r"(?:\s+|(?=[^\W\d_]{2}))"
_ROMAN = re.compile(rf"(?P<n>[IVX]{{1,5}})(?:(?P<dot>\.){_GAP}|\s+)(?P<rest>\S.*)$")
_DECIMAL = re.compile(rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})(?:(?P<dot>\.){_GAP}|\s+)(?P<rest>\S.*)$")
_LETTER = re.compile(r"(?P<n>[a-zđ])\)\s*(?P<rest>\S.*)$")
_DASH = re.compile(rf"[-–−•]{_GAP}(?P<rest>\S.*)$")
_PLUS = re.compile(r"\+\s*(?P<rest>\S.*)$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}

ANNEX = re.compile(r"(?:Phụ lục|PHỤ LỤC)(?:\s+(?:số\s+)?(?P<n>[IVX]+|\d+))?[.:]?$")
_NOISE = (
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
    re.compile(r".*đã ký lên văn bản này!?$"),
    re.compile(r"(?:https?://|www\.)\S+$"),
)
_PAGE_NUMBER = re.compile(r"\d{1,3}$")
_SIGNED_COUNTRY = re.compile(r"Việt Nam$")


@dataclass(frozen=True, slots=True)
class Marker:
    """What a line begins with. `number` is as printed ("2.1", "a"), empty for bullets; `rest` is what follows."""

    kind: MarkerKind
    number: str
    rest: str


def parse_roman(text: str) -> int | None:
    """Returns the value of a well-formed Roman numeral up to XXXIX, None for anything else ("IIV", "VX")."""
    if not re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN_VALUES[char] for char in text]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def is_upper(text: str) -> bool:
    """Whether `text` is set in capitals: headings and titles are, but "HĐND&UBND xã" is not."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.85 * len(letters)


def is_noise(text: str, previous_noise: bool) -> bool:
    """Whether a line is page furniture: a digital-signature trailer, a page number or a pasted address.

    `text` keeps its tabs, because a lone number between tabs is a cell and not a page number.
    """
    if _PAGE_NUMBER.match(text) or any(pattern.match(text.strip()) for pattern in _NOISE):
        return True
    return previous_noise and _SIGNED_COUNTRY.match(text.strip()) is not None


def parse_marker(text: str) -> Marker | None:
    """Returns the marker that `text` (white space collapsed) begins with, None for running text."""
    if match := _ROMAN.match(text):
        # "III NHIỆM VỤ" lacks its dot; without one only capitals tell a heading from running text ("I can...").
        starts_upper = match["rest"][0].isupper()
        if parse_roman(match["n"]) and starts_upper and (match["dot"] or is_upper(match["rest"])):
            return Marker("roman", match["n"], match["rest"])
        return None
    if match := _DECIMAL.match(text):
        numbered = match["dot"] or "." in match["n"]
        if numbered and not match["rest"][0].islower():
            return Marker("decimal", match["n"], match["rest"])
        return None
    if match := _LETTER.match(text):
        return Marker("letter", match["n"], match["rest"])
    # A small letter right after the dash goes on with a word that was broken there.
    if (match := _DASH.match(text)) and not text[1].islower():
        return Marker("dash", "", match["rest"])
    if match := _PLUS.match(text):
        return Marker("plus", "", match["rest"])
    return None
