"""Defects of numbering (đánh số): a number used twice, a number left out, a row without one."""

from collections.abc import Iterator, Sequence

from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.markers import parse_marker, parse_roman
from corpus.naming import heading_of
from corpus.records import Conflict, Reading, Record
from corpus.text import slugify


def numbering_conflicts(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    """One conflict per place where the numbering of neighbours does not go on; lettered points are not counted.

    Which letters a plan uses after "đ" is a matter of habit, so only numerals are held to their order.
    """
    previous: dict[tuple[str | None, str], tuple[str, int, Section]] = {}
    for section in context.outline.sections:
        found = _numeral(context, section)
        if found is None:
            continue
        kind, number, value = found
        key = (section.parent_id, kind)
        before = previous.get(key)
        previous[key] = (number, value, section)
        if before is not None and value != before[1] + 1:
            yield _conflict(context, records, before[2], section, (before[0], number), value <= before[1])
    yield from _unnumbered_rows(context, records)


def _numeral(context: Context, section: Section) -> tuple[str, str, int] | None:
    """Returns kind, printed number and value of a numbered heading, paragraph or table group."""
    zone = context.outline.zones[section.section_id]
    if zone == "table" and section.kind == "heading":
        value = parse_roman(section.path[-1])
        return ("group", section.path[-1], value) if value else None
    marker = parse_marker(section.text) if zone == "body" else None
    if marker is None or marker.kind not in ("roman", "decimal"):
        return None
    value = parse_roman(marker.number) if marker.kind == "roman" else int(marker.number.rpartition(".")[2])
    return (marker.kind, marker.number, value) if value else None


def _conflict(
    context: Context,
    records: Sequence[Record],
    left: Section,
    right: Section,
    numbers: tuple[str, str],
    is_double: bool,
) -> Conflict:
    place = "phần" if context.outline.zones[right.section_id] == "table" else "mục"
    above = context.by_id.get(right.parent_id or "")
    where = f" trong {above.label}" if above else ""
    what = (
        f"hai {place} cùng đánh số {numbers[1]}" if is_double else f"đánh số {place} từ {numbers[0]} sang {numbers[1]}"
    )
    touched = (left, right) if is_double else (right,)
    return Conflict(
        conflict_id=context.record_id("mau-thuan", f"danh-so-{right.section_id}"),
        commune=context.commune.slug,
        document_id=context.document_id,
        topic="numbering",
        subject=f"{what}{where}",
        readings=tuple(
            Reading(value=_heading(section), provenance=context.provenance(section)) for section in (left, right)
        ),
        record_ids=_records_under(context, records, touched),
    )


def _heading(section: Section) -> str:
    """The number with its heading, without the sentence that runs in after the colon."""
    head, runs_in = heading_of(section.text)
    return head if runs_in else section.text


def _unnumbered_rows(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    for section in context.outline.sections:
        grouped = context.outline.rows.get(section.section_id)
        if grouped is None or grouped.row.number is not None:
            continue
        yield Conflict(
            conflict_id=context.record_id("mau-thuan", f"danh-so-{slugify(section.section_id)}"),
            commune=context.commune.slug,
            document_id=context.document_id,
            topic="numbering",
            subject=f"hàng không đánh số ({section.label})",
            readings=(Reading(value="ô số thứ tự để trống", provenance=context.provenance(section)),),
            record_ids=_records_under(context, records, (section,)),
        )


def _records_under(context: Context, records: Sequence[Record], sections: Sequence[Section]) -> tuple[str, ...]:
    roots = {section.section_id for section in sections}
    return tuple(record.record_id for record in records if _is_under(context, record.provenance.section_id, roots))


def _is_under(context: Context, section_id: str, roots: set[str]) -> bool:
    section = context.by_id[section_id]
    return section_id in roots or any(above.section_id in roots for above in context.ancestors(section))
