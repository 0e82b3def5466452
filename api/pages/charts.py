"""Bar charts as positions, for one SVG macro to draw.

Lengths are per cent of the drawing's width and heights are pixels, so that bars grow with the page and letters do not.
Every bar starts at zero. What a bar means is said by words and patterns too, never by colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from api.pages.comparing import SharedIndicator, StatedFigure
from api.pages.workload import Workload
from bot.composing.kit import shorten, upper_first
from corpus.records import Comparator

Fill = Literal["own", "other", "lead", "support"]
_LINE, _BAR, _GAP = 20, 16, 14
# At 320 px a line of the smallest chart holds so many letters.
_LABEL_LENGTH = 34
_TICKS = 4
_OPEN_UPWARDS = (Comparator.AT_LEAST, Comparator.MORE_THAN)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words with its baseline; `is_end`: set against the right edge."""

    y: int
    text: str
    is_strong: bool = False
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A rectangle from zero: `width` per cent. `open_to` is how far "or more" reaches; None: the figure is exact."""

    y: int
    width: float
    fill: Fill
    text: str = ""
    open_to: float | None = None

    @property
    def middle(self) -> int:
        return self.y + _BAR - 4


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `height` pixels. `ticks` are (per cent of the width, words) of the axis, which ends the drawing."""

    title: str
    description: str
    height: int
    lines: tuple[Line, ...]
    bars: tuple[DrawnBar, ...]
    ticks: tuple[tuple[float, str], ...]
    bar_height: int = _BAR


def chart_shared(shared: SharedIndicator) -> Chart:
    """Draws one indicator over communes: a bar a figure, those that state none with that word and no bar."""
    top = _top(shared)
    lines: list[Line] = []
    bars: list[DrawnBar] = []
    y = 0
    for figure in shared.figures:
        lines.append(Line(y + 15, upper_first(figure.commune.name), is_strong=figure.is_own))
        lines.append(Line(y + 15, shorten(figure.target.wording, 24), is_strong=True, is_end=True))
        bars.append(_figure_bar(figure, y + _LINE, top))
        lines.append(
            Line(y + _LINE + _BAR + 16, upper_first(figure.period_words) + (" · đang xem" if figure.is_own else ""))
        )
        y += 2 * _LINE + _BAR + _GAP
    for commune in shared.silent:
        lines += (Line(y + 15, upper_first(commune.name)), Line(y + 15, "không nêu", is_end=True))
        y += _LINE + _GAP
    return Chart(
        title=f"So sánh giữa các xã, phường: {shared.indicator}",
        description=_describe(shared),
        height=y + _LINE,
        lines=tuple(lines),
        bars=tuple(bars),
        ticks=tuple(_ticks(top, shared.unit, scale=100)),
    )


def chart_workload(loads: Sequence[Workload], title: str) -> Chart:
    """Draws two bars an agency: tasks that it leads, and tasks in which it supports."""
    top = max((max(load.leads, load.supports) for load in loads), default=0) or 1
    scale = 90 / top  # the number stands after the bar
    lines: list[Line] = []
    bars: list[DrawnBar] = []
    y = 0
    for load in loads:
        for text in _wrap(load.name):
            lines.append(Line(y + 15, text, is_strong=True))
            y += _LINE
        fills: tuple[tuple[int, Fill], ...] = ((load.leads, "lead"), (load.supports, "support"))
        for count, fill in fills:
            bars.append(DrawnBar(y, round(count * scale, 2), fill, str(count)))
            y += _BAR + 3
        y += _GAP - 3
    described = "; ".join(f"{load.name}: chủ trì {load.leads}, phối hợp {load.supports}" for load in loads)
    return Chart(title, described, y, tuple(lines), tuple(bars), ())


def _figure_bar(figure: StatedFigure, y: int, top: Decimal) -> DrawnBar:
    is_open = figure.target.comparator in _OPEN_UPWARDS
    return DrawnBar(
        y,
        width=round(float(figure.target.value / top) * 100, 2),
        fill="own" if figure.is_own else "other",
        open_to=100.0 if is_open else None,
    )


def _top(shared: SharedIndicator) -> Decimal:
    """Returns where the axis ends: 100 for shares, so that a bar is the share that it states; else a round number."""
    largest = max((figure.target.value for figure in shared.figures), default=Decimal(1))
    if shared.unit == "%" and largest <= 100:
        return Decimal(100)
    step = Decimal(10) ** max(largest.adjusted(), 0)
    return max(step * (largest / step).to_integral_value(ROUND_CEILING), Decimal(1))


def _ticks(top: Decimal, unit: str, scale: float) -> Iterable[tuple[float, str]]:
    suffix = "%" if unit == "%" else ""
    for n in range(_TICKS + 1):
        value = (top * n / _TICKS).normalize()
        yield scale * n / _TICKS, f"{value:f}{suffix}".replace(".", ",")


def _describe(shared: SharedIndicator) -> str:
    stated = (
        f"{upper_first(figure.commune.name)}, {figure.period_words}: {figure.target.wording}"
        for figure in shared.figures
    )
    silent = (f"{upper_first(commune.name)}: không nêu" for commune in shared.silent)
    return "; ".join((*stated, *silent))


def _wrap(text: str) -> tuple[str, ...]:
    """Returns at most two lines; the table beside the chart has the whole name."""
    if len(text) <= _LABEL_LENGTH:
        return (text,)
    first = text[: _LABEL_LENGTH + 1].rsplit(" ", 1)[0]
    rest = text[len(first) :].strip()
    return (first, rest if len(rest) <= _LABEL_LENGTH else shorten(rest, _LABEL_LENGTH))
