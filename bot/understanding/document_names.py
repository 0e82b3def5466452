"""Which document of a commune a question names, where the commune has several: by its number or by its years."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.documents import SourceDocument
from corpus.text import fold, normalise

_KIND = r"(?:ke hoach|kh|quyet dinh|qd|nghi quyet|chuong trinh|de an|bao cao|van ban|tai lieu|bang)"
_SUBJECT = r"(?:\s+(?:cai cach hanh chinh|cchc))?(?:\s+cua\s+(?:xa|phuong))?"
_LEAD = rf"\b(?P<kind>{_KIND}){_SUBJECT}"
_SPAN = re.compile(rf"{_LEAD}\s+(?:(?:cho|trong)\s+)?(?:nam\s+|giai doan\s+)?(?P<years>20\d\d(?:\s*[-–]\s*20\d\d)?)\b")

# A plan of somebody above is not the commune's.
_OF_OTHERS = r"(?!\s*(?:/|[-–]\s*20\d\d|cua (?:thanh pho|tinh|quan|huyen|trung uong|chinh phu|bo|so)\b))"
_PLAN_OF_YEARS = re.compile(
    rf"\b(?:ke hoach|kh){_SUBJECT}\s+(?:(?:cho|trong)\s+)?(?:nam\s+|giai doan\s+)?"
    rf"(?P<years>20\d\d(?:\s*[-–]\s*20\d\d)?)\b{_OF_OTHERS}"
)


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """The document that a question names, and the question with the bare word for it in place of its name."""

    document: SourceDocument
    question: str


def named_document(question: str, documents: Iterable[SourceDocument]) -> NamedDocument | None:
    """Returns the one document of several that a question names; None where it names none or may mean two.

    "kế hoạch 12/KH-UBND có mấy nhiệm vụ", "kế hoạch năm 2027 có mấy nhiệm vụ" → "kế hoạch có mấy nhiệm vụ".
    """
    plain = normalise(question)
    folded = fold(plain)
    if len(folded) != len(plain):  # letters that fold to several: places would not agree
        return None
    found = [(document, span) for document in documents if (span := _span_of(document, folded)) is not None]
    if len(found) != 1:
        return None
    document, (start, end, has_kind) = found[0]
    kind = "" if has_kind else document.document_type.lower()
    return NamedDocument(document, normalise(f"{plain[:start]}{kind}{plain[end:]}"))


def years_without_plan(question: str, documents: Sequence[SourceDocument]) -> str | None:
    """Returns the years ("2031", "2031-2035") of a plan that a question names where no document is of any of them."""
    match = _PLAN_OF_YEARS.search(fold(normalise(question)))
    periods = [document.period for document in documents]
    if match is None or not documents or None in periods:
        return None
    years = [int(year) for year in re.findall(r"\d{4}", match["years"])]
    is_held = any(p and p.start_on.year <= years[-1] and years[0] <= p.end_on.year for p in periods)
    return None if is_held else match["years"]


def _span_of(document: SourceDocument, folded: str) -> tuple[int, int, bool] | None:
    """Returns from where to where the name stands, and whether the word for the document stands before that."""
    number = fold(document.document_number or "")
    if number:
        head, _, symbol = number.partition("/")
        signs = r"\s*[-–]?\s*".join(map(re.escape, re.split(r"[-–]", symbol)))
        whole = re.search(rf"(?:{_LEAD}\s+)?(?:so\s+)?(?<!\d){re.escape(head)}\s*/\s*{signs}\b", folded)
        if whole:
            return _after_kind(whole)
        short = re.search(rf"{_LEAD}\s+(?:so\s+)?{re.escape(head)}(?![\d/%.,]|\s*%)\b", folded)
        if short:
            return _after_kind(short)
    period = document.period
    spans = _SPAN.finditer(folded) if period else ()
    for match in spans:
        years = re.findall(r"\d{4}", match["years"])
        if period and (int(years[0]), int(years[-1])) == (period.start_on.year, period.end_on.year):
            return _after_kind(match)
    return None


def _after_kind(match: re.Match[str]) -> tuple[int, int, bool]:
    has_kind = match["kind"] is not None
    return (match.end("kind") if has_kind else match.start(), match.end(), has_kind)
