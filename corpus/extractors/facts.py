"""Facts of the document itself: head and foot, recipients, reporting, funding, named systems, mottos."""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.clauses import split_sentences
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.extractors.words import extraction_words
from corpus.head import Head
from corpus.lexicon import load_lexicon
from corpus.markers import parse_marker
from corpus.naming import heading_of
from corpus.records import DocumentFact, FactTopic, Frozen
from corpus.text import slugify

_HEAD_FACTS = (
    ("document_number", FactTopic.NUMBER, "Số, ký hiệu"),
    ("issued_on", FactTopic.ISSUED_ON, "Ngày ban hành"),
    ("signatory", FactTopic.SIGNATORY, "Người ký"),
    ("period", FactTopic.PERIOD, "Thời kỳ kế hoạch"),
    ("issuing_body", FactTopic.ISSUING_BODY, "Cơ quan ban hành"),
)
_FUNDS = re.compile(r"bố trí\s+kinh (?:phí|trí)|lập dự toán")


class NamedThing(Frozen):
    """A system, index or scheme that plans name."""

    label: str
    name: str
    pattern: str


class Motto(Frozen):
    """How a motto or model is introduced; group `motto` of `pattern` is the thing itself."""

    label: str
    pattern: str


class FactWords(Frozen):
    """`data/facts.yaml`."""

    systems: tuple[NamedThing, ...]
    standards: str
    mottos: tuple[Motto, ...]
    enumerations: tuple[str, ...]
    standing_agency: str
    reporting: tuple[str, ...]
    official_mail: str


@lru_cache(maxsize=1)
def fact_words() -> FactWords:
    """Returns the shipped patterns, read once."""
    return load_lexicon("facts.yaml", FactWords)


def extract_facts(context: Context, head: Head) -> tuple[DocumentFact, ...]:
    """Returns the facts of a document, each found value once."""
    found = (
        *_head_facts(context, head),
        *_recipients(context),
        *_reporting(context),
        *_funding(context),
        *_named(context),
        *_mottos(context),
        *_enumerations(context),
        *_standing(context),
        *_contacts(context),
    )
    unique: dict[str, DocumentFact] = {}
    for fact in found:
        unique.setdefault(fact.record_id, fact)
    return tuple(unique.values())


def _fact(
    context: Context,
    topic: FactTopic,
    label: str,
    value: str | None,
    section: Section,
    quote: str,
    key: str = "",
    until: Section | None = None,
) -> DocumentFact:
    anchor = f"{topic.value}-{slugify(key)}".strip("-")
    return DocumentFact(
        record_id=context.record_id("thong-tin", anchor),
        commune=context.commune.slug,
        topic=topic,
        label=label,
        value=value,
        provenance=context.provenance(section, quote, until),
    )


def _head_facts(context: Context, head: Head) -> Iterator[DocumentFact]:
    for name, topic, label in _HEAD_FACTS:
        found, blank = head.found.get(name), head.blanks.get(name)
        if found is not None:
            yield _fact(context, topic, label, found.value, found.section, found.quote, until=found.until)
        elif blank is not None:
            yield _fact(context, topic, label, None, blank.section, blank.quote)


def _recipients(context: Context) -> Iterator[DocumentFact]:
    sections = [s for s in context.outline.sections if context.outline.zones[s.section_id] == "recipients"]
    names = [section.text.lstrip("-–+ ").rstrip(" ;.") for section in sections[1:]]
    if names:
        quote = " ".join(section.text for section in sections)
        yield _fact(context, FactTopic.RECIPIENTS, "Nơi nhận", "; ".join(names), sections[0], quote, until=sections[-1])


def _reporting(context: Context) -> Iterator[DocumentFact]:
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in fact_words().reporting]
    for section, top in _body(context):
        if not extraction_words().is_duty(top.heading):
            continue
        for position, sentence in enumerate(split_sentences(_said(section))):
            if any(pattern.search(sentence) for pattern in patterns):
                key = f"{section.section_id}-{position}" if position else section.section_id
                yield _fact(context, FactTopic.REPORTING, "Chế độ báo cáo", sentence, section, section.text, key)


def _funding(context: Context) -> Iterator[DocumentFact]:
    """The funding part; where a plan has none, the duty that speaks of funding."""
    parts = [(s, top) for s, top in _body(context) if extraction_words().is_funding(top.heading)]
    texts = [(section, _words(section)) for section, _ in parts if section.kind != "heading"]
    if not texts:
        duties = [section for section, top in _body(context) if extraction_words().is_duty(top.heading)]
        texts = [(s, sentence) for s in duties for sentence in split_sentences(_words(s)) if _FUNDS.search(sentence)]
    for position, (section, text) in enumerate(texts, start=1):
        key = f"{section.section_id}-{position}"
        yield _fact(context, FactTopic.FUNDING, "Kinh phí", text, section, section.text, key)


def _named(context: Context) -> Iterator[DocumentFact]:
    for thing in fact_words().systems:
        pattern = re.compile(thing.pattern, re.IGNORECASE)
        for section, _ in _all(context):
            if match := pattern.search(section.text):
                yield _fact(
                    context,
                    FactTopic.SYSTEM,
                    thing.label,
                    match[0],
                    section,
                    _sentence(section, match.start()),
                    thing.name,
                )
                break
    standard = re.compile(fact_words().standards)
    for section, _ in _all(context):
        for match in standard.finditer(section.text):
            quote = _sentence(section, match.start())
            yield _fact(context, FactTopic.STANDARD, "Tiêu chuẩn", match[0], section, quote, match[0])


def _mottos(context: Context) -> Iterator[DocumentFact]:
    for section, _ in _body(context):
        taken: list[tuple[int, int]] = []
        for words in fact_words().mottos:
            for match in re.finditer(words.pattern, section.text, re.IGNORECASE):
                start, end = match.span("motto")
                if any(start < other_end and other_start < end for other_start, other_end in taken):
                    continue
                taken.append((start, end))
                quote = _sentence(section, start)
                motto = match["motto"].strip(" ,")
                yield _fact(context, FactTopic.MOTTO, words.label, motto, section, quote, motto[:60])


def _enumerations(context: Context) -> Iterator[DocumentFact]:
    for section, _ in _body(context):
        for pattern in fact_words().enumerations:
            for match in re.finditer(pattern, section.text):
                label = f"{match['count']} {match['noun']}"
                quote = _sentence(section, match.start())
                yield _fact(
                    context,
                    FactTopic.ENUMERATION,
                    label,
                    match[0].strip(),
                    section,
                    quote,
                    f"{label}-{section.section_id}",
                )


def _standing(context: Context) -> Iterator[DocumentFact]:
    """The standing agency stands in the heading above ("Là cơ quan thường trực …") or in brackets behind."""
    for section, _ in _body(context):
        for match in re.finditer(fact_words().standing_agency, section.text, re.IGNORECASE):
            named = context.agencies.find(section.text[match.end() :]) or context.agencies.find(section.heading)
            own = next(
                (m for m in named if m.agency.agency_id.rpartition("/")[2] not in extraction_words().principals), None
            )
            if own is not None:
                quote = _sentence(section, match.start())
                label = "Cơ quan thường trực cải cách hành chính"
                yield _fact(context, FactTopic.STANDING_AGENCY, label, own.agency.name, section, quote, own.agency.name)


def _contacts(context: Context) -> Iterator[DocumentFact]:
    pattern = re.compile(fact_words().official_mail)
    for section in context.outline.sections:
        if match := pattern.search(section.text):
            quote = next(line.text for line in context.outline.lines[section.section_id] if match[0] in line.text)
            yield _fact(context, FactTopic.CONTACT, "Thư điện tử công vụ", match[0], section, quote, match[0])


def _body(context: Context) -> Iterator[tuple[Section, Section]]:
    for section in context.outline.sections:
        if context.outline.zones[section.section_id] == "body" and section.kind != "closing":
            yield section, [section, *context.ancestors(section)][-1]


def _all(context: Context) -> Iterator[tuple[Section, Section]]:
    for section in context.outline.sections:
        if section.kind not in ("noise", "title", "annex", "closing"):
            yield section, [section, *context.ancestors(section)][-1]


def _words(section: Section) -> str:
    marker = parse_marker(section.text)
    return section.text[section.text.index(marker.rest[:15]) :] if marker else section.text


def _said(section: Section) -> str:
    """The words of a section without the heading that they run in from ("3. Chế độ báo cáo: …")."""
    words = _words(section)
    head, runs_in = heading_of(words)
    said = (
        words[len(head) + 1 :].strip() if runs_in and words != section.text and section.kind == "paragraph" else words
    )
    return said[:1].upper() + said[1:]


def _sentence(section: Section, position: int) -> str:
    """Returns the sentence of a section that holds `position`; a table row is quoted whole."""
    if section.kind == "table_row":
        return section.text
    start = 0
    for sentence in split_sentences(section.text):
        start = section.text.index(sentence, start)
        if position < start + len(sentence):
            return sentence
        start += len(sentence)
    return section.text
