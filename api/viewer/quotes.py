"""Which words of a document a citation quotes: the address names them by a fingerprint, the sections hold them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from zlib import crc32

from bot.links import bare, fingerprint
from corpus.documents import Section
from corpus.records import Provenance

# Half-open ranges of characters of a section's text, by section id.
Spans = Mapping[str, tuple[tuple[int, int], ...]]
# A letter of a text with the section that it stands in and its range there.
_Letter = tuple[str, str, tuple[int, int]]

# A quote may run on over the lines of a letterhead or a list of recipients; none is longer than this.
_MOST_SECTIONS = 30
_LETTER = re.compile(r"[^\s|*…][\u0300-\u036f]*")  # with the marks that follow it in a text that is not in NFC
_MARK = re.compile(r"[0-9a-f]{9,13}(?:\.[0-9a-f]{9,13}){0,3}")
_DIGEST_LENGTH = 8
_MOST_LETTERS = 4_000
_BOLD = "**"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is quoted or not."""

    text: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """The section that an address asks for. `mark` and `spans` are empty unless all the words asked for were found."""

    section: Section
    mark: str
    spans: Spans
    is_changed: bool


def find_cited(
    sections: Sequence[Section], section_id: str | None, mark: str | None, places: Iterable[Provenance] = ()
) -> Cited | None:
    """Returns what `?q=<section_id>&w=<mark>` asks for (`bot.links`), None where the document has no such section.

    The words are sought in the section and those it runs on into, then above it, where the agency of a duty is named;
    `places` are those that records were read from.
    """
    position = next((n for n, section in enumerate(sections) if section.section_id == section_id), None)
    if position is None:
        return None
    section = sections[position]
    quotes = [section.text, *(place.quote for place in places if place.section_id == section_id)]
    spans = _find_all(mark, sections, position, quotes) if mark and _MARK.fullmatch(mark) else {}
    return Cited(section, (mark or "") if spans else "", spans, is_changed=bool(mark) and not spans)


def _find_all(mark: str, sections: Sequence[Section], position: int, quotes: Sequence[str]) -> Spans:
    """Returns the spans of every part of a quote, nothing unless all are found and one begins in the section."""
    below = list(_letters(sections[position : position + _MOST_SECTIONS]))
    headings = [list(_letters([heading])) for heading in _above(sections, position)]
    own = sum(section_id == sections[position].section_id for _, section_id, _ in below)
    found: list[tuple[str, tuple[int, int]]] = []
    for part in mark.split("."):
        known = next((quote for quote in quotes if fingerprint(quote) == part), None)
        spans = (_in_order(known, below) if known else []) or _window(part, below, own)
        for heading in headings:
            spans = spans or _window(part, heading)
        if not spans:
            return {}
        found.extend(spans)
    by_section: dict[str, tuple[tuple[int, int], ...]] = {}
    for section_id, span in sorted(found):
        by_section[section_id] = (*by_section.get(section_id, ()), span)
    return by_section if sections[position].section_id in by_section else {}


def _above(sections: Sequence[Section], position: int) -> Iterator[Section]:
    """Yields the headings that a section stands under, the nearest first."""
    wanted = sections[position].parent_id
    for section in reversed(sections[:position]):
        if section.section_id == wanted:
            yield section
            wanted = section.parent_id


def _letters(sections: Iterable[Section]) -> Iterator[_Letter]:
    for section in sections:
        for match in _LETTER.finditer(section.text):
            for char in unicodedata.normalize("NFC", match[0]):
                yield char, section.section_id, match.span()


def _in_order(quote: str, letters: Sequence[_Letter]) -> list[tuple[str, tuple[int, int]]]:
    """Returns the spans of a quote in one run, else of its lines one after the other ("UBND | XÃ X"), else none."""
    text = "".join(char for char, _, _ in letters)
    for parts in ([quote], quote.split(" | ")):
        spans: list[tuple[str, tuple[int, int]]] = []
        end = 0
        for part in map(bare, parts):
            start = text.find(part, end)
            if start < 0:
                break
            end = start + len(part)
            spans.extend(_spans(letters[start:end]))
        else:
            return spans
    return []


def _window(part: str, letters: Sequence[_Letter], starts: int | None = None) -> list[tuple[str, tuple[int, int]]]:
    """Returns the spans of the words with a fingerprint, sought at each of the first `starts` letters."""
    digest, length = int(part[:_DIGEST_LENGTH], 16), int(part[_DIGEST_LENGTH:], 16)
    if not 0 < length <= _MOST_LETTERS:
        return []
    text = "".join(char for char, _, _ in letters)
    for start in range(min(len(text) - length + 1, len(text) if starts is None else starts)):
        if crc32(text[start : start + length].encode()) == digest:
            return _spans(letters[start : start + length])
    return []


def _spans(letters: Sequence[_Letter]) -> list[tuple[str, tuple[int, int]]]:
    """Returns the ranges that letters take up, one a section."""
    runs = ((section_id, list(run)) for section_id, run in groupby(letters, key=lambda letter: letter[1]))
    return [(section_id, (run[0][2][0], run[-1][2][1])) for section_id, run in runs]


def pieces(
    text: str, spans: Sequence[tuple[int, int]] = (), start: int = 0, end: int | None = None
) -> tuple[Piece, ...]:
    """Returns the text from `start` to `end`, cut where a quote begins or ends."""
    end = len(text) if end is None else end
    return tuple(Piece(shown, is_quoted) for run, is_quoted in _cut(text, spans, start, end) if (shown := _plain(run)))


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[str, bool]]:
    position = start
    for first, last in spans:
        first, last = max(first, position), min(last, end)
        if first >= last:
            continue
        yield text[position:first], False
        yield text[first:last], True
        position = last
    yield text[position:end], False


def _plain(text: str) -> str:
    return text.replace(_BOLD, "")
