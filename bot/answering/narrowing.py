"""Which tasks a question narrows a list to: by who leads or takes part, by group, by when they are done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.composing.kit import Ask, Kit, sentence_case
from bot.selection import NO_TOPIC, Selector
from bot.understanding.topic import Topic
from bot.understanding.understanding import Understanding, YearSpan
from corpus.documents import Agency
from corpus.records import AgencyRef, Recurrence, Task
from corpus.text import fold

_RECURRENCES = {
    Recurrence.YEARLY: (re.compile(r"\b(hang|moi) nam\b|\bnam nao cung\b"), "hằng năm"),
    Recurrence.ALWAYS: (re.compile(r"\bthuong xuyen\b|\bluc nao cung\b"), "thường xuyên"),
    Recurrence.QUARTERLY: (re.compile(r"\b(hang|moi) quy\b|\bquy nao cung\b"), "hằng quý"),
}
# Years are those of the rows where a time of theirs is spoken of, not those of the plan that they stand in.
_ASKS_TIME = re.compile(
    r"\b(han|hen|thoi gian|thoi han|hoan thanh|xong|ket thuc|lam trong|thuc hien trong|ghi|keo dai|trai dai|suot|"
    r"ca giai doan)\b"
)
# A year by which a row is done is the last that it writes: "2026 - tháng 2/2027" ends in 2027.
_ASKS_END = re.compile(r"\b(xong|hoan thanh|ket thuc|han|chot)\b")
_SCHEDULE_WORDS = frozenset(
    re.findall(
        r"\w+", "hang moi nam quy thuong xuyen nao cung luc han hen thoi gian hoan thanh xong ket thuc trong phai"
    )
)
# "thuộc mảng …" leads up to a group and is no part of its name.
_BELONGING = frozenset({"thuoc", "mang"})
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The tasks that are left and what they were narrowed by; `scope` says it in words, apart from the agency."""

    tasks: tuple[Task, ...]
    agency: Agency | AgencyRef | None = None
    is_coordinating: bool = False
    group: str | None = None
    scope: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Tells whether the question narrowed at all."""
        return bool(self.agency or self.group or self.scope)


class TaskNarrowing:
    """Computed over the fields of the rows."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector

    def narrow(self, ask: Ask, tasks: Sequence[Task]) -> Narrowed:
        """Returns those of `tasks` that the question is about."""
        reading, slug = ask.understanding, ask.commune.slug
        is_coordinating = reading.has("coordinate") and not reading.has("lead")
        agency = self._agency(ask, tasks, is_coordinating=is_coordinating)
        if agency:
            tasks = [task for task in tasks if agency.agency_id in _ids(task, is_coordinating=is_coordinating)]
        parts = []
        groups = self._selector.headings.groups(_without_schedule(reading), slug)
        group = groups[0][0] if groups else None
        if group:
            wanted = {task.record_id for task in groups[0][1]}
            tasks = [task for task in tasks if task.record_id in wanted]
        for recurrence, (pattern, words) in _RECURRENCES.items():
            if pattern.search(reading.text.folded):
                tasks = [task for task in tasks if task.schedule and task.schedule.recurrence is recurrence]
                parts.append(self._kit.say("task_scope_recurrence", words=words))
        if self._asks_years(ask):
            is_end = _ASKS_END.search(reading.text.folded) is not None
            test = _ends_in if is_end and _is_one_year(reading.years) else _is_of
            tasks = [task for task in tasks if task.schedule and test(task.schedule.raw, reading.years)]
            key = "task_scope_end" if test is _ends_in else "task_scope_years"
            parts.append(self._kit.say(key, years=_phrase(reading.years)))
        if group and (agency or parts):
            parts.insert(0, self._kit.say("task_scope_group", group=sentence_case(group)))
        return Narrowed(tuple(tasks), agency, is_coordinating, group, " ".join(parts))

    def by_schedule(self, ask: Ask, tasks: Sequence[Task]) -> Narrowed | None:
        """Returns the tasks of the years or the recurrence that a question names, where it names nothing else."""
        narrowed = self.narrow(ask, tasks)
        terms = (term for term in ask.understanding.topic.terms if not term.syllables <= _SCHEDULE_WORDS)
        is_told_more = any(term.weight > NO_TOPIC for term in terms)
        return narrowed if narrowed.scope and not is_told_more else None

    def asks_time(self, ask: Ask) -> bool:
        """Tells whether a time of the rows is spoken of, and not only that of the plan that they stand in."""
        folded = ask.understanding.text.folded
        return _ASKS_TIME.search(folded) is not None or any(p.search(folded) for p, _ in _RECURRENCES.values())

    def _agency(self, ask: Ask, tasks: Sequence[Task], *, is_coordinating: bool) -> Agency | AgencyRef | None:
        slug = ask.commune.slug
        mention = next((m for m in ask.understanding.agencies if slug in m.agency_ids), None)
        if mention:
            return self._kit.library.agency(mention.agency_ids[slug])
        # A company that takes part is no agency of the commune, and its name is in the rows all the same.
        folded = f" {ask.understanding.text.folded} "
        members = [a for task in tasks for a in task.coordinating_agencies] if is_coordinating else []
        return next((a for a in members if f" {fold(a.name)} " in folded), None)

    def _asks_years(self, ask: Ask) -> bool:
        """Tells whether the rows of some years are asked for, and not those of the plan of these years."""
        years, period = ask.understanding.years, ask.plan.period
        if years is None:
            return False
        is_of_plan = period is not None and (years.first, years.last) == (period.start_on.year, period.end_on.year)
        return not is_of_plan or self.asks_time(ask)


def _without_schedule(reading: Understanding) -> Understanding:
    """Returns the reading with a topic that leaves out what names no group: words of schedules, everyday words."""
    asking = _SCHEDULE_WORDS | _BELONGING
    kept = tuple(term for term in reading.topic.terms if not term.syllables <= asking)
    kept = tuple(term for term in kept if term.weight > NO_TOPIC) or kept
    return replace(reading, topic=Topic(kept, reading.topic.wording))


def _ids(task: Task, *, is_coordinating: bool) -> set[str]:
    return {a.agency_id for a in (task.coordinating_agencies if is_coordinating else task.lead_agencies)}


def _is_of(raw: str, years: YearSpan | None) -> bool:
    found = [int(year) for year in _YEAR.findall(raw)]
    return years is not None and bool(found) and (min(found), max(found)) == (years.first, years.last)


def _ends_in(raw: str, years: YearSpan | None) -> bool:
    found = [int(year) for year in _YEAR.findall(raw)]
    return years is not None and bool(found) and max(found) == years.last


def _is_one_year(years: YearSpan | None) -> bool:
    return years is not None and years.first == years.last


def _phrase(years: YearSpan | None) -> str:
    if years is None:
        return ""
    return f"năm {years.first}" if years.first == years.last else f"{years.first}-{years.last}"
