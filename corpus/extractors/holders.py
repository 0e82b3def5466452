"""Whom a passage of "Tổ chức thực hiện" speaks to: a body, several bodies, or a group of agencies."""

import re
from functools import lru_cache

from corpus.agencies import AgencyRegistry
from corpus.extractors.words import extraction_words
from corpus.naming import heading_of
from corpus.records import AgencyRef

_ASKS = re.compile(r"^(?:đề nghị|yêu cầu)\s+", re.IGNORECASE)
_JOINS = re.compile(r"^(?:\s|,|;|và|xã\b|phường\b)*$")
_INNER = r"(?:,\s*|\b(?:đề nghị|yêu cầu)\s+|^(?:h[àằ]ng năm|định kỳ)\s+)"
_ASSIGNED = (
    r"(?: được giao(?: (?:các )?nhiệm vụ|"
    r" chủ trì(?:, phối hợp)?(?: thực hiện)?(?: các)?(?: nội dung,?)?(?: nhiệm vụ)?))?"
)


def holders_in(text: str, registry: AgencyRegistry) -> tuple[AgencyRef, ...]:
    """Returns the agencies that `text` (without its number) opens with, its heading's or its first sentence's.

    "Đề nghị Mặt trận Tổ quốc và các đoàn thể xã: …" → two; "Trách nhiệm chung: Trưởng các phòng, đơn vị …" → the group.
    """
    head, runs_in = heading_of(text)
    openings = (text, text[len(head) + 1 :].strip()) if runs_in else (text,)
    for opening in openings:
        found = _opening_bodies(opening, registry) or _opening_group(opening, registry)
        if found:
            return found
    return ()


def group_inside(text: str, registry: AgencyRegistry) -> tuple[AgencyRef, ...]:
    """Returns the first group that `text` names after an adverbial or a request ("Khi cần, các cơ quan báo cáo …")."""
    match = _inner_group().search(text)
    return (registry.ref(_capital(match["group"])),) if match else ()


def _opening_bodies(text: str, registry: AgencyRegistry) -> tuple[AgencyRef, ...]:
    """Bodies at the very start, further ones only when nothing but "và" stands between them."""
    text = _ASKS.sub("", text)
    refs: list[AgencyRef] = []
    end = 0
    for match in registry.find(text):
        if not _JOINS.match(text[end : match.start]):
            break
        if match.agency.agency_id.rpartition("/")[2] not in extraction_words().principals:
            refs.append(AgencyRef(agency_id=match.agency.agency_id, name=text[match.start : match.end]))
        end = match.end
    return tuple(refs)


def _opening_group(text: str, registry: AgencyRegistry) -> tuple[AgencyRef, ...]:
    match = _group().match(_ASKS.sub("", text))
    return (registry.ref(_capital(match["group"])),) if match else ()


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1)
def _group() -> re.Pattern[str]:
    return re.compile(_group_pattern(), re.IGNORECASE)


@lru_cache(maxsize=1)
def _inner_group() -> re.Pattern[str]:
    return re.compile(_INNER + _group_pattern(), re.IGNORECASE)


def _group_pattern() -> str:
    words = extraction_words()
    heads, members, scopes = (
        "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        for names in (words.group_heads, words.group_members, words.group_scopes)
    )
    plural = rf"(?:(?:{heads}) )?các (?:{members})(?:, (?:{members})|(?: và) (?:{members}))*(?: (?:{scopes}))*"
    leaders = r"lãnh đạo (?:UBND|ủy ban nhân dân)(?: xã| phường)?"
    return rf"(?P<group>(?:{plural}|{leaders}){_ASSIGNED})(?!\w)"
