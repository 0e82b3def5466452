"""The head and foot of a document (thể thức, Nghị định 30/2020/NĐ-CP): type, title, number, date, body, signatory.

What the text leaves blank stays None and is quoted in `blanks`. Where the letterhead is missing, the annexes ("Kèm theo
Kế hoạch số …") and the issuing sentence of the preamble ("… ban hành Kế hoạch … như sau") say the same things.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.blocks import DOCUMENT_TYPES, join_lines
from corpus.dates import DATE, parse_date
from corpus.documents import Section, Signatory
from corpus.markers import is_upper
from corpus.outline import Outline
from corpus.records import Period
from corpus.schedules import parse_period
from corpus.text import fold, normalise

_STATE = re.compile(r"CỘNG H[ÒO][ÀA]? XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*-\s*Tự do\s*-\s*Hạnh phúc")
_NUMBER = re.compile(r"Số\s*:\s*(?P<number>\d+[a-z]?)?\s*/\s*(?P<symbol>[A-ZĐ][\wĐ]*(?:-[\wĐ]+)*)")
_DATE_LINE = re.compile(
    r"[^,\d]*,\s*ngày\s*(?P<day>\d{1,2})?[\s.…]*tháng\s*(?P<month>\d{1,2})?[\s.…]*năm\s*(?P<year>\d{4})?"
)
_ATTACHED = re.compile(
    rf"Kèm theo (?P<type>{DOCUMENT_TYPES}) số\s*(?P<number>\d+[a-z]?)\s*/\s*(?P<symbol>[\wĐ-]+),?"
    rf"\s+ngày (?P<date>{DATE})",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    rf"(?P<body>(?:Chủ tịch )?(?:UBND|[UỦ][ỷỶyY] ban nhân dân)(?: (?:xã|phường|đặc khu)(?: (?-i:[A-ZĐ]\w+))*)?)"
    rf" ban hành (?P<type>{DOCUMENT_TYPES})\s+"
    r"(?P<title>.+?),?\s*(?:cụ thể )?như sau",
    re.IGNORECASE,
)
_POSITION = re.compile(r"(?:PHÓ )?(?:CHỦ TỊCH|TRƯỞNG PHÒNG|GIÁM ĐỐC|CHÁNH VĂN PHÒNG)")


@dataclass(frozen=True, slots=True)
class Found:
    """A value of the head with the words that it was read from, in `section` or from there up to `until`."""

    value: str
    section: Section
    quote: str
    until: Section | None = None


@dataclass(slots=True)
class Head:
    """What the text says of itself; a missing key is not said, a key of `blanks` is left blank."""

    found: dict[str, Found] = field(default_factory=dict)
    blanks: dict[str, Found] = field(default_factory=dict)
    issued_on: date | None = None
    period: Period | None = None
    signatory: Signatory | None = None

    def value(self, name: str) -> str | None:
        found = self.found.get(name)
        return found.value if found else None


def read_head(outline: Outline, commune_name: str) -> Head:
    """Returns the head of a document; `commune_name` ("xã Lạc Phượng") restores the capitals of its letterhead."""
    head = Head()
    zones = outline.zones
    _read_title(head, [section for section in outline.sections if zones[section.section_id] == "title"])
    _read_letterhead(head, [section for section in outline.sections if zones[section.section_id] == "letterhead"])
    for section in outline.sections:
        if section.kind == "preamble":
            _read_issuing_sentence(head, section, commune_name)
        if section.kind in ("annex", "title"):
            _read_attachment(head, section)
        if zones[section.section_id] == "signature":
            _read_signature(head, section, [line.text.strip("*") for line in outline.lines[section.section_id]])
    body = head.found.get("issuing_body")
    if body is not None:
        head.found["issuing_body"] = replace(body, value=_with_capitals(body.value, commune_name))
    title = head.found.get("title")
    head.period = parse_period(title.value) if title else None
    if head.period and title:
        head.found["period"] = replace(title, value=head.period.raw)
    return head


def _read_title(head: Head, sections: list[Section]) -> None:
    if not sections:
        return
    head.found["document_type"] = Found(sections[0].text.capitalize(), sections[0], sections[0].text)
    named = [section for section in sections[1:] if not section.text.startswith("(")]
    if named:
        text = join_lines([section.text for section in named])
        head.found["title"] = Found(text, named[0], text, named[-1])


def _read_letterhead(head: Head, sections: list[Section]) -> None:
    body: list[tuple[str, Section]] = []
    for section in sections:
        text = normalise(_STATE.sub(" ", section.text))
        if match := _NUMBER.search(text):
            _note_number(head, section, match)
        if match := _DATE_LINE.search(text[match.end() :] if match else text):
            _note_date(head, section, match)
        elif is_upper(text) and not _NUMBER.search(text):
            body.append((text, section))
            texts = [part for part, _ in body]
            # The letterhead is a table of two columns; its lines may have the state's name between them.
            head.found["issuing_body"] = Found(" ".join(texts), body[0][1], " | ".join(texts), section)


def _note_number(head: Head, section: Section, match: re.Match[str]) -> None:
    quote = normalise(match[0])
    if match["number"]:
        head.found["document_number"] = Found(f"{match['number']}/{match['symbol']}", section, quote)
    else:
        head.blanks["document_number"] = Found("", section, quote)


def _note_date(head: Head, section: Section, match: re.Match[str]) -> None:
    quote = normalise(match[0])
    words = f"{match['day']} tháng {match['month']} năm {match['year']}"
    issued_on = parse_date(words) if match["day"] and match["month"] and match["year"] else None
    if issued_on is None:
        head.blanks["issued_on"] = Found("", section, quote)
    else:
        head.issued_on = issued_on
        head.found["issued_on"] = Found(words, section, quote)


def _read_attachment(head: Head, section: Section) -> None:
    """An annex names its own plan; a plan may in turn be attached to a decision and then has no number of its own."""
    match = _ATTACHED.search(section.text)
    if match is None or "document_number" in head.found:
        return
    own_type = head.value("document_type") or ""
    quote = section.text
    if fold(match["type"]) == fold(own_type):
        head.found["document_number"] = Found(f"{match['number']}/{match['symbol']}", section, quote)
    elif section.kind == "title":
        head.blanks.setdefault("document_number", Found(f"{match['number']}/{match['symbol']}", section, quote))
    else:
        return
    if head.issued_on is None:
        head.issued_on = parse_date(match["date"])
        head.found["issued_on"] = Found(match["date"], section, quote)


def _read_issuing_sentence(head: Head, section: Section, commune_name: str) -> None:
    match = _ISSUES.search(section.text)
    if match is None:
        return
    head.found.setdefault("document_type", Found(match["type"].capitalize(), section, match[0]))
    title = match["title"][0].upper() + match["title"][1:]
    head.found.setdefault("title", Found(title, section, match[0]))
    head.found.setdefault("issuing_body", Found(match["body"], section, match[0]))


def _read_signature(head: Head, section: Section, texts: list[str]) -> None:
    positions = [match[0] for text in texts if (match := _POSITION.match(text.removeprefix("KT. ")))]
    name = texts[-1]
    if not positions or is_upper(name):
        return
    position = " ".join(positions[-1].lower().split())
    titled = position.replace("phó chủ", "Phó Chủ").replace("chủ tịch", "Chủ tịch")
    head.signatory = Signatory(name=name, position=titled[0].upper() + titled[1:])
    head.found["signatory"] = Found(f"{head.signatory.position} {name}", section, section.text.replace("*", ""))


def _with_capitals(body: str, commune_name: str) -> str:
    """Returns the body as running text writes it: "ỦY BAN NHÂN DÂN XÃ AN" and "UBND xã" → "Ủy ban nhân dân xã An"."""
    kind = commune_name.split()[0]
    prefix = body[: len(body) - len(commune_name)] if fold(body).endswith(fold(commune_name)) else body
    prefix = prefix.strip()
    if fold(prefix).endswith(f" {fold(kind)}"):
        prefix = prefix[: -len(kind)].strip()
    prefix = re.sub(r"UBND|[UỦ][ỶỷYy] BAN NHÂN DÂN", "Ủy ban nhân dân", prefix, flags=re.IGNORECASE)
    return f"{prefix} {commune_name}"
