"""Contradictions (mâu thuẫn) of figures, dates and periods inside one document. Detectors are general and cautious."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from corpus.dates import YEAR
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.extractors.legal import number_key
from corpus.head import Head
from corpus.quantities import Quantity, format_quantity
from corpus.records import Conflict, DocumentFact, FactTopic, LegalBasis, Reading, Record, Target
from corpus.text import fold, slugify
from corpus.tokens import key_of

_RANGE = re.compile(rf"(?:giai đoạn\s+)?(?P<first>{YEAR})\s*[-–]\s*(?P<last>{YEAR})", re.IGNORECASE)
_SAME_INDICATOR = 0.7
# Figures of one passage stand beside each other on purpose, so they must be closer before they contradict.
_SAME_IN_PASSAGE = 0.85
# What an indicator says beyond its first predicate ("… trình độ đại học trở lên và được chuẩn hóa về …").
_FURTHER = re.compile(r"\s+và (?:được|phải)\b.*$")
_EMPTY_WORDS = frozenset({"cac", "ty", "ti", "le", "so", "muc", "do"})
# In a commune's own plan its own level narrows nothing.
_OWN_LEVEL = re.compile(r"\b(?:cấp xã|của xã|của phường|thuộc xã|thuộc phường)\b", re.IGNORECASE)


def period_conflicts(context: Context, head: Head, records: Sequence[Record]) -> Iterator[Conflict]:
    """The body calls the plan's own span by other years than the title ("2025-2030" under a title of "2026 - 2030").

    A span counts only when it ends with the plan but begins before it (one that begins later is a phase of the plan)
    and is not the span of a cited document.
    """
    period, title = head.period, head.found.get("title")
    if period is None or title is None or period.start_on.year == period.end_on.year:
        return
    own = (period.start_on.year, period.end_on.year)
    cited = {span for record in records if isinstance(record, LegalBasis) for span in _spans(record.provenance.quote)}
    readings: dict[tuple[int, int], list[Reading]] = {}
    for section in context.outline.sections:
        if section.kind in ("noise", "title", "table_row"):
            continue
        for match in _RANGE.finditer(section.text):
            span = _span(match)
            if span[1] == own[1] and span[0] < own[0] and span not in cited:
                readings.setdefault(span, []).append(_reading(context, section, match[0]))
    for span, found in readings.items():
        yield Conflict(
            conflict_id=context.record_id("mau-thuan", f"giai-doan-{span[0]}-{span[1]}"),
            commune=context.commune.slug,
            document_id=context.document_id,
            topic="period",
            subject="giai đoạn của kế hoạch",
            readings=(_reading(context, title.section, period.raw, title.quote), *found),
            record_ids=tuple(record.record_id for record in records if _is_of_period(record, span)),
        )


def value_conflicts(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    """One indicator with two figures for the same period and scope; "trong đó" and sectors are scopes of their own."""
    targets = [record for record in records if isinstance(record, Target)]
    for left, right in combinations(targets, 2):
        if _contradict(left, right):
            places = "-".join(target.record_id.rpartition("/")[2] for target in (left, right))
            indicator = _FURTHER.sub("", right.indicator)
            name = f"{indicator} ({right.scope})" if right.scope else indicator
            yield Conflict(
                conflict_id=context.record_id("mau-thuan", f"chi-tieu-{places}"),
                commune=context.commune.slug,
                document_id=context.document_id,
                topic="value",
                subject=name,
                readings=tuple(
                    Reading(value=_figure(target), provenance=target.provenance) for target in (left, right)
                ),
                record_ids=(left.record_id, right.record_id),
            )


def date_conflicts(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    """One cited document with two dates."""
    bases = [record for record in records if isinstance(record, LegalBasis) and record.issued_on]
    for left, right in combinations(bases, 2):
        same = number_key(left.number) == number_key(right.number) and left.document_type == right.document_type
        if same and fold(left.issuer or "") == fold(right.issuer or "") and left.issued_on != right.issued_on:
            yield Conflict(
                conflict_id=context.record_id("mau-thuan", f"ngay-{slugify(left.number)}"),
                commune=context.commune.slug,
                document_id=context.document_id,
                topic="date",
                subject=f"ngày ban hành {left.document_type} số {left.number}",
                readings=tuple(
                    Reading(value=f"{base.issued_on:%d/%m/%Y}", provenance=base.provenance) for base in (left, right)
                ),
                record_ids=(left.record_id, right.record_id),
            )


def _contradict(left: Target, right: Target) -> bool:
    if left.value == right.value or left.unit != right.unit:
        return False
    if fold(left.scope or "") != fold(right.scope or "") or fold(left.condition or "") != fold(right.condition or ""):
        return False
    if _dates(left) != _dates(right):
        return False
    words, others = _content(left.indicator), _content(right.indicator)
    is_one_passage = left.provenance.section_id == right.provenance.section_id
    return len(words & others) >= (_SAME_IN_PASSAGE if is_one_passage else _SAME_INDICATOR) * len(words | others)


def _dates(target: Target) -> object:
    return (target.period.start_on, target.period.end_on) if target.period else None


def _content(indicator: str) -> frozenset[str]:
    return frozenset(key_of(_OWN_LEVEL.sub(" ", _FURTHER.sub("", indicator)))) - _EMPTY_WORDS


def _figure(target: Target) -> str:
    return format_quantity(Quantity(target.comparator, target.value, target.unit))


def _is_of_period(record: Record, span: tuple[int, int]) -> bool:
    if isinstance(record, DocumentFact):
        return record.topic is FactTopic.PERIOD
    if not isinstance(record, Target) or record.period is None:
        return False
    return (record.period.start_on.year, record.period.end_on.year) == span


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _RANGE.finditer(text):
        yield _span(match)


def _span(match: re.Match[str]) -> tuple[int, int]:
    return int(match["first"]), int(match["last"])


def _reading(context: Context, section: Section, value: str, quote: str | None = None) -> Reading:
    return Reading(value=value, provenance=context.provenance(section, quote))
