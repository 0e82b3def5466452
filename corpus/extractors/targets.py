"""Targets (chỉ tiêu) from running text and from annex tables."""

import re
from collections.abc import Iterator

from corpus.clauses import split_clauses
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.extractors.facts import fact_words
from corpus.extractors.indicators import Goal, goals_of, tidy_indicator
from corpus.extractors.tasks import agency_names
from corpus.extractors.words import extraction_words
from corpus.markers import is_upper, parse_marker
from corpus.outline_tree import GroupedRow
from corpus.quantities import find_figures, parse_quantity
from corpus.records import Period, Target
from corpus.schedules import parse_period

_BODY_KINDS = ("heading", "paragraph", "bullet")
_OTHER_NUMBER = re.compile(r"(?<![\w/.,:-])\d{1,3}(?:,\d+)?\s+(?!tháng|năm)[^\W\d]\w+(?: \w+){0,4}", re.IGNORECASE)
_DATES = re.compile(r"ngày\s+\d{1,2}(?:/\d{1,2}){0,2}|\d{1,2}\s+tháng\s+\d{1,2}")


def extract_targets(context: Context) -> tuple[Target, ...]:
    """Returns the targets of a document in source order."""
    return tuple(_targets(context))


def _targets(context: Context) -> Iterator[Target]:
    for section in context.outline.sections:
        grouped = context.outline.rows.get(section.section_id)
        if grouped is not None and "indicator" in grouped.row.columns:
            yield from _from_row(context, section, grouped)
        elif section.kind in _BODY_KINDS and context.outline.zones[section.section_id] == "body":
            yield from _from_text(context, section)


def _from_text(context: Context, section: Section) -> Iterator[Target]:
    marker = parse_marker(section.text)
    text = section.text[section.text.index(marker.rest[:15]) :] if marker else section.text
    is_goal = any(extraction_words().is_goal(above.heading) for above in (section, *context.ancestors(section)))
    goals = goals_of(split_clauses(text, is_goal))
    if is_goal:
        _reject_leftovers(context, section, text, " ".join(goal.indicator for goal in goals))
    for position, goal in enumerate(goals, start=1):
        if not goal.indicator:
            context.reject(section, "con số không rõ là của chỉ tiêu nào", goal.wording)
            continue
        yield _target(context, section, goal, position if len(goals) > 1 else None)


def _target(context: Context, section: Section, goal: Goal, position: int | None) -> Target:
    anchor = section.section_id if position is None else f"{section.section_id}-{position}"
    return Target(
        record_id=context.record_id("chi-tieu", anchor),
        commune=context.commune.slug,
        indicator=goal.indicator,
        comparator=goal.quantity.comparator,
        value=goal.quantity.value,
        unit=goal.quantity.unit,
        wording=goal.wording,
        period=goal.period or _period_above(context, section),
        scope=goal.scope,
        condition=goal.condition,
        group=_group(context, section),
        provenance=context.provenance(section),
    )


def _from_row(context: Context, section: Section, grouped: GroupedRow) -> Iterator[Target]:
    cells = grouped.row.cells
    result, unit = cells.get("result", ""), cells.get("unit") or None
    quantity = parse_quantity(result, unit)
    if quantity is None:
        context.reject(section, "hàng chỉ tiêu không có con số đọc được", section.text)
        return
    responsible = agency_names(cells.get("responsible", ""))
    indicator, scope, condition = tidy_indicator(grouped.row.subject)
    yield Target(
        record_id=context.record_id("chi-tieu", section.section_id),
        commune=context.commune.slug,
        indicator=indicator,
        comparator=quantity.comparator,
        value=quantity.value,
        unit=quantity.unit,
        wording=f"{result} {unit}" if unit else result,
        period=(parse_period(grouped.group) if grouped.group else None) or context.period,
        scope=scope,
        condition=condition,
        group=grouped.group,
        responsible_agency=context.agencies.ref(responsible[0]) if responsible else None,
        provenance=context.provenance(section),
    )


def _period_above(context: Context, section: Section) -> Period | None:
    """The nearest heading or opening bullet that names a period ("- Giai đoạn 2026 - 2027:") decides."""
    for above in context.ancestors(section):
        period = parse_period(above.heading)
        if period is not None:
            return period.model_copy(update={"raw": period.raw.lower()}) if is_upper(period.raw) else period
    return context.period


def _group(context: Context, section: Section) -> str | None:
    headings = [above.heading for above in context.ancestors(section) if above.heading]
    own = next((heading for heading in headings if not extraction_words().is_generic(heading)), None)
    return own or next(iter(headings), None)


def _reject_leftovers(context: Context, section: Section, text: str, indicators: str) -> None:
    """Numbers of a goal section that became no target are reported, dates, lists and parts of indicators aside."""
    taken = [(figure.start, figure.end) for figure in find_figures(text, is_goal=True)]
    taken += [match.span() for match in _DATES.finditer(text)]
    taken += [match.span() for pattern in fact_words().enumerations for match in re.finditer(pattern, text)]
    for match in _OTHER_NUMBER.finditer(text):
        if match[0].split()[0] not in indicators.split() and not any(
            start <= match.start() < end for start, end in taken
        ):
            context.reject(section, "con số trong phần mục tiêu không thành chỉ tiêu", match[0])
