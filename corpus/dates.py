"""Dates as official documents write them: "15/7/2021", "ngày 12 tháng 02 năm 2026", "tháng 2/2027", "năm 2030"."""

import re
from calendar import monthrange
from datetime import date

YEAR = r"(?:19|20)\d\d"
SLASH_DATE = rf"\d{{1,2}}/\d{{1,2}}/{YEAR}"
WORD_DATE = rf"\d{{1,2}} tháng \d{{1,2}} năm {YEAR}"
DATE = rf"(?:{SLASH_DATE}|{WORD_DATE})"

_PARTS = re.compile(rf"(\d{{1,2}})(?:/| tháng )(\d{{1,2}})(?:/| năm )({YEAR})")


def parse_date(text: str) -> date | None:
    """Returns the first full date in `text`; None where there is none or the calendar has no such day."""
    match = _PARTS.search(text)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def format_date(value: date) -> str:
    """Returns `value` in the running-text form of Decree 30/2020/NĐ-CP; `parse_date` reads it back."""
    return (
        f"{value.day:02d} tháng {value.month:02d} năm {value.year}"
        if value.month < 3
        else (f"{value.day:02d} tháng {value.month} năm {value.year}")
    )


def month_end(year: int, month: int) -> date:
    """Returns the last day of a month."""
    return date(year, month, monthrange(year, month)[1])
