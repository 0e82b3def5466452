"""Duties (trách nhiệm) from "Tổ chức thực hiện", the funding part and the closing paragraph."""

import re
from collections.abc import Iterator

from corpus.agency_lexicon import load_agency_lexicon
from corpus.clauses import split_sentences
from corpus.documents import Section
from corpus.extractors.context import Context
from corpus.extractors.holders import group_inside, holders_in
from corpus.extractors.words import extraction_words
from corpus.markers import parse_marker
from corpus.naming import heading_of
from corpus.records import AgencyRef, Duty, DutyRole

_ASSIGNED = re.compile(r"được giao(?: nhiệm vụ)? chủ trì(?:, phối hợp)?", re.IGNORECASE)
_ROLES = (
    (DutyRole.LEADS, re.compile(r"\bchủ trì\b", re.IGNORECASE)),
    (DutyRole.COORDINATES, re.compile(r"(?<!chủ trì )(?<!chủ trì, )\bphối hợp\b", re.IGNORECASE)),
    (DutyRole.ADVISES, re.compile(r"(?<!kết quả )\b(?:tham mưu|giúp (?:UBND|[UỦ][ỷy] ban))", re.IGNORECASE)),
    (DutyRole.RECEIVES, re.compile(r"\b(?:tổng hợp|tiếp nhận)\b", re.IGNORECASE)),
)
_TOGETHER = re.compile(r"\bphối hợp với\s*$", re.IGNORECASE)
_TO = re.compile(r"(?:\bqua|\bgửi(?: về)?|\bbáo cáo(?: về)?|\bcho|\)\s+để)\s*$", re.IGNORECASE)

# The end of a sentence that only opens the list below it.
_OPENS_LIST = re.compile(
    r"(?<=\w),? (?:trong đó tập trung vào [^,;:]*\bsau|có (?:trách nhiệm|nhiệm vụ)|(?:cụ thể )?như sau|sau đây)\s*:$"
)
_SUMS_UP = re.compile(r"Trên đây là ")


def extract_duties(context: Context) -> tuple[Duty, ...]:
    """Returns one duty per passage and agency that the passage gives a role to, in source order."""
    duties: dict[str, Duty] = {}
    holders: dict[str, tuple[AgencyRef, ...]] = {}
    for section in _passages(context):
        for duty in _duties(context, section, holders):
            duties.setdefault(duty.record_id, duty)
    return tuple(duties.values())


def _passages(context: Context) -> Iterator[Section]:
    words = extraction_words()
    for section in context.outline.sections:
        top = [section, *context.ancestors(section)][-1]
        is_closing = section.kind == "closing" and context.outline.zones[section.section_id] == "body"
        in_part = words.is_duty(top.heading) or words.is_funding(top.heading)
        if is_closing or (in_part and context.outline.zones[section.section_id] == "body"):
            yield section


def _duties(context: Context, section: Section, holders: dict[str, tuple[AgencyRef, ...]]) -> Iterator[Duty]:
    marker = parse_marker(section.text)
    text = section.text[section.text.index(marker.rest[:15]) :] if marker else section.text
    own = () if section.kind == "bullet" else holders_in(text, context.agencies)
    above = next((holders[up.section_id] for up in context.ancestors(section) if holders.get(up.section_id)), ())
    held_by = own or above or group_inside(text, context.agencies)
    holders[section.section_id] = own
    words = _duty_words(section, text)
    if not words:
        return
    mentioned = tuple(_mentioned(context, text))
    is_sent_on = any(role is DutyRole.RECEIVES for _, role in mentioned)
    for ref in held_by:
        yield _duty(context, section, ref, _roles(words, is_sent_on or not _is_body(ref)), words)
    for ref, role in mentioned:
        if ref.agency_id not in {holder.agency_id for holder in held_by}:
            yield _duty(context, section, ref, (role,), words)


def _duty_words(section: Section, text: str) -> str:
    """The duty itself: a heading alone gives none, a heading that runs in gives what follows its colon."""
    if section.kind == "heading":
        return ""
    if section.kind == "closing":
        return " ".join(sentence for sentence in split_sentences(text) if not _SUMS_UP.match(sentence))
    head, runs_in = heading_of(text)
    is_numbered = section.kind == "paragraph" and text != section.text
    words = text[len(head) + 1 :] if runs_in and is_numbered else text
    return _OPENS_LIST.sub(".", words).strip(" :")


def _roles(words: str, is_reporting: bool) -> tuple[DutyRole, ...]:
    """Roles in the holder's own words; whoever reports does not receive, though its text says "để tổng hợp"."""
    plain = _ASSIGNED.sub("", words)
    found = tuple(role for role, pattern in _ROLES if pattern.search(plain))
    kept = tuple(role for role in found if not (is_reporting and role is DutyRole.RECEIVES))
    return kept or (DutyRole.PERFORMS,)


def _is_body(ref: AgencyRef) -> bool:
    return not load_agency_lexicon().is_collective(ref.name)


def _mentioned(context: Context, text: str) -> Iterator[tuple[AgencyRef, DutyRole]]:
    """Bodies that somebody else's duty names: reports go through them, or the work is done with them."""
    for match in context.agencies.find(text):
        if match.agency.agency_id.rpartition("/")[2] in extraction_words().principals:
            continue
        ref = AgencyRef(agency_id=match.agency.agency_id, name=text[match.start : match.end])
        before = text[: match.start].rstrip("( ")
        if _TOGETHER.search(before):
            yield ref, DutyRole.COORDINATES
        elif _TO.search(before):
            yield ref, DutyRole.RECEIVES


def _duty(context: Context, section: Section, ref: AgencyRef, roles: tuple[DutyRole, ...], words: str) -> Duty:
    anchor = f"{section.section_id}-{ref.agency_id.rpartition('/')[2]}"
    return Duty(
        record_id=context.record_id("trach-nhiem", anchor),
        commune=context.commune.slug,
        agency=ref,
        roles=roles,
        text=words[:1].upper() + words[1:],
        provenance=context.provenance(section),
    )
