"""Deadlines as a calendar (RFC 5545): an all-day event a task that has a date.

A task that only says "hằng năm" has no day to stand on, and none is made up for it.
"""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from api.pages.commune import number_of, source_link
from api.pages.downloads.table import Export
from bot.composing.kit import document_title, join_names, shorten
from corpus.documents import SourceDocument
from corpus.records import Recurrence, Task

MEDIA_TYPE = "text/calendar; charset=utf-8"
_RULES: dict[Recurrence, dict[str, Any]] = {
    Recurrence.YEARLY: {"freq": "yearly"},
    Recurrence.QUARTERLY: {"freq": "monthly", "interval": 3},
}


def calendar_file(export: Export) -> bytes:
    """Returns the calendar. A task's UID stays the same from file to file, so that a calendar updates its events."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Mot Cua//Nhiem vu//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Thời hạn nhiệm vụ của {export.view.commune.name}")
    for task in export.tasks:
        if task.schedule and task.schedule.deadline_on:
            calendar.add_component(_event(export, task, task.schedule.deadline_on))
    return bytes(calendar.to_ical())


def _event(export: Export, task: Task, deadline: date) -> Any:
    from icalendar import Event

    document = export.view.document(task.provenance)
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_OID, task.record_id)))
    event.add("dtstamp", datetime.combine(export.view.today, time(), UTC))
    event.add("dtstart", deadline)
    event.add("dtend", deadline + timedelta(days=1))  # the end of an all-day event is the day after
    event.add("summary", f"Hạn: {shorten(task.title, 100)}")
    event.add("description", _description(task, document))
    event.add("url", export.base_url + source_link(task.provenance).path)
    event.add("transp", "TRANSPARENT")
    if rule := _rule(task, document):
        event.add("rrule", rule)
    return event


def _rule(task: Task, document: SourceDocument) -> dict[str, Any] | None:
    """Returns how the deadline repeats, to the end of the document's period; None where the source does not say."""
    recurrence = task.schedule.recurrence if task.schedule else None
    rule = _RULES.get(recurrence) if recurrence else None
    if rule is None or document.period is None:
        return None
    return {**rule, "until": document.period.end_on}


def _description(task: Task, document: SourceDocument) -> str:
    facts = (
        ("Nhiệm vụ", task.title),
        ("Chủ trì", join_names(task.lead_agencies)),
        ("Phối hợp", join_names(task.coordinating_agencies)),
        ("Thời gian (nguyên văn)", task.schedule.raw if task.schedule else ""),
        ("Sản phẩm", task.deliverable),
        ("Văn bản", document_title(document)),
        ("Số, ký hiệu", number_of(document)),
        ("Chỗ trong văn bản", task.provenance.section_label),
    )
    lines = [f"{name}: {words}" for name, words in facts if words]
    return "\n".join((*lines, "Văn bản không cho biết việc đã xong hay chưa."))
