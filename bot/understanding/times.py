"""Points in time as words name them: years, days of a month, quarters, months."""

import re

from corpus.text import fold

# A document is cited by its number and day ("số 179/KH-UBND ngày 18/10/2021"): no time of what is to be done.
_CITED = re.compile(r"\d+[\d.]*(?:/\d{4})?/[a-z][\w-]*(?: (?:ngay )?\d{1,2}/\d{1,2}/\d{4})?")
_DAY_IN_WORDS = re.compile(r"\b(\d{1,2}) thang (\d{1,2})\b(?: nam (20\d\d))?")
_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(20\d\d))?(?![\d/])")
_QUARTER = re.compile(r"\bquy (\d|iv|i{1,3})\b(?:/(?=20\d\d))?")
_MONTH = re.compile(r"\bthang (\d{1,2})\b/?|(?<![\d/])(\d{1,2})/(?=20[0-4]\d)")
_YEAR = re.compile(r"(?<![\d/])20[0-4]\d(?![\d/])")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def times_in(text: str) -> frozenset[str]:
    """Returns the points in time that `text` names: "2027", "15/11", "quy 2", "thang 6"."""
    words = _CITED.sub(" ", fold(text))
    words = _DAY_IN_WORDS.sub(lambda day: "/".join(filter(None, day.groups())), words)
    found = {f"{int(day)}/{int(month)}" for day, month, _ in _DAY.findall(words)}
    words = _DAY.sub(r" \3 ", words)
    found |= {f"quy {_ROMAN.get(quarter, quarter)}" for quarter in _QUARTER.findall(words)}
    words = _QUARTER.sub(" ", words)
    found |= {f"thang {int(alone or dated)}" for alone, dated in _MONTH.findall(words)}
    return frozenset(found | set(_YEAR.findall(_MONTH.sub(" ", words))))
