"""Processing times that the description of a row states in words, beside the figure of the time column.

The column has one figure; the words beside it say for which cases it holds ("03 ngày … đối với trường hợp …; 07 ngày
… đối với …"), name its unit where the column has none, or are all there is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.procedures.records import ProcessingTime, TimeUnit
from corpus.text import normalise

_UNIT = r"ngày\s+làm\s+việc|ngày|giờ\s+làm\s+việc|giờ|tháng|năm"
_LIMIT = rf"(?P<value>\d{{1,3}})\s*(?:\([^)\d]{{2,30}}\)\s*)?(?P<unit>{_UNIT})(?!\w)(?!\s+\d)"
_UP_TO = r"(?:(?:là|tối\s+đa|không\s+quá|trong(?:\s+thời\s+hạn|\s+vòng)?)(?:\s*:)?\s*){0,4}"
_CASE = r"(?:(?:đối\s+)?với|trong)\s+(?:các\s+)?(?:trường\s+h[ơợ]p|hồ\s+sơ|công\s+trình)|đối\s+với|trường\s+h[ơợ]p|nếu"
_SUBJECT = r"thời\s+hạn\s+(?:thực\s+hiện|giải\s+quyết|xử\s+lý|quyết\s+toán)"

# "Không quá 45 ngày, kể từ …", "Thời hạn giải quyết khiếu nại lần đầu không quá 30 ngày"
_WHOLE = re.compile(
    rf"(?:theo\s+quy\s+định[^:]{{0,80}}:\s*)?(?:{_SUBJECT}[^:]{{0,250}}?:?\s*)?{_UP_TO}{_LIMIT}(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Nhận hồ sơ từ đơn vị: Tối đa 06 ngày làm việc"
_LABELLED = re.compile(rf"(?P<label>[^:]{{3,250}}):\s*{_UP_TO}{_LIMIT}(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
# "đối với vụ việc phức tạp thì thời hạn giải quyết … không quá 45 ngày"
_CASE_FIRST = re.compile(
    rf"(?P<case>(?:{_CASE}|ở)\s+.{{3,300}}?)\s*,?\s*(?:thì\s+)?(?:trong\s+)?thời\s+hạn[^\d]{{0,90}}?{_LIMIT}",
    re.IGNORECASE | re.DOTALL,
)
# "… trong thời hạn 03 ngày làm việc với trường hợp cần xác minh"
_CASE_LAST = re.compile(rf".*?trong\s+thời\s+hạn\s+{_LIMIT}\s+(?P<case>(?:đối\s+)?với\s+.+)", re.IGNORECASE | re.DOTALL)
_COMPLEX = re.compile(
    rf"(?P<case>(?:vụ\s+việc\s+)?phức\s+tạp)\s+có\s+thể\s+kéo\s+dài[^\d]{{0,30}}?{_LIMIT}", re.IGNORECASE
)
_LONGER = re.compile(r"gia\s+hạn|kéo\s+dài\s+thêm|tạm\s+ngừng", re.IGNORECASE)
_SPLIT = re.compile(
    rf"\n|;\s*|(?<=[^\W\d])\.\s+|(?:^|\s)[-+*•]\s*(?=\S)|(?:^|\s)[a-zđ]\)\s+|\s+và\s+(?=\d{{1,3}}\s+(?:{_UNIT}))"
    rf"|,\s+(?=phức\s+tạp)",
    re.IGNORECASE,
)
_CASE_WORDS = re.compile(rf"(?:{_CASE})\s*(?P<case>.+)", re.IGNORECASE | re.DOTALL)
_UNITS = {unit.value: unit for unit in TimeUnit}

# "Trong thời hạn 05 ngày, kể từ …, Ủy ban nhân dân … thực hiện xác minh" says what one office does on the way.
_ACT = re.compile(r",?[^,]*\b(?:kể\s+từ|từ\s+ngày)[^,]*,\s*(?P<who>[^,]{20,})", re.IGNORECASE | re.DOTALL)
_ASIDE = re.compile(r"\([^()]*\)")
# The longest clause of the portal that states a time has 600 characters.
_LONGEST_CLAUSE = 1_500
_BULLETS = " .,;\t-+*•"

Kind = Literal["whole", "case", "step", "act"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A time that a description states.

    Of the whole handling, for a case of it, of a step named before a colon, or of what one office does on the way.
    """

    kind: Kind
    time: ProcessingTime


def find_limits(description: str) -> tuple[Limit, ...]:
    """Returns the times that a description states, in its order."""
    found: list[Limit] = []
    for clause in _SPLIT.split(description):
        found += [_under(found, limit) for limit in _limits(clause.strip(_BULLETS))]
    return tuple(found)


def _under(before: list[Limit], limit: Limit) -> Limit:
    """A case that was named already ("đối với vụ việc phức tạp") is a case of the one just before it."""
    if limit.kind != "case" or not before or before[-1].kind != "case":
        return limit
    outer, inner = before[-1].time.condition, limit.time.condition
    seen = {(item.time.value, item.time.condition) for item in before}
    if outer == inner or inner not in {condition for _, condition in seen} or (limit.time.value, inner) in seen:
        return limit
    return Limit("case", limit.time.model_copy(update={"condition": f"{outer}, {inner}"}))


def combine(column: ProcessingTime | None, limits: tuple[Limit, ...]) -> tuple[ProcessingTime, ...]:
    """Returns what a person reads in the time column and the words beside it together.

    - Without a column the words are all there is, steps included.
    - Where the words name the column's figure, they say what it is: its unit and its case, and the other cases.
    - Else the column stands, and cases with figures of their own are added to it. Steps of a whole are left out.
    """
    labelled = tuple(limit.time for limit in limits if limit.kind == "step")
    stated = tuple(limit.time for limit in limits if limit.kind in ("whole", "case"))
    if column is None:
        return _distinct(stated or tuple(limit.time for limit in limits))
    if any(time.value == column.value for time in labelled):
        stated += labelled
    if any(time.value == column.value for time in stated):
        return _distinct(tuple(_with_column(time, column) if time.value == column.value else time for time in stated))
    return _distinct((column, *(limit.time for limit in limits if limit.kind == "case")))


def _with_column(time: ProcessingTime, column: ProcessingTime) -> ProcessingTime:
    return time.model_copy(update={"raw": f"{column.raw} | {time.raw}"})


def _distinct(times: tuple[ProcessingTime, ...]) -> tuple[ProcessingTime, ...]:
    return tuple({(time.value, time.unit, time.condition): time for time in times}.values())


def _limits(clause: str) -> Iterator[Limit]:
    if not clause or len(clause) > _LONGEST_CLAUSE or _LONGER.search(clause):
        return
    if match := _WHOLE.fullmatch(clause):
        case = _CASE_WORDS.search(_ASIDE.sub("", match["rest"]))
        kind: Kind = "case" if case else "act" if _ACT.match(match["rest"]) else "whole"
        yield Limit(kind, _time(match, clause, case[0] if case else None))
    elif match := _CASE_FIRST.match(clause) or _CASE_LAST.fullmatch(clause) or _COMPLEX.match(clause):
        yield Limit("case", _time(match, clause, match["case"]))
    elif match := _LABELLED.fullmatch(clause):
        yield Limit("case" if _CASE_WORDS.match(match["label"]) else "step", _time(match, clause, match["label"]))


def _time(match: re.Match[str], raw: str, condition: str | None) -> ProcessingTime:
    unit = _UNITS[normalise(match["unit"]).lower()]
    words = normalise(condition).strip(" .,;:") if condition else None
    return ProcessingTime(value=Decimal(match["value"]), unit=unit, condition=words, raw=normalise(raw))
