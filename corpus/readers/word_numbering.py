"""Automatic numbering of Word: the numbers that it prints and does not write into the text."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_MAX_VALUE = 3_999
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    )
)


@dataclass(slots=True)
class _Level:
    """How one level of a list is numbered; `text` is Word's pattern ("%1.%2.")."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_legal: bool = False
    restarts_after: int | None = None


@dataclass(slots=True)
class _List:
    """A list of the document: its levels and the counters, which lists of one abstract definition share."""

    levels: dict[int, _Level]
    counters: dict[int, int]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document in order; `marker` has to be asked once for each."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists = _read_lists(numbering) if numbering is not None else {}
        self._styles = _read_styles(styles) if styles is not None else {}
        self._started: set[tuple[str, int]] = set()

    def marker(self, paragraph: etree._Element) -> str:
        """Returns what Word prints before a paragraph ("II.", "2.1.", "a)", "-"), empty for an unnumbered one."""
        number_id, level = self._place(paragraph)
        found = self._lists.get(number_id or "")
        if found is None or level not in found.levels:
            return ""
        if found.levels[level].form == "bullet":
            return "+" if found.levels[level].text.strip() == "+" else "-"
        self._count(number_id or "", found, level)
        return "" if found.levels[level].form == "none" else _printed(found, level)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number_id, level = _number_of(own)
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        seen: set[str] = set()
        while style and style not in seen and (number_id is None or level is None):
            seen.add(style)
            styled, style = self._styles.get(style, (None, None))
            inherited_id, inherited_level = _number_of(styled)
            number_id = inherited_id if number_id is None else number_id
            level = inherited_level if level is None else level
        return number_id, level or 0

    def _count(self, number_id: str, found: _List, level: int) -> None:
        if (number_id, level) not in self._started and level in found.starts:
            found.counters[level] = found.starts[level] - 1
        self._started.add((number_id, level))
        found.counters[level] = found.counters.get(level, found.levels[level].start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            after = found.levels[deeper].restarts_after if deeper in found.levels else None
            if after is None or (after > 0 and level < after):
                found.counters.pop(deeper, None)


def _printed(found: _List, level: int) -> str:
    text = found.levels[level].text
    for place in range(_LEVELS):
        if f"%{place + 1}" not in text or place not in found.levels:
            continue
        form = "decimal" if found.levels[level].is_legal else found.levels[place].form
        value = found.counters.get(place, found.levels[place].start)
        text = text.replace(f"%{place + 1}", format_number(value, form))
    return text.strip()


def format_number(value: int, form: str) -> str:
    """Returns a number as Word prints it: decimal unless `form` is one of its names for letters or Roman numerals."""
    if not 0 < value <= _MAX_VALUE:
        return str(value)
    match form:
        case "upperRoman":
            return _roman(value)
        case "lowerRoman":
            return _roman(value).lower()
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
            return letter.upper() if form == "upperLetter" else letter
        case "decimalZero":
            return f"{value:02}"
    return str(value)


def _roman(value: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def _read_lists(numbering: etree._Element) -> dict[str, _List]:
    abstract = {
        element.get(f"{W}abstractNumId", ""): _read_levels(element) for element in numbering.findall(f"{W}abstractNum")
    }
    counters: dict[str, dict[int, int]] = defaultdict(dict)
    lists: dict[str, _List] = {}
    for element in numbering.findall(f"{W}num"):
        base = _value(element.find(f"{W}abstractNumId")) or ""
        levels = dict(abstract.get(base, {}))
        starts: dict[int, int] = {}
        for override in element.findall(f"{W}lvlOverride"):
            place = _integer(override.get(f"{W}ilvl"), 0)
            levels.update(_read_levels(override))
            start = _value(override.find(f"{W}startOverride"))
            if start is not None:
                starts[place] = _integer(start, 1)
        lists[element.get(f"{W}numId", "")] = _List(levels, counters[base], starts)
    return lists


def _read_levels(parent: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in parent.findall(f"{W}lvl"):
        restart = _value(element.find(f"{W}lvlRestart"))
        levels[_integer(element.get(f"{W}ilvl"), 0)] = _Level(
            start=_integer(_value(element.find(f"{W}start")), 0 if element.find(f"{W}start") is None else 1),
            form=_value(element.find(f"{W}numFmt")) or "decimal",
            text=_value(element.find(f"{W}lvlText")) or "",
            is_legal=element.find(f"{W}isLgl") is not None,
            restarts_after=None if restart is None else _integer(restart, 0),
        )
    return levels


def _read_styles(styles: etree._Element) -> dict[str, tuple[etree._Element | None, str | None]]:
    return {
        style.get(f"{W}styleId", ""): (style.find(f"{W}pPr/{W}numPr"), _value(style.find(f"{W}basedOn")))
        for style in styles.findall(f"{W}style")
    }


def _number_of(element: etree._Element | None) -> tuple[str | None, int | None]:
    if element is None:
        return None, None
    level = _value(element.find(f"{W}ilvl"))
    return _value(element.find(f"{W}numId")), None if level is None else _integer(level, 0)


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else otherwise
