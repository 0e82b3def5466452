"""The portal's table of ways to hand in a file (cách thức thực hiện), whose cells arrive run together.

"Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến3 Ngày làm việc7,000 Việt Nam Đồng(…)…Trực tiếp…": a row is a channel
followed at once by a time and a fee, which descriptions that only mention "Trực tiếp" never are.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.procedures.fees import parse_fees
from corpus.procedures.limits import combine, find_limits
from corpus.procedures.records import Channel, ChannelKind, ProcessingTime, TimeUnit
from corpus.text import normalise

_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_NO_VALUE = "Không có thông tin"
_UNIT = "Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|Năm"
_MONEY = r"\d[\d.,]* (?:Việt Nam Đồng|VNĐ|VND|USD)"
_FEE = rf"{_NO_VALUE}|Miễn phí|{_MONEY}"
# Digits that run into a sum of money cannot be told apart, so a number without a unit needs words after it.
_TIME = rf"{_NO_VALUE}|\d+(?:[.,]\d+)? (?:{_UNIT})|\d+(?={_NO_VALUE}|Miễn phí)"
_KIND = "Trực tuyến|Trực tiếp|Dịch vụ bưu chính(?: công ích)?"
_ROW = re.compile(rf"(?P<kind>{_KIND})(?P<times>(?:{_TIME})+?)(?=(?:{_FEE}))")
_ONE_TIME = re.compile(rf"(?P<value>\d+(?:[.,]\d+)?)(?: (?P<unit>{_UNIT}))?")
_ONE_FEE = re.compile(_FEE)
_SPACES = re.compile(r"[^\S\n]+")
_LOOKS_LIKE_ROW = re.compile(rf"(?:{_KIND})\s*\d|Việt Nam Đồng|{_NO_VALUE}")

_KINDS = {"Trực tuyến": ChannelKind.ONLINE, "Trực tiếp": ChannelKind.IN_PERSON}
_UNITS = {unit.value: unit for unit in TimeUnit}


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """The rows of one table. `leftovers` is text that looks like cells and was not read as such; empty when all was."""

    channels: tuple[Channel, ...]
    leftovers: tuple[str, ...] = ()


def parse_channels(text: str) -> ChannelTable:
    """Returns the rows of the flattened table; none where the portal has no table."""
    body = _SPACES.sub(" ", text.removeprefix(_HEAD))
    if not body.strip() or body.strip() == _NO_VALUE:
        return ChannelTable(())
    starts = list(_ROW.finditer(body))
    ends = [match.start() for match in starts[1:]] + [len(body)]
    channels: list[Channel] = []
    leftovers = [body[: starts[0].start()] if starts else body]
    for start, end in zip(starts, ends, strict=False):
        channel, description = _channel(start, body[start.end() : end])
        channels.append(channel)
        leftovers += [description] if _LOOKS_LIKE_ROW.search(description) else []
    return ChannelTable(tuple(channels), tuple(rest.strip() for rest in leftovers if rest.strip()))


def parse_time(text: str) -> ProcessingTime | None:
    """Returns the time of a cell of its own ("3 Ngày làm việc", "5"); None where it is empty, "0" or no time."""
    return _time(match) if (match := _ONE_TIME.fullmatch(normalise(text).capitalize())) else _read_words(text)


def _read_words(text: str) -> ProcessingTime | None:
    limits = find_limits(text)
    return limits[0].time if len(limits) == 1 else None


def _channel(start: re.Match[str], rest: str) -> tuple[Channel, str]:
    cells: list[tuple[str, str]] = []
    while match := _ONE_FEE.match(rest):
        note, rest = _note(rest[match.end() :])
        cells.append((match[0], note))
        if match[0] == _NO_VALUE:
            break
    description = normalise(rest)
    stated = [time for found in _ONE_TIME.finditer(start["times"]) if (time := _time(found)) is not None]
    limits = find_limits(rest)
    times = tuple(stated) if len(stated) > 1 else combine(stated[0] if stated else None, limits)
    fees = [
        fee for column, note in cells for fee in parse_fees("" if column == _NO_VALUE else column, note, description)
    ]
    kind = _KINDS.get(start["kind"], ChannelKind.POST)
    return Channel(kind=kind, times=times, fees=tuple(dict.fromkeys(fees)), note=description or None), description


def _time(match: re.Match[str]) -> ProcessingTime | None:
    value = Decimal(match["value"].replace(",", "."))
    unit = _UNITS[match["unit"].lower()] if match["unit"] else None
    # "0" is what the portal's form shows where nothing was typed.
    return ProcessingTime(value=value, unit=unit, raw=match[0]) if value else None


def _note(text: str) -> tuple[str, str]:
    """Returns the bracketed note that `text` begins with, and what follows it; brackets are nested and miscounted."""
    if not text.startswith("("):
        return "", text
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return text[1:place], text[place + 1 :].lstrip(")")
    return text[1:], ""
