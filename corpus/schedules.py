"""Periods (giai đoạn, năm) and schedules (thời gian thực hiện) in the source's words → dates."""

import re
from datetime import date

from corpus.dates import SLASH_DATE, YEAR, month_end, parse_date
from corpus.records import Period, Recurrence, Schedule

_HALF = re.compile(rf"(?:6|06|sáu) tháng (?P<half>đầu|cuối) năm (?P<year>{YEAR})", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?:(?:giai đoạn|trong|từ)\s+)*(?:năm\s+)?(?P<first>{YEAR})\s*(?:[-–−]|đến(?: năm)?)\s*(?P<last>{YEAR})(?!\d)",
    re.IGNORECASE,
)
# "6 tháng năm 2025" names half a year without saying which: it is no period.
_YEAR = re.compile(rf"(?<!tháng )(?:năm\s+)(?P<year>{YEAR})(?![\d/])", re.IGNORECASE)

_TO_MONTH = re.compile(rf"(?P<first>{YEAR})\s*[-–−]\s*tháng\s*(?P<month>\d{{1,2}})\s*/\s*(?P<last>{YEAR})")
_QUARTER = re.compile(rf"quý\s+(?P<quarter>I{{1,3}}|IV)[/\s]+(?:năm\s+)?(?P<year>{YEAR})", re.IGNORECASE)
_MONTH = re.compile(rf"tháng\s*(?P<month>\d{{1,2}})\s*(?:/|năm)\s*(?P<year>{YEAR})", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"(?:năm\s+)?(?P<year>{YEAR})$", re.IGNORECASE)
_RECURRENCES = (
    (re.compile(r"th(?:ường) xuyên|liên tục", re.IGNORECASE), Recurrence.ALWAYS),
    (re.compile(r"h[àằ]ng quý", re.IGNORECASE), Recurrence.QUARTERLY),
    (re.compile(r"h[àằ]ng năm", re.IGNORECASE), Recurrence.YEARLY),
)
_RELATIVE = re.compile(
    r"(?:trong thời hạn|sau khi|theo (?:kế hoạch|yêu cầu|chỉ đạo|tiến độ|lộ trình)|trước ngày|khi có)", re.I
)
_QUARTERS = {"I": 3, "II": 6, "III": 9, "IV": 12}


def parse_period(text: str) -> Period | None:
    """Returns the first period that `text` names, `raw` in its own words; None where it names none.

    "trong 6 tháng cuối năm 2025" → July to December 2025; a lone year is the whole year.
    """
    if match := _HALF.search(text):
        year, is_first = int(match["year"]), match["half"].lower() == "đầu"
        start, end = (date(year, 1, 1), date(year, 6, 30)) if is_first else (date(year, 7, 1), date(year, 12, 31))
        return Period(raw=match[0], start_on=start, end_on=end)
    if match := _RANGE.search(text):
        first, last = int(match["first"]), int(match["last"])
        if first <= last:
            return Period(raw=match[0], start_on=date(first, 1, 1), end_on=date(last, 12, 31))
    if match := _YEAR.search(text):
        year = int(match["year"])
        return Period(raw=match[0], start_on=date(year, 1, 1), end_on=date(year, 12, 31))
    return None


def format_period(start_on: date, end_on: date) -> str:
    """Returns the usual name of a period of whole years or of half a year; `parse_period` reads it back.

    Raises:
        ValueError: the dates bound neither.
    """
    ends = ((start_on.month, start_on.day), (end_on.month, end_on.day))
    if ends == ((1, 1), (12, 31)) and start_on.year <= end_on.year:
        is_one = start_on.year == end_on.year
        return f"năm {start_on.year}" if is_one else f"giai đoạn {start_on.year} - {end_on.year}"
    if start_on.year == end_on.year and ends in (((1, 1), (6, 30)), ((7, 1), (12, 31))):
        return f"6 tháng {'đầu' if start_on.month == 1 else 'cuối'} năm {start_on.year}"
    raise ValueError(f"no name for the period {start_on!r} to {end_on!r}")


def parse_schedule(text: str) -> Schedule:
    """Returns the schedule of a table cell; what the words do not fix stays None ("Sau khi thành phố triển khai")."""
    start, deadline = _span(text)
    recurrence = next((value for pattern, value in _RECURRENCES if pattern.search(text)), None)
    return Schedule(raw=text, start_on=start, deadline_on=deadline, recurrence=recurrence)


def format_schedule(schedule: Schedule) -> str:
    """Returns the source wording, which is the schedule's only complete form; `parse_schedule` reads it back."""
    return schedule.raw


def is_schedule(text: str) -> bool:
    """Whether a cell reads as a schedule: it fixes a date or a recurrence, or is worded like a deadline."""
    parsed = parse_schedule(text)
    return any((parsed.start_on, parsed.deadline_on, parsed.recurrence)) or _RELATIVE.match(text) is not None


def _span(text: str) -> tuple[date | None, date | None]:
    if match := _TO_MONTH.search(text):
        return date(int(match["first"]), 1, 1), _month_end(match["last"], match["month"])
    if match := _QUARTER.search(text):
        return None, month_end(int(match["year"]), _QUARTERS[match["quarter"].upper()])
    if re.search(SLASH_DATE, text):
        return None, parse_date(text)
    if match := _MONTH.search(text):
        return None, _month_end(match["year"], match["month"])
    if match := _BARE_YEAR.fullmatch(text.strip()):
        year = int(match["year"])
        return date(year, 1, 1), date(year, 12, 31)
    period = parse_period(text)
    return (period.start_on, period.end_on) if period else (None, None)


def _month_end(year: str, month: str) -> date | None:
    return month_end(int(year), int(month)) if 1 <= int(month) <= 12 else None
