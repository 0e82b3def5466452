"""The page of tasks (nhiệm vụ): by agency, role, group and words; downloads honour the same filter."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.filters import holds_words
from api.pages.commune import CommuneView, ConflictNote, unique_notes
from api.pages.options import Option, count_options
from bot.composing.kit import sentence_case
from corpus.records import AgencyRef, Task
from corpus.text import slugify

LEAD, SUPPORT = "chu-tri", "phoi-hop"
ROLES = {LEAD: "Chủ trì", SUPPORT: "Phối hợp"}


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the person asked to see; an empty field asks for all. A role alone asks for tasks with such agencies."""

    agency: str = ""
    role: str = ""
    group: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.agency or self.role or self.group or self.words.strip())


@dataclass(frozen=True, slots=True)
class TaskList:
    """`groups` are the source's own, in document order, each with the tasks that passed the filter."""

    groups: tuple[tuple[str, tuple[Task, ...]], ...]
    shown: tuple[Task, ...]
    total: int
    agencies: tuple[Option, ...]
    group_options: tuple[Option, ...]
    notes: Mapping[str, tuple[ConflictNote, ...]]

    @property
    def all_notes(self) -> tuple[ConflictNote, ...]:
        return unique_notes(self.notes)


def build_tasks(view: CommuneView, asked: TaskFilter) -> TaskList:
    """Returns the tasks that pass `asked`, grouped as the source groups them."""
    shown = select_tasks(view, asked)
    groups: dict[str, list[Task]] = {}
    for task in shown:
        groups.setdefault(group_title(task), []).append(task)
    named = ((agency_key(agency), view.agency_name(agency)) for task in view.tasks for agency in _agencies(task, ""))
    return TaskList(
        groups=tuple((title, tuple(listed)) for title, listed in groups.items()),
        shown=shown,
        total=len(view.tasks),
        agencies=tuple(sorted(count_options(named), key=lambda option: -option.count)),
        group_options=count_options((slugify(group_title(task)), group_title(task)) for task in view.tasks),
        notes=view.notes(shown),
    )


def select_tasks(view: CommuneView, asked: TaskFilter) -> tuple[Task, ...]:
    """Returns the commune's tasks that pass `asked`, in document order."""
    return tuple(
        task
        for task in view.tasks
        if (not (asked.agency or asked.role) or _has_agency(task, asked))
        and asked.group in ("", slugify(group_title(task)))
        and holds_words(asked.words, task.title, task.group, task.deliverable, task.provenance.quote)
    )


def describe(view: CommuneView, asked: TaskFilter) -> str:
    """Returns the filter in words, for the files that were made by it; empty where it asks for all."""
    page = build_tasks(view, TaskFilter())
    agency = next((option.label for option in page.agencies if option.key == asked.agency), asked.agency)
    group = next((option.label for option in page.group_options if option.key == asked.group), asked.group)
    parts = (
        ("cơ quan", agency),
        ("vai trò", ROLES.get(asked.role, asked.role).lower()),
        ("nhóm", group),
        ("từ khóa", asked.words.strip()),
    )
    return "; ".join(f"{name}: {value}" for name, value in parts if value)


def agency_key(agency: AgencyRef) -> str:
    """Returns an agency in an address: its id without the commune, which the address has already."""
    return agency.agency_id.rpartition("/")[2]


def group_title(task: Task) -> str:
    """Returns the group as its heading reads: "II. Cải cách thể chế"."""
    if not task.group:
        return "Không thuộc nhóm nào"
    title = sentence_case(task.group)
    return f"{task.group_number}. {title}" if task.group_number else title


def _has_agency(task: Task, asked: TaskFilter) -> bool:
    return any(asked.agency in ("", agency_key(agency)) for agency in _agencies(task, asked.role))


def _agencies(task: Task, role: str) -> tuple[AgencyRef, ...]:
    """Returns the agencies of a task that have `role`, each once; an unknown role has none."""
    leads = task.lead_agencies if role in ("", LEAD) else ()
    supports = task.coordinating_agencies if role in ("", SUPPORT) else ()
    return tuple({agency.agency_id: agency for agency in (*leads, *supports)}.values())
