"""The title block of a document: what it says of itself, what it leaves blank, and whether its time is over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.composing.kit import document_title
from bot.links import viewer_path
from corpus.documents import Corpus, SourceDocument
from corpus.records import DocumentFact, FactTopic, Period, Record

BLANK = "để trống"
_ABSENT = "không có trong bản này"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the title block. `href` opens the place that says it; `blank` is the blank as printed.

    `is_missing`: the source does not say it; `is_over`: its time has passed.
    """

    label: str
    value: str
    is_missing: bool = False
    is_over: bool = False
    blank: str | None = None
    href: str | None = None


def facts_of(document: SourceDocument, corpus: Corpus, records: Sequence[Record], today: date) -> tuple[Fact, ...]:
    """Returns the lines of the title block in the order of an official document."""
    places = {
        record.topic: viewer_path(document.document_id, record.provenance.section_id, record.provenance.quote)
        for record in reversed(records)
        if isinstance(record, DocumentFact)
    }
    signatory = document.signatory
    return (
        Fact("Loại văn bản", document.document_type),
        _stated(document, "document_number", "Số, ký hiệu", document.document_number, places.get(FactTopic.NUMBER)),
        Fact("Cơ quan ban hành", document.issuing_body, href=places.get(FactTopic.ISSUING_BODY)),
        _stated(
            document,
            "issued_on",
            "Ngày ban hành",
            vietnamese_date(document.issued_on) if document.issued_on else None,
            places.get(FactTopic.ISSUED_ON),
        ),
        _stated(
            document,
            "signatory",
            "Người ký",
            f"{signatory.name}, {signatory.position}" if signatory else None,
            places.get(FactTopic.SIGNATORY),
        ),
        *_of_time(document, places.get(FactTopic.PERIOD), today),
        *_of_others(document, corpus),
    )


def vietnamese_date(day: date) -> str:
    """Returns "28/04/2026"."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def standing(period: Period, today: date) -> str:
    """Returns whether the time that a plan is for runs, has passed or is to come."""
    first, last = vietnamese_date(period.start_on), vietnamese_date(period.end_on)
    if period.end_on < today:
        return f"Thời gian thực hiện đã qua (hết ngày {last})"
    if today < period.start_on:
        return f"Chưa đến thời gian thực hiện (từ ngày {first} đến hết ngày {last})"
    return f"Đang trong thời gian thực hiện (đến hết ngày {last})"


def _stated(document: SourceDocument, field: str, label: str, value: str | None, href: str | None) -> Fact:
    blank = document.blanks.get(field)
    if value is not None:
        return Fact(label, value, href=href)
    return Fact(label, BLANK if blank else _ABSENT, is_missing=True, blank=blank, href=href)


def _of_time(document: SourceDocument, href: str | None, today: date) -> Iterator[Fact]:
    if document.period:
        yield Fact("Giai đoạn", document.period.raw, href=href)
        yield Fact("Tình trạng", standing(document.period, today), is_over=document.period.end_on < today)


def _of_others(document: SourceDocument, corpus: Corpus) -> Iterator[Fact]:
    """Yields what this document replaces and what replaces it; `replaces` names documents by id or number."""
    known = {name: other for other in corpus.documents for name in _names(other) if other != document}
    for name in document.replaces:
        yield _other("Thay thế", name, known.get(name))
    for other in corpus.documents:
        if other.commune == document.commune and not set(other.replaces).isdisjoint(_names(document)):
            yield replace(_other("Được thay thế bởi", other.document_id, other), is_over=True)


def _names(document: SourceDocument) -> tuple[str, ...]:
    return tuple(name for name in (document.document_id, document.document_number) if name)


def _other(label: str, name: str, other: SourceDocument | None) -> Fact:
    return Fact(label, document_title(other), href=viewer_path(other.document_id)) if other else Fact(label, name)
