"""What a reader must know of a document before reading it: contradictions and defects, with links to the places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.composing.kit import lower_first
from bot.links import bare, viewer_path
from corpus.documents import Section, SourceDocument
from corpus.records import Conflict, DocumentFact, FactTopic, Record

_NUMBERED = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđ])[.)]?\s+")
_DOCUMENT_NUMBER = re.compile(r"\d+/[A-ZĐ]{2}[\w-]*")
_LEAST_WORDS = 3
_BLANKS = {FactTopic.NUMBER: "số kế hoạch", FactTopic.ISSUED_ON: "ngày ban hành"}


@dataclass(frozen=True, slots=True)
class Words:
    """A run of a warning; with `href` a link to the place that it is about."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning; `lead` says what a contradiction is about."""

    lead: str | None
    words: tuple[Words, ...]


def warnings_of(
    document: SourceDocument, conflicts: Sequence[Conflict], records: Sequence[Record], sections: Sequence[Section]
) -> tuple[Warned, ...]:
    """Returns the contradictions of a document, then its defects; `records` and `sections` are the document's own."""
    own = [conflict for conflict in conflicts if conflict.document_id == document.document_id]
    names = _names_of_sections(sections) | _names_of_blanks(records)
    return (
        *(Warned(f"Mâu thuẫn về {lower_first(conflict.subject)}:", tuple(_readings(conflict))) for conflict in own),
        *(
            Warned(None, tuple(_linked(defect, names | _names_of_numbers(defect, sections))))
            for defect in document.defects
        ),
    )


def _readings(conflict: Conflict) -> Iterator[Words]:
    for number, reading in enumerate(conflict.readings, start=1):
        place = reading.provenance
        yield Words(place.section_label, viewer_path(place.document_id, place.section_id, place.quote))
        yield Words(f" ghi “{reading.value}”{'.' if number == len(conflict.readings) else '; '}")


def _names_of_sections(sections: Sequence[Section]) -> dict[str, str]:
    """Returns what sections are called in a sentence (their label, or a long heading's words), with their anchors."""
    names: dict[str, str] = {}
    for section in sections:
        if section.kind == "preamble":
            names.setdefault(section.label.partition(",")[0].lower(), _anchor(section))
        elif section.kind == "heading" or (section.kind == "annex" and section.parent_id is None):
            names.setdefault(section.label.lower(), _anchor(section))
            words = _NUMBERED.sub("", section.text).lower()
            if len(words.split()) >= _LEAST_WORDS:
                names.setdefault(words, _anchor(section))
    return names


def _names_of_blanks(records: Sequence[Record]) -> dict[str, str]:
    return {
        _BLANKS[record.topic]: f"#{quote(record.provenance.section_id)}"
        for record in records
        if isinstance(record, DocumentFact) and record.value is None and record.topic in _BLANKS
    }


def _names_of_numbers(defect: str, sections: Sequence[Section]) -> dict[str, str]:
    """Returns the document numbers that a defect names, with the first section that writes them."""
    return {
        number.lower(): _anchor(section)
        for number in _DOCUMENT_NUMBER.findall(defect)
        for section in reversed(sections)
        if bare(number) in bare(section.text)
    }


def _anchor(section: Section) -> str:
    return f"#{quote(section.section_id)}"


def _linked(defect: str, names: Mapping[str, str]) -> Iterator[Words]:
    """Yields the words of a defect, linked where they name a place of the document."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    position = 0
    for match in re.finditer(rf"\b(?:{known})(?![\w.]\w|\w)", defect, re.IGNORECASE) if known else ():
        yield Words(defect[position : match.start()])
        yield Words(match[0], names[match[0].lower()])
        position = match.end()
    yield Words(defect[position:])
