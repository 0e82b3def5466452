"""Contradictions between mentions of one thing: a cited programme's years, the year of a yearly task, who issues."""

import re
from collections.abc import Iterator, Sequence

from corpus.clauses import split_sentences
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.extractors.legal import citations, number_key
from corpus.extractors.words import extraction_words
from corpus.records import Conflict, DocumentFact, FactTopic, LegalBasis, Reading, Record
from corpus.schedules import parse_period
from corpus.text import fold, slugify
from corpus.tokens import key_of

_SAME_SUBJECT = 0.8
_COMMITTEE = r"(?:UBND|[UỦ][ỷỶyY] ban nhân dân)"
_ISSUES = re.compile(
    rf"(?P<body>(?:Chủ tịch )?{_COMMITTEE})(?: (?:xã|phường|đặc khu)(?: (?-i:[A-ZĐ]\w+))*)? ban hành kế hoạch",
    re.IGNORECASE,
)
_ATTACHED = re.compile(rf"kèm theo kế hoạch số\b.*? của (?P<body>(?:Chủ tịch )?{_COMMITTEE})", re.IGNORECASE)
_ON_BEHALF = re.compile(rf"TM\. ?(?P<body>{_COMMITTEE})", re.IGNORECASE)


def programme_conflicts(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    """One cited document whose name carries two spans of years ("giai đoạn 2021 - 2030", then "2026 - 2030")."""
    known: dict[str, tuple[str, frozenset[str], Reading, tuple[int, int]]] = {}
    found: set[str] = set()
    for citation in citations(context):
        period = parse_period(citation.subject or "")
        if period is None or citation.subject is None or period.start_on.year == period.end_on.year:
            continue
        key = number_key(citation.number)
        span = (period.start_on.year, period.end_on.year)
        reading = Reading(value=period.raw, provenance=context.provenance(citation.section, citation.quote))
        words = frozenset(word for word in key_of(citation.subject) if not word.isdigit())
        name, others, first, first_span = known.setdefault(
            key, (f"{citation.document_type} số {citation.number}", words, reading, span)
        )
        is_same = len(words & others) >= _SAME_SUBJECT * len(words | others)
        if span == first_span or not is_same or key in found:
            continue
        found.add(key)
        touched = {first.provenance.section_id, reading.provenance.section_id}
        yield Conflict(
            conflict_id=context.record_id("mau-thuan", f"giai-doan-{slugify(citation.number)}"),
            commune=context.commune.slug,
            document_id=context.document_id,
            topic="date",
            subject=f"giai đoạn của chương trình nêu tại {name}",
            readings=(first, reading),
            record_ids=tuple(
                record.record_id
                for record in records
                if (isinstance(record, LegalBasis) and number_key(record.number) == key)
                or (record.kind == "task" and record.provenance.section_id in touched)
            ),
        )


def yearly_conflicts(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    """One thing that is done for a year, said of two years."""
    for position, matter in enumerate(extraction_words().yearly_matters, start=1):
        pattern = re.compile(matter.pattern, re.IGNORECASE)
        found = [
            (match["year"], section, sentence)
            for section in context.outline.sections
            if section.kind != "noise"
            for sentence in split_sentences(section.text)
            if (match := pattern.search(sentence))
        ]
        if len({fold(year) for year, _, _ in found}) < 2:
            continue
        sentences = {sentence for _, _, sentence in found}
        yield Conflict(
            conflict_id=context.record_id("mau-thuan", f"nam-thuc-hien-{position}"),
            commune=context.commune.slug,
            document_id=context.document_id,
            topic="date",
            subject=matter.subject,
            readings=tuple(_reading(context, section, year, sentence) for year, section, sentence in found),
            record_ids=tuple(
                record.record_id
                for record in records
                if any(
                    sentence in record.provenance.quote or record.provenance.quote in sentence for sentence in sentences
                )
            ),
        )


def issuer_conflicts(context: Context, records: Sequence[Record]) -> Iterator[Conflict]:
    """The committee issues in one place and its chairman in another; a letterhead is the same for both."""
    found = [
        (match["body"], section, match[0])
        for section in context.outline.sections
        for pattern in _issuing_patterns(context, section)
        if (match := pattern.search(section.text))
    ]
    names = [_issuer(body) for body, _, _ in found]
    if len(set(names)) < 2:
        return
    yield Conflict(
        conflict_id=context.record_id("mau-thuan", "co-quan-ban-hanh"),
        commune=context.commune.slug,
        document_id=context.document_id,
        topic="agency",
        subject="cơ quan ban hành kế hoạch",
        readings=tuple(
            _reading(context, section, name, quote) for name, (_, section, quote) in zip(names, found, strict=True)
        ),
        record_ids=tuple(
            record.record_id
            for record in records
            if isinstance(record, DocumentFact) and record.topic is FactTopic.ISSUING_BODY
        ),
    )


def _issuing_patterns(context: Context, section: Section) -> tuple[re.Pattern[str], ...]:
    if section.kind == "preamble":
        return (_ISSUES,)
    if section.kind == "annex":
        return (_ATTACHED,)
    return (_ON_BEHALF,) if context.outline.zones[section.section_id] == "signature" else ()


def _issuer(body: str) -> str:
    return "Chủ tịch Ủy ban nhân dân" if fold(body).startswith("chu tich") else "Ủy ban nhân dân"


def _reading(context: Context, section: Section, value: str, quote: str) -> Reading:
    return Reading(value=value, provenance=context.provenance(section, quote))
