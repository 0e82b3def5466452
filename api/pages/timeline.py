"""Tasks by deadline (thời hạn). Nothing is called late: the source does not say what is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corpus.records import Recurrence, Task

_RECURRENT = {
    Recurrence.QUARTERLY: "Hằng quý",
    Recurrence.YEARLY: "Hằng năm",
    Recurrence.ALWAYS: "Thường xuyên",
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every task once: `dated` in the order of their deadlines, then the rest by what the source says instead."""

    dated: tuple[tuple[date, tuple[Task, ...]], ...]
    undated: tuple[tuple[str, tuple[Task, ...]], ...]


def build_timeline(tasks: Iterable[Task]) -> Timeline:
    """Returns the tasks in order; those of one deadline keep the order of the document."""
    dated: dict[date, list[Task]] = {}
    rest: dict[str, list[Task]] = {title: [] for title in (*_RECURRENT.values(), _CONDITIONAL, _SILENT)}
    for task in tasks:
        if task.schedule and task.schedule.deadline_on:
            dated.setdefault(task.schedule.deadline_on, []).append(task)
        else:
            rest[_title(task)].append(task)
    return Timeline(
        dated=tuple((day, tuple(dated[day])) for day in sorted(dated)),
        undated=tuple((title, tuple(listed)) for title, listed in rest.items() if listed),
    )


_CONDITIONAL = "Có thời gian nhưng không thành ngày cụ thể"
_SILENT = "Nguồn không ghi thời hạn"


def _title(task: Task) -> str:
    if task.schedule is None:
        return _SILENT
    return _RECURRENT[task.schedule.recurrence] if task.schedule.recurrence else _CONDITIONAL
