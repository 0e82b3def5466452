"""Records of an extract, and how many of a plan's were read right (record F1)."""

from collections import Counter
from collections.abc import Iterable

from corpus.agencies import AgencyRegistry
from corpus.documents import Commune
from corpus.extractors.all import extract_records
from corpus.extractors.context import Context
from corpus.head import read_head
from corpus.outline import Outline, outline_document
from corpus.readers import Line
from corpus.readers.extract import Extract
from corpus.records import Record, Target, Task
from tests.support.layouts.plans import Plan

COMMUNE = Commune(slug="mau", name="xã Mẫu", province="tỉnh Mẫu")
Key = tuple[object, ...]


def extract_lines(extract: Extract) -> tuple[Line, ...]:
    return tuple(Line(number, line.text) for number, line in enumerate(extract.lines, start=1))


def outline_extract(extract: Extract) -> Outline:
    return outline_document("mau", extract_lines(extract), extract.has_whole_paragraphs or None)


def read_records(extract: Extract, commune: Commune = COMMUNE) -> tuple[Record, ...]:
    """Returns the records of an extract as ingest finds them."""
    outline = outline_extract(extract)
    head = read_head(outline, commune.name)
    context = Context(
        document_id="mau",
        commune=commune,
        outline=outline,
        agencies=AgencyRegistry(commune, [section.text for section in outline.sections]),
        period=head.period,
        document_number=head.value("document_number"),
        by_id={section.section_id: section for section in outline.sections},
    )
    return extract_records(context, head)


def found_keys(records: Iterable[Record]) -> Counter[Key]:
    keys: Counter[Key] = Counter()
    for record in records:
        if isinstance(record, Task):
            leads = tuple(agency.name for agency in record.lead_agencies)
            others = tuple(agency.name for agency in record.coordinating_agencies)
            schedule = record.schedule.raw if record.schedule else None
            keys["task", record.group, record.title, leads, others, schedule, record.deliverable] += 1
        elif isinstance(record, Target):
            agency = record.responsible_agency.name if record.responsible_agency else None
            keys["target", record.indicator, str(record.value), record.unit, agency] += 1
    return keys


def planned_keys(plan: Plan) -> Counter[Key]:
    keys: Counter[Key] = Counter()
    for _, group, tasks in plan.groups:
        for task in tasks:
            keys["task", group, task.title, task.leads, task.others, task.schedule, task.deliverable] += 1
    for target in plan.targets:
        keys["target", target.indicator, target.value, target.unit, target.agency] += 1
    return keys


def record_f1(pairs: Iterable[tuple[Counter[Key], Counter[Key]]]) -> float:
    """Returns the F1 of (planned, found) pairs together: a record is a hit when everything of it is right."""
    hits = total = 0
    for planned, found in pairs:
        hits += (planned & found).total()
        total += planned.total() + found.total()
    return 2 * hits / total if total else 1.0
