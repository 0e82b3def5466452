"""What stands on a page and is no text of the document: page numbers, running heads and feet, signing notices."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from corpus.markers import ANNEX
from corpus.readers.words import TextLine, Word, text_lines
from corpus.text import fold

_PAGE_NUMBER = re.compile(r"[-–—]?\s*(?:trang|page)?\s*\d{1,3}(?:\s*(?:/|trên|of)\s*\d{1,3})?\s*[-–—]?$")
# Running heads stand within this share of the page's height from its edge.
_MARGIN = 0.12
_FEWEST_PAGES = 3

# Notices that signing programs print onto the page; each is a small block of its own.
_NOTICE = re.compile(
    r"(?:nguoi ky|ky boi|ky so boi|da ky boi|duoc ky boi|signed by)\s*:|digitally signed by\b"
    r"|signature (?:not verified|verified|valid)"
)
_NOTICE_MORE = re.compile(
    r"(?:thoi gian ky|ngay ky|gio ky|thoi diem ky|signing time|co quan|email|date|ly do|vi tri|reason|location"
    r"|chuc vu)\s*:"
)
# Letters of a notice against those of the page; larger ones are not followed to the line below.
_SMALL = 0.85
_CLOCK = r"(?P<t>\d{1,2}:\d\d(?::\d\d)?)(?:\s*(?P<z>[+-]\d\d):?(?P<zm>\d\d))?"
_DATE_FIRST = re.compile(rf"(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})[./-](?P<y>\d{{4}})[ T,]+{_CLOCK}")
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[./-](?P<m>\d{{1,2}})[./-](?P<d>\d{{1,2}})[ T,]+{_CLOCK}")
# Signing programs of the administration write Vietnam's time; some leave the zone out.
_HOME_ZONE = "+0700"


def is_page_number(text: str) -> bool:
    """Whether a line at the edge of a page is its number ("2", "- 2 -", "Trang 2/5")."""
    return _PAGE_NUMBER.match(fold(text).strip()) is not None


def running_lines(pages: Sequence[tuple[float, Sequence[TextLine]]]) -> frozenset[str]:
    """Returns the texts that stand in the margins of most pages, of which each is (height, lines)."""
    seen = Counter[str]()
    for height, lines in pages:
        seen.update({line.text for line in lines if _is_in_margin(line, height) and not ANNEX.match(line.text)})
    fewest = max(_FEWEST_PAGES, len(pages) // 2 + 1)
    return frozenset(text for text, count in seen.items() if count >= fewest)


def without_furniture(lines: Sequence[TextLine], height: float, running: frozenset[str]) -> list[TextLine]:
    """Returns the lines of a page without its number and without running heads and feet."""
    kept = [line for line in lines if not (_is_in_margin(line, height) and line.text in running)]
    # A number of its own in the first or last line is the page's, wherever the margin ends.
    if kept and is_page_number(kept[0].text) and kept[0].top < 2 * _MARGIN * height:
        kept = kept[1:]
    if kept and is_page_number(kept[-1].text) and kept[-1].bottom > (1 - 2 * _MARGIN) * height:
        kept = kept[:-1]
    return kept


def _is_in_margin(line: TextLine, height: float) -> bool:
    return line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height


def take_notices(words: Iterable[Word]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Returns the words of the text and those of signing notices.

    A notice begins with its own words ("Ký bởi:") and goes on below them in small letters of one size, because a long
    name is broken over lines.
    """
    lines = sorted((part for line in text_lines(words) for part in line.segments()), key=lambda one: one.top)
    small = _SMALL * sorted(line.em for line in lines)[len(lines) // 2] if lines else 0.0
    notices: list[TextLine] = []
    for line in lines:
        folded = fold(line.text)
        above = any(_goes_on(one, line) for one in notices)
        if _NOTICE.match(folded) or (above and (line.em < small or _NOTICE_MORE.match(folded))):
            notices.append(line)
    taken = {id(word) for line in notices for word in line.words}
    held = [word for line in lines for word in line.words]
    return tuple(word for word in held if id(word) not in taken), tuple(word for word in held if id(word) in taken)


def _goes_on(above: TextLine, line: TextLine) -> bool:
    is_below = -0.5 * above.em < line.top - above.bottom < 0.8 * above.em
    return is_below and abs(line.x0 - above.x0) < 1.5 * above.em and abs(line.em - above.em) < 0.15 * above.em


def moment_in(text: str) -> datetime | None:
    """Returns the moment that a signing notice states ("23-09-2025 13:52:21 +07:00"), None where it states none."""
    match = _YEAR_FIRST.search(text) or _DATE_FIRST.search(text)
    if match is None:
        return None
    clock = match["t"] if match["t"].count(":") == 2 else f"{match['t']}:00"
    zone = f"{match['z']}{match['zm']}" if match["z"] else _HOME_ZONE
    try:
        return datetime.strptime(f"{match['y']}-{match['m']}-{match['d']} {clock} {zone}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
