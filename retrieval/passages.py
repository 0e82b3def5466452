"""Records and sections → passages: the one place that decides what of them is searched and embedded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import singledispatch
from hashlib import sha256

from corpus.documents import Corpus, Section, SourceDocument
from corpus.procedures.outline import document_id
from corpus.procedures.records import Procedure
from corpus.records import AgencyRef, DocumentFact, Duty, LegalBasis, Record, Target, Task
from corpus.text import normalise
from retrieval.types import Passage

# Lists of recipients, signature blocks, titles of annexes and of their columns: short, so BM25 would rank them high,
# and what they say is in document facts.
_UNSEARCHED = frozenset({"annex", "closing", "noise", "title"})
_NO_HEADINGS = frozenset({"closing", "noise", "title"})
_TITLE_SYLLABLES = 25
_ANCESTOR_CHARS = 200


def build_passages(corpus: Corpus) -> tuple[Passage, ...]:
    """Returns a passage per record, per leaf section that no record covers wholly, and per procedure, in order."""
    documents = {document.document_id: document for document in corpus.documents}
    names = {entry.item_id: "\n".join(entry.names) for entry in corpus.everyday_names}
    by_record = [_record_passage(record) for record in corpus.records]
    covered = _covered_texts(corpus.records, by_record)
    by_section = [
        _section_passage(section, trail, documents[section.document_id])
        for section, trail in _leaves(corpus.sections)
        if not _is_covered(section, covered)
    ]
    by_procedure = [_procedure_passage(procedure) for procedure in corpus.procedures]
    named = (replace(p, aliases=names.get(p.passage_id, "")) for p in (*by_record, *by_section))
    return tuple(_with_digest(passage) for passage in (*named, *by_procedure))


def _procedure_passage(procedure: Procedure) -> Passage:
    papers = tuple(paper.name for paper in procedure.documents)
    texts = (
        procedure.name,
        procedure.family,
        procedure.sector,
        *procedure.everyday_names,
        *procedure.outcomes,
        *papers,
    )
    searched = _unique(texts)
    return Passage(
        passage_id=document_id(procedure.code),
        digest="",
        commune="",
        document_id=document_id(procedure.code),
        kind="procedure",
        title=procedure.name,
        text="\n".join(searched),
        embed_text=". ".join(_unique((procedure.name, *procedure.everyday_names))),
        section_id="ten",
        aliases="\n".join(_unique((*procedure.everyday_names, *procedure.alias_questions))),
    )


def _record_passage(record: Record) -> Passage:
    title, parts, agencies = _describe(record)
    searched = _unique((title, *parts))
    return Passage(
        passage_id=record.record_id,
        digest="",
        commune=record.commune,
        document_id=record.provenance.document_id,
        kind=record.kind,
        title=title,
        text="\n".join(searched),
        embed_text=". ".join(searched),
        agency_ids=tuple(dict.fromkeys(agency.agency_id for agency in agencies)),
        section_id=record.provenance.section_id,
    )


# A description is (title, further searched texts, agencies).
_Description = tuple[str, tuple[str | None, ...], tuple[AgencyRef, ...]]


@singledispatch
def _describe(record: object) -> _Description:
    raise TypeError(f"no passage for a {type(record).__name__}")


@_describe.register
def _(record: Target) -> _Description:
    agencies = (record.responsible_agency,) if record.responsible_agency else ()
    period = record.period.raw if record.period else None
    names = tuple(agency.name for agency in agencies)
    parts = (record.scope, record.condition, record.group, *names, period, record.wording, record.provenance.quote)
    return " ".join(filter(None, (record.indicator, record.scope))), parts, agencies


@_describe.register
def _(record: Task) -> _Description:
    agencies = (*record.lead_agencies, *record.coordinating_agencies)
    schedule = record.schedule.raw if record.schedule else None
    return record.title, (record.group, *(agency.name for agency in agencies), record.deliverable, schedule), agencies


@_describe.register
def _(record: Duty) -> _Description:
    return record.agency.name, (record.text,), (record.agency,)


@_describe.register
def _(record: LegalBasis) -> _Description:
    title = f"{record.document_type} {record.number}"
    issued_on = f"{record.issued_on:%d/%m/%Y}" if record.issued_on else None
    return title, (issued_on, record.issuer, record.subject, record.provenance.quote), ()


@_describe.register
def _(record: DocumentFact) -> _Description:
    return record.label, (record.value, record.provenance.quote), ()


def _section_passage(section: Section, trail: tuple[str, ...], document: SourceDocument) -> Passage:
    searched = _unique((*trail, section.heading, section.text))
    words = section.text.split()
    return Passage(
        passage_id=f"{section.document_id}#{section.section_id}",
        digest="",
        commune=document.commune,
        document_id=section.document_id,
        kind="section",
        title=section.heading if section.heading != section.text else " ".join(words[:_TITLE_SYLLABLES]),
        text="\n".join(searched),
        embed_text=". ".join(searched[-2:]),
        section_id=section.section_id,
    )


def _leaves(sections: Iterable[Section]) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Yields searchable leaf sections, each with the texts of the headings above it, outermost first."""
    by_id = {(section.document_id, section.section_id): section for section in sections}
    parents = {(section.document_id, section.parent_id) for section in by_id.values() if section.kind != "noise"}
    for key, section in by_id.items():
        if section.kind in _UNSEARCHED or not section.text or (key in parents and section.kind != "paragraph"):
            continue
        trail: list[str] = []
        parent = by_id.get((section.document_id, section.parent_id or ""))
        while parent is not None:
            if parent.kind not in _NO_HEADINGS:
                trail.append(parent.text[:_ANCESTOR_CHARS])
            parent = by_id.get((section.document_id, parent.parent_id or ""))
        yield section, tuple(reversed(trail))


def _covered_texts(records: Iterable[Record], passages: Iterable[Passage]) -> dict[tuple[str, str], list[str]]:
    """Returns, per section, the letters and digits of the passages of its records."""
    covered: dict[tuple[str, str], list[str]] = {}
    for record, passage in zip(records, passages, strict=True):
        key = (record.provenance.document_id, record.provenance.section_id)
        covered.setdefault(key, []).append(_squeeze(_said(record, passage)))
    return covered


def _said(record: Record, passage: Passage) -> str:
    """Returns what an answer from `record` would say: of a target its indicator, not the whole bullet it quotes."""
    match record:
        case Target():
            return f"{record.wording} {record.indicator}"
        case DocumentFact():
            return record.value or ""
        case LegalBasis():
            return passage.title
        case _:
            return passage.text


def _is_covered(section: Section, covered: dict[tuple[str, str], list[str]]) -> bool:
    """A table row is covered by any record of it; other text only by one that holds all its words.

    A bullet is often more than the record that was read from it, and what it has more can only be found here.
    """
    texts = covered.get((section.document_id, section.section_id), [])
    if section.kind == "table_row":
        return bool(texts)
    wanted = _squeeze(section.text)
    return any(wanted in text for text in texts)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _unique(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(text) for text in texts if text))


def _with_digest(passage: Passage) -> Passage:
    fields = (
        passage.passage_id,
        passage.commune,
        passage.document_id,
        passage.kind,
        passage.title,
        passage.text,
        passage.embed_text,
        passage.aliases,
        *passage.agency_ids,
    )
    return replace(passage, digest=sha256("\0".join(fields).encode()).hexdigest())
