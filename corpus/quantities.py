"""Figures of targets: comparator, value and unit, in running text ("từ 50% trở lên") and in cells ("≥ 95")."""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.records import Comparator

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_CHANGE = r"(?:cắt\s+giảm|giảm|cắt|tăng(?:\s+thêm)?)(?:\s+bình\s+quân)?"
_COMPARE = r"từ|tối\s+thiểu|ít\s+nhất|không\s+dưới|không\s+thấp\s+hơn|trên|tối\s+đa|không\s+quá|dưới|≥|>=|>|≤|<=|<|="
_BOUND = r"trở\s+lên|trở\s+xuống"
_OTHER_UNITS = r"điểm\s+%|điểm|bậc|ngày\s+làm\s+việc|ngày|giờ|phút|lượt"

_FIGURE = (
    r"(?<![\w/.,-])(?:(?P<change>{change})\s+)?(?:(?P<compare>{compare})\s*)?"
    r"(?P<number>{number})\s*(?P<unit>{unit})(?![\w/])(?:\s+(?P<bound>{bound})(?!\w))?"
)


def _compile(unit: str) -> re.Pattern[str]:
    return re.compile(
        _FIGURE.format(change=_CHANGE, compare=_COMPARE, number=_NUMBER, unit=unit, bound=_BOUND), re.IGNORECASE
    )


_PERCENT = _compile("%")
_OTHER = _compile(_OTHER_UNITS)
_CELL = re.compile(
    rf"(?:(?P<compare>{_COMPARE})\s*)?(?P<number>{_NUMBER})\s*(?P<unit>%|[^\W\d].*?)?(?:\s+(?P<bound>{_BOUND}))?$",
    re.IGNORECASE,
)

_COMPARATORS = {
    "từ": Comparator.AT_LEAST,
    "tối thiểu": Comparator.AT_LEAST,
    "ít nhất": Comparator.AT_LEAST,
    "không dưới": Comparator.AT_LEAST,
    "không thấp hơn": Comparator.AT_LEAST,
    "trở lên": Comparator.AT_LEAST,
    "≥": Comparator.AT_LEAST,
    ">=": Comparator.AT_LEAST,
    "trên": Comparator.MORE_THAN,
    ">": Comparator.MORE_THAN,
    "tối đa": Comparator.AT_MOST,
    "không quá": Comparator.AT_MOST,
    "trở xuống": Comparator.AT_MOST,
    "≤": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "dưới": Comparator.LESS_THAN,
    "<": Comparator.LESS_THAN,
    "=": Comparator.EQUAL,
}
_WORDS = {
    Comparator.EQUAL: "",
    Comparator.AT_LEAST: "tối thiểu ",
    Comparator.MORE_THAN: "trên ",
    Comparator.AT_MOST: "không quá ",
    Comparator.LESS_THAN: "dưới ",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its comparator and unit. `wording` is the source's phrase and does not take part in equality."""

    comparator: Comparator
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity found in running text at [start, end). `change` is its verb of change ("giảm"), "" for a level."""

    quantity: Quantity
    wording: str
    change: str
    start: int
    end: int


def find_figures(text: str, is_goal: bool = False) -> tuple[Figure, ...]:
    """Returns the figures that state a level or a change, in order.

    Percentages always count. Other units count only in a goal (`is_goal`) and only with a comparator or a verb of
    change, because "TTHC có thời hạn 03 ngày" and "06 nội dung" state no goal.
    """
    found = [_figure(match) for match in _PERCENT.finditer(text)]
    if is_goal:
        bound = (match for match in _OTHER.finditer(text) if match["change"] or match["compare"] or match["bound"])
        found += [_figure(match) for match in bound]
    return tuple(sorted(found, key=lambda figure: figure.start))


def parse_quantity(text: str, unit: str | None = None) -> Quantity | None:
    """Returns the quantity that a whole cell or phrase states ("≥ 95", "tối thiểu 90%"), None for anything else.

    `unit` is used where the text has none of its own (a table's unit column).
    """
    match = _CELL.fullmatch(text.strip())
    if match is None:
        return None
    own = match["unit"] or unit
    return Quantity(_comparator(match["compare"], match["bound"]), _value(match["number"]), own) if own else None


def format_quantity(quantity: Quantity) -> str:
    """Returns the quantity as running text; `parse_quantity` reads it back."""
    number = format(quantity.value, "f").replace(".", ",")
    gap = "" if quantity.unit == "%" else " "
    return f"{_WORDS[quantity.comparator]}{number}{gap}{quantity.unit}"


def _figure(match: re.Match[str]) -> Figure:
    quantity = Quantity(_comparator(match["compare"], match["bound"]), _value(match["number"]), match["unit"])
    return Figure(quantity, match[0], match["change"] or "", match.start(), match.end())


def _comparator(compare: str | None, bound: str | None) -> Comparator:
    """A bound after the figure ("trên 95% trở lên") is weaker than the word before it, so the word before decides."""
    word = " ".join((compare or bound or "=").lower().split())
    return _COMPARATORS[word]


def _value(number: str) -> Decimal:
    return Decimal(number.replace(".", "").replace(",", "."))
