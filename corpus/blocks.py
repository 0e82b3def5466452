"""Physical lines → blocks: broken lines joined into headings, bullets and paragraphs, each in its zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.markers import ANNEX, Marker, is_noise, is_upper, parse_marker
from corpus.readers import Line
from corpus.tables import header_columns, strip_markup
from corpus.text import fold

Zone = Literal["letterhead", "title", "preamble", "body", "recipients", "signature", "annex", "table", "noise"]

DOCUMENT_TYPES = (
    "KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|ĐỀ ÁN|BÁO CÁO|CHỈ THỊ|THÔNG BÁO|NGHỊ QUYẾT|CÔNG VĂN|HƯỚNG DẪN|TỜ TRÌNH"
)
_TYPE_LINE = re.compile(rf"(?:{DOCUMENT_TYPES})$")
_PREAMBLE = re.compile(r"(?:Căn cứ|Thực hiện|Triển khai|Theo)\b.*(?:\bsố\s*\d|\bLuật\b)")
_PREAMBLE_NEXT = re.compile(r"(?:Căn cứ|Thực hiện|UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Chủ tịch)\b")
_RECIPIENTS = re.compile(r"Nơi nhận\s*:?", re.IGNORECASE)
_SIGNATURE = re.compile(r"(?:TM\.|KT\.|TL\.|TUQ\.|Q\.|CHỦ TỊCH|PHÓ CHỦ TỊCH|TRƯỞNG|GIÁM ĐỐC)")
_TABLE_HEADER = re.compile(r"(?:TT|STT|Stt|Số TT|Số thứ tự)\s+\S")
_SENTENCE_END = re.compile(r"(?:[.:;!?…]|\./\.?|[.;:][”\"])$")
_HYPHEN_CUT = re.compile(r"[\w]-$")

# Natural widths in em of Times, the face that Decree 30/2020/NĐ-CP prescribes: characters alone do not tell a full line
# from a short one, because "m" is three times as wide as "i".
_WIDTHS = {
    char: width
    for width, chars in {
        0.28: "ijlt./,;: '\t",
        0.34: "rf-()s",
        0.44: "ace",
        0.5: "bdghknopquvxyz0123456789",
        0.75: "mw%",
    }.items()
    for char in chars
}
_UPPER_WIDTH = 0.68
# A row of a table whose cells ran together; a heading has a dot after its number.
_LOST_ROW = re.compile(r"\d{1,3}\s+[^\W\d]")
# So many lines may stand between two rows of one table: a running title, a stamp's words.
_STRAY_LINES = 3
_UNWRAPPED_CHARS = 160
_FULL_LINE = 0.97


@dataclass(slots=True)
class Block:
    """One heading, bullet, paragraph or table as printed: its lines in order and what it begins with."""

    zone: Zone
    marker: Marker | None
    lines: list[Line] = field(default_factory=list)
    annex: str | None = None

    @property
    def text(self) -> str:
        """The block's words with broken lines joined."""
        return join_lines([line.text for line in self.lines])


def join_lines(texts: Sequence[str]) -> str:
    """Returns the texts of consecutive lines as one; a word that the line end cut at a hyphen is closed ("CT-/TTg")."""
    joined = ""
    for text in texts:
        if not text:
            continue
        closes = _HYPHEN_CUT.search(joined) and text[0].isalnum()
        joined = f"{joined}{text}" if closes or not joined else f"{joined} {text}"
    return joined


def line_width(text: str) -> float:
    """Returns the natural printed width of `text` in em."""
    return sum(
        _UPPER_WIDTH if char.isupper() else _WIDTHS.get(base, 0.5) for char, base in zip(text, fold(text), strict=False)
    )


def split_blocks(lines: Sequence[Line], has_whole_paragraphs: bool | None = None) -> list[Block]:
    """Returns the blocks of a document in order; every non-blank line is in exactly one of them.

    `has_whole_paragraphs`: no line of running text was broken at the edge of a page; None where that is not known and
    has to be told from the lengths of the lines.
    """
    return _Splitter(lines, has_whole_paragraphs).run()


def _has_columns(line: Line) -> bool:
    return "\t" in line.raw.strip(" ")


def _is_header(line: Line) -> bool:
    return bool(header_columns([strip_markup(cell) for cell in line.raw.split("\t")]))


def _rows_go_on(following: Sequence[Line]) -> bool:
    """Whether the next line with columns is a row and no header of another table."""
    row = next((line for line in following if _has_columns(line)), None)
    return row is not None and not _is_header(row)


class _Splitter:
    """One pass over the lines: a small state machine over the zones of a document."""

    def __init__(self, lines: Sequence[Line], has_whole_paragraphs: bool | None) -> None:
        self._lines = [line for line in lines if line.text]
        self._is_whole = has_whole_paragraphs is True
        # The rows of a table say nothing of how wide the text is set.
        printed = [line for line in self._lines if not _has_columns(line)]
        lengths = sorted(len(line.text) for line in printed)
        self._is_wrapped = not lengths or lengths[int(0.95 * (len(lengths) - 1))] <= _UNWRAPPED_CHARS
        widths = sorted(line_width(line.text) for line in printed)
        self._full = widths[int(0.95 * (len(widths) - 1))] if widths else 0.0
        self._zone: Zone = "letterhead"
        self._annex: str | None = None
        self._blocks: list[Block] = []
        self._open: Block | None = None
        # A table with columns stands anywhere and ends where they do; one without ends with its annex.
        self._is_tabbed = False

    def run(self) -> list[Block]:
        was_noise = False
        for index, line in enumerate(self._lines):
            was_noise = is_noise(line.raw.strip(" "), was_noise)
            if was_noise:
                self._add_noise(line)
                continue
            following = self._lines[index + 1].text if index + 1 < len(self._lines) else ""
            if not self._moves_to_table(line, self._lines[index + 1 : index + 1 + _STRAY_LINES]):
                self._move(line.text.strip("*"), following)
            self._take(line, is_after_noise=self._blocks[-1:] != [] and self._blocks[-1].zone == "noise")
        return self._blocks

    def _add_noise(self, line: Line) -> None:
        if self._blocks and self._blocks[-1].zone == "noise":
            self._blocks[-1].lines.append(line)
        else:
            self._blocks.append(Block("noise", None, [line]))

    def _moves_to_table(self, line: Line, following: Sequence[Line]) -> bool:
        """Whether the line belongs to a table with columns; a line without columns is running text again.

        Unless rows go on after it, or it is a row that lost its columns: then it stays in the table, to be told of.
        """
        has_columns = _has_columns(line)
        if has_columns and (self._is_tabbed or _is_header(line)):
            if self._zone != "table":
                self._zone, self._open = "table", None
            self._is_tabbed = True
        elif self._is_tabbed and not (_LOST_ROW.match(line.text) or _rows_go_on(following)):
            self._is_tabbed, self._zone, self._open = False, "body", None
        return self._is_tabbed

    def _move(self, text: str, following: str) -> None:
        """Moves to the zone that `text` opens, if it opens one, and closes the open block."""
        zone = self._zone_opened_by(text, following)
        if zone is not None:
            self._zone, self._open = zone, None

    def _zone_opened_by(self, text: str, following: str) -> Zone | None:
        annex = ANNEX.match(text)
        if annex and (is_upper(following) or self._zone in ("recipients", "signature")):
            self._annex = annex["n"] or ""
            return "annex"
        match self._zone:
            case "letterhead" | "title" | "preamble":
                return self._opening_zone(text)
            case "body" | "recipients" if _RECIPIENTS.match(text):
                return "recipients"
            case "recipients" if _SIGNATURE.match(text):
                return "signature"
            case "annex" if _TABLE_HEADER.match(text):
                return "table"
        return None

    def _opening_zone(self, text: str) -> Zone | None:
        marker = parse_marker(text)
        if marker is not None and marker.kind == "roman":
            return "body"
        if self._zone != "preamble" and _PREAMBLE.match(text):
            return "preamble"
        if self._zone == "letterhead" and _TYPE_LINE.match(text):
            return "title"
        return None

    def _take(self, line: Line, is_after_noise: bool) -> None:
        marker = parse_marker(line.text) if self._zone in ("body", "recipients") else None
        if self._open is None or marker is not None or self._starts_paragraph(line.text, is_after_noise):
            self._open = Block(self._zone, marker, [], self._annex)
            self._blocks.append(self._open)
        self._open.lines.append(line)

    def _starts_paragraph(self, text: str, is_after_noise: bool) -> bool:
        assert self._open is not None
        previous = self._open.lines[-1].text
        match self._zone:
            case "table" | "signature":
                return False
            case "letterhead":
                return True
            case "annex":
                return text.startswith("(")
            case "title":
                return text.startswith("(") or _TYPE_LINE.match(previous) is not None
            case "recipients":
                return _RECIPIENTS.match(previous) is not None
        if self._is_whole:
            return True
        if not (text[0].isupper() or text[0] in '(“"') or (text[0] == "(" and not _SENTENCE_END.search(previous)):
            return False
        if self._zone == "preamble" and _PREAMBLE_NEXT.match(text) and _SENTENCE_END.search(previous):
            return True
        if not self._is_wrapped or (is_after_noise and _SENTENCE_END.search(previous)):
            return True
        room = self._full * (_FULL_LINE if _SENTENCE_END.search(previous) else 0.8)
        return line_width(f"{previous} {text.split()[0]}") <= room
