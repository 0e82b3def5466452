"""What the review page of a version shows: what was read of it, beside its page."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.admin import document_words as words
from api.admin.lines import Line, Lines
from bot.composing.kit import upper_first
from corpus.documents import RejectedItem, Section
from corpus.intake.corrections import Correction, Corrections
from corpus.intake.report import Report
from corpus.quantities import Quantity, format_quantity
from corpus.records import AgencyRef, DocumentFact, Duty, LegalBasis, Location, Record, Target, Task
from corpus.text import normalise

# A record of more lines is a paragraph that pages broke; the first ones say what it is.
_LINES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Unknown:
    """A place that was not understood, with the lines to put right; `text` where it has none."""

    reason: str
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A record; `mark` names its section in the form, `lines` are those not shown above it already."""

    title: str
    facts: tuple[tuple[str, str], ...]
    quote: str
    place: str
    page: int
    line: int
    anchor: str
    mark: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one kind."""

    kind: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A section that an officer withheld."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A line that was put right; `index` names it in the form, `nth` which of the lines with the very same words."""

    index: int
    before: str
    after: str
    nth: int


@dataclass(frozen=True, slots=True)
class Review:
    """The page's lists, what needs a person first."""

    doubtful: tuple[tuple[Line, int], ...]
    unknown: tuple[Unknown, ...]
    groups: tuple[Group, ...]
    corrected: tuple[Corrected, ...]
    withheld: tuple[Withheld, ...]


def mark_of(text: str) -> str:
    """Returns what a form calls a section by, whose text may be long."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def undone(known: Corrections, indexes: Iterable[str]) -> tuple[Correction, ...]:
    """Returns what takes the corrections of those indexes back; others are left out."""
    named = set(indexes)
    lines = (line for index, line in enumerate(known.lines) if str(index) in named)
    return tuple(line.model_copy(update={"after": line.before}) for line in lines)


def withheld_of(report: Report, known: Iterable[str], marks: Iterable[str]) -> tuple[str, ...]:
    """Returns the sections' texts that `marks` name; others are left out."""
    texts = dict.fromkeys((*known, *(section.text for section in report.sections)))
    by_mark = {mark_of(text): text for text in texts}
    return tuple(by_mark[mark] for mark in dict.fromkeys(marks) if mark in by_mark)


def review_of(report: Report, known: Corrections, *, has_pictures: bool) -> Review:
    """Returns what the page shows; each line can be put right in one place of it."""
    lines, shown = Lines(report.lines, has_pictures=has_pictures), set[int]()
    doubtful = tuple((lines.line(line.number), round(line.confidence)) for line in report.doubtful)
    shown.update(line.number for line, _ in doubtful)
    unknown = tuple(_unknown(item, lines, shown, report) for item in report.rejected)
    sections = {section.section_id: section for section in report.sections}
    groups = [
        Group(kind, title, tuple(_item(record, lines, shown, sections, report) for record in _of(report, kind)))
        for kind, title in words.KINDS.items()
    ]
    return Review(
        doubtful,
        unknown,
        tuple(group for group in groups if group.items),
        tuple(Corrected(index, _shown(c.before), _shown(c.after), c.nth) for index, c in enumerate(known.lines)),
        tuple(Withheld(mark_of(text), text) for text in known.withheld),
    )


def _of(report: Report, kind: str) -> Iterable[Record]:
    return (record for record in report.records if record.kind == kind)


def _unknown(item: RejectedItem, lines: Lines, shown: set[int], report: Report) -> Unknown:
    found = _new_lines(item.location, lines, shown, report) if item.location else ()
    return Unknown(item.reason, item.text, found)


def _new_lines(location: Location, lines: Lines, shown: set[int], report: Report) -> tuple[Line, ...]:
    """Returns the lines of a place that are nowhere above: a field that stands twice would have two values."""
    last = min(location.last_line, location.first_line + _LINES_SHOWN - 1, len(report.lines))
    numbers = [n for n in range(max(location.first_line, 1), last + 1) if n not in shown and report.lines[n - 1].text]
    shown.update(numbers)
    return tuple(map(lines.line, numbers))


def _item(record: Record, lines: Lines, shown: set[int], sections: Mapping[str, Section], report: Report) -> Item:
    where = record.provenance
    title, facts = _told(record)
    section = sections.get(where.section_id)
    return Item(
        title=title,
        facts=tuple((name, value) for name, value in facts if value),
        quote=where.quote,
        place=where.section_label,
        page=report.page_of(where.location.first_line) or 1,
        line=where.location.first_line,
        anchor=lines.anchor(where.location.first_line),
        mark=mark_of(section.text) if section else "",
        lines=_new_lines(where.location, lines, shown, report),
    )


def _told(record: Record) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    match record:
        case Target():
            return upper_first(record.indicator), _of_target(record)
        case Task():
            return upper_first(record.title), _of_task(record)
        case Duty():
            return upper_first(record.agency.name), (("Việc", record.text),)
        case LegalBasis():
            day = f"{record.issued_on:%d/%m/%Y}" if record.issued_on else None
            title = normalise(f"{record.document_type} {record.number}")
            return title, (("Ngày", day), ("Cơ quan ban hành", record.issuer), ("Về việc", record.subject))
        case DocumentFact():
            return upper_first(record.label), (("Nội dung", record.value or words.BLANK),)


def _of_target(target: Target) -> tuple[tuple[str, str | None], ...]:
    return (
        ("Mức", format_quantity(Quantity(target.comparator, target.value, target.unit))),
        ("Trong văn bản", target.wording),
        ("Giai đoạn", target.period.raw if target.period else None),
        ("Phạm vi", target.scope),
        ("Điều kiện", target.condition),
        ("Cơ quan theo dõi", target.responsible_agency.name if target.responsible_agency else None),
    )


def _of_task(task: Task) -> tuple[tuple[str, str | None], ...]:
    return (
        ("Số thứ tự", task.number),
        ("Nhóm", task.group),
        ("Chủ trì", _names(task.lead_agencies)),
        ("Phối hợp", _names(task.coordinating_agencies)),
        ("Thời gian", task.schedule.raw if task.schedule else None),
        ("Sản phẩm", task.deliverable),
    )


def _shown(line: str) -> str:
    return line.replace("\t", " | ")


def _names(agencies: Iterable[AgencyRef]) -> str:
    return "; ".join(agency.name for agency in agencies)
