"""Tasks (nhiệm vụ) from annex tables."""

import re
from collections.abc import Iterator

from corpus.agency_lexicon import load_agency_lexicon
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.outline_tree import GroupedRow
from corpus.records import AgencyRef, Task
from corpus.schedules import parse_schedule

_SPLIT = re.compile(r"\s*;\s*")
_COMMA = re.compile(r"\s*,\s*")


def extract_tasks(context: Context) -> tuple[Task, ...]:
    """Returns the tasks of a document in printed order; `position` counts them over all annexes."""
    return tuple(_tasks(context))


def agency_names(cell: str) -> tuple[str, ...]:
    """Returns the agencies that a cell lists.

    A comma parts two names only before a known body: "Các phòng, trung tâm, đơn vị liên quan" is one group, "Các cơ
    quan chuyên môn, Trung tâm Phục vụ hành chính công xã" two.
    """
    lexicon = load_agency_lexicon()
    names: list[str] = []
    for part in _SPLIT.split(cell):
        pieces = _COMMA.split(part)
        open_pieces: list[str] = []
        for piece in pieces:
            if open_pieces and lexicon.is_body(piece):
                names.append(", ".join(open_pieces))
                open_pieces = []
            open_pieces.append(piece)
        names.append(", ".join(open_pieces))
    return tuple(name.strip() for name in names if name.strip())


def _tasks(context: Context) -> Iterator[Task]:
    position = 0
    for section in context.outline.sections:
        grouped = context.outline.rows.get(section.section_id)
        if grouped is None or "title" not in grouped.row.columns:
            continue
        position += 1
        yield _task(context, section, grouped, position)


def _task(context: Context, section: Section, grouped: GroupedRow, position: int) -> Task:
    cells = grouped.row.cells
    schedule = cells.get("schedule")
    if not cells.get("lead") or not schedule:
        context.reject(section, "hàng nhiệm vụ thiếu cơ quan chủ trì hoặc thời gian", section.text)
    return Task(
        record_id=context.record_id("nhiem-vu", section.section_id),
        commune=context.commune.slug,
        position=position,
        number=grouped.row.number,
        group_number=grouped.group_number,
        group=grouped.group,
        title=grouped.row.subject,
        lead_agencies=_refs(context, cells.get("lead")),
        coordinating_agencies=_refs(context, cells.get("coordinating")),
        schedule=parse_schedule(schedule) if schedule else None,
        deliverable=cells.get("deliverable") or cells.get("result") or None,
        provenance=context.provenance(section),
    )


def _refs(context: Context, cell: str | None) -> tuple[AgencyRef, ...]:
    return tuple(context.agencies.ref(name) for name in agency_names(cell)) if cell else ()
