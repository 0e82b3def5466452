"""Cited documents (căn cứ, viện dẫn): every number anywhere in the text, with date, issuer and subject where given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from corpus.dates import DATE, parse_date
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.extractors.words import extraction_words
from corpus.records import LegalBasis
from corpus.text import slugify

_TYPES = (
    "Kế hoạch hành động|Chương trình hành động|Nghị quyết|Chỉ thị|Quyết định|Kế hoạch|Công văn|Nghị định|Kết luận|"
    "Thông tư|Thông báo|Hướng dẫn|Quy định|Công điện|Luật|Pháp lệnh|Đề án|Chương trình"
)
_SYMBOL = r"\d+[\d.]*[a-z]?\s?(?:/\d{4})?[-/](?=[\wĐ-]*[A-ZĐ])[A-ZĐ][\wĐ]*(?:[-/][\wĐ]+)*"
_CITATION = re.compile(
    rf"(?P<type>{_TYPES})(?:\s+số)?:?\s+(?P<number>{_SYMBOL})(?:\s*,?\s*ngày\s+(?P<date>{DATE}))?", re.IGNORECASE
)
_ISSUER = re.compile(
    r"\s*,?\s*của\s+(?P<issuer>(?:[^,;.:()“]|\([^()]*\))+?)"
    r"(?=\s+(?:về|ban hành|phê duyệt|triển khai|thực hiện|quy định|và|phải|được|ngày)\b|\s*[,;.:)“]|$)"
)
_AND_NEXT = re.compile(r"\s*(?:,|và)\s*$")
_SUBJECT = re.compile(
    rf"\s*\)?(?:\s*,?\s*ngày {DATE})?\s*:?\s*"
    r"(?P<subject>(?:[Vv]ề việc|[Vv]ề|[Bb]an hành|[Pp]hê duyệt|[Tt]riển khai|[Tt]hực hiện|[Qq]uy định)\b.+?)"
    r"(?=;|\.\s|\.$|\)\.?$|\s\||, (?:đảm bảo|bảo đảm)\b|$)"
)
_NEXT_BASIS = re.compile(rf"(?:,| và)(?: triển khai thực hiện)? (?=(?:{_TYPES})(?: số)? \d)")
# "triển khai thực hiện A và B": the second document belongs to the subject, not beside it.
_CARRIES_OUT = re.compile(rf"(?:triển khai )?thực hiện (?:{_TYPES}) số \d")
# What a body above the commune issues is not about the commune: that end belongs to the sentence around the citation.
_HERE = re.compile(r" trên địa bàn (?:xã|phường|đặc khu)\b.*$")
_ABOVE = re.compile(r"\b(?:chính phủ|bộ|trung ương|quốc hội|tỉnh|thành (?:phố|[uủ][ỷy]))\b", re.IGNORECASE)
# "Luật Cán bộ, công chức năm 2025": running text names a law by its year.
_LAW = re.compile(
    r"(?P<type>(?:Luật|Bộ luật) [A-ZĐ][^\W\d_]+(?:,? (?!(?:của|theo|trong|tại|và|dự toán)\b)[^\W\d_]+){0,9}?)"
    r" (?P<number>năm (?:19|20)\d\d)(?!\d)"
)
_SHORT_NAME = re.compile(r"\s*\((?:gọi tắt|sau đây|Quyết định số|Nghị quyết số)[^()]*\)$")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a document."""

    section: Section
    document_type: str
    number: str
    issued_on: date | None
    issuer: str | None
    subject: str | None
    is_basis: bool
    quote: str


def extract_legal_bases(context: Context) -> tuple[LegalBasis, ...]:
    """Returns one record per cited number and date; mentions without a date join the first dated one.

    A law that is named by its year has that year as its number, and its name is its type.
    """
    merged: dict[tuple[str, date | None], Citation] = {}
    for citation in citations(context):
        key = (number_key(_name(citation)), citation.issued_on)
        undated = (key[0], None)
        if citation.issued_on is None:
            key = next((known for known in merged if known[0] == key[0]), key)
        elif undated in merged:
            merged[key] = _join(merged.pop(undated), citation)
            continue
        merged[key] = _join(merged[key], citation) if key in merged else citation
    counts: dict[str, int] = {}
    records = []
    for citation in merged.values():
        slug = slugify(_name(citation))
        counts[slug] = counts.get(slug, 0) + 1
        records.append(_record(context, citation, slug if counts[slug] == 1 else f"{slug}-{counts[slug]}"))
    return tuple(records)


def number_key(number: str) -> str:
    """Returns a document number without punctuation: "66/NQCP" and "66/NQ-CP" are one document."""
    return re.sub(r"[\W_]+", "", number).upper()


def _name(citation: Citation) -> str:
    """A year alone is nobody's number."""
    return f"{citation.document_type} {citation.number}" if citation.number.startswith("năm") else citation.number


def _join(first: Citation, other: Citation) -> Citation:
    """Keeps the place of the fullest mention and what only the other says."""
    weights = [
        (c.issued_on is not None, c.is_basis, c.issuer is not None, c.subject is not None) for c in (first, other)
    ]
    best, rest = (first, other) if weights[0] >= weights[1] else (other, first)
    return replace(
        best,
        number=max(best.number, rest.number, key=lambda number: number.count("-")),
        issued_on=best.issued_on or rest.issued_on,
        issuer=best.issuer or rest.issuer,
        subject=best.subject or rest.subject,
        is_basis=best.is_basis or rest.is_basis,
    )


def citations(context: Context) -> Iterator[Citation]:
    """Returns every mention of another document, in the order of the text; laws named by year after the others."""
    for section in context.outline.sections:
        if section.kind == "noise":
            continue
        later: list[Citation] = []
        for match in reversed(list(_CITATION.finditer(section.text))):
            if _is_own(context, section, match):
                continue
            citation = _citation(section, match)
            if (
                later
                and citation.issuer is None
                and _AND_NEXT.match(section.text[match.end() : _start(section, later[-1])])
            ):
                citation = _share(section, citation, later[-1])
            later.append(citation)
        yield from reversed(later)
        for match in _LAW.finditer(section.text):
            yield _citation(section, match)


def _share(section: Section, citation: Citation, following: Citation) -> Citation:
    """The issuer and the subject of "A và B của X về Y" are of both, and so is the quote."""
    end = _start(section, following) + len(following.quote)
    shares = following.issuer is not None or (citation.subject is None and following.subject is not None)
    return replace(
        citation,
        issuer=following.issuer,
        subject=citation.subject or following.subject,
        quote=section.text[_start(section, citation) : end] if shares else citation.quote,
    )


def _start(section: Section, citation: Citation) -> int:
    return section.text.index(citation.quote)


def _is_own(context: Context, section: Section, match: re.Match[str]) -> bool:
    own = context.document_number
    return own is not None and number_key(own) == number_key(match["number"])


def _citation(section: Section, match: re.Match[str]) -> Citation:
    rest = section.text[match.end() :]
    issuer, consumed = None, 0
    if found := _ISSUER.match(rest):
        issuer, consumed = found["issuer"].strip(), found.end()
    subject = None
    if found := _SUBJECT.match(rest[consumed:]):
        subject = found["subject"] if _CARRIES_OUT.match(found["subject"]) else _NEXT_BASIS.split(found["subject"])[0]
        subject = _SHORT_NAME.sub("", subject.strip(" .;,"))
        if _ABOVE.search(issuer or _issuer_by_symbol(match["number"]) or ""):
            subject = _HERE.sub("", subject)
    end = match.end() + (rest.index(subject) + len(subject) if subject else consumed)
    return Citation(
        section=section,
        document_type=match["type"][0].upper() + match["type"][1:],
        number=match["number"] if match.re is _LAW else re.sub(r"\s+", "", match["number"]),
        issued_on=_date(match),
        issuer=issuer or None,
        subject=subject,
        is_basis=section.kind == "preamble",
        quote=section.text[match.start() : end].strip(" ,;"),
    )


def _date(match: re.Match[str]) -> date | None:
    found = match.groupdict().get("date")
    return parse_date(found) if found else None


def _issuer_by_symbol(number: str) -> str | None:
    """Whom the end of a number stands for by law: "118/2025/NĐ-CP" is the Government's."""
    return extraction_words().issuers_by_symbol.get(re.split(r"[-/]", number)[-1])


def _record(context: Context, citation: Citation, slug: str) -> LegalBasis:
    return LegalBasis(
        record_id=context.record_id("can-cu", slug),
        commune=context.commune.slug,
        document_type=citation.document_type,
        number=citation.number,
        issued_on=citation.issued_on,
        issuer=citation.issuer or _issuer_by_symbol(citation.number),
        subject=citation.subject,
        is_basis=citation.is_basis,
        provenance=context.provenance(citation.section, citation.quote),
    )
