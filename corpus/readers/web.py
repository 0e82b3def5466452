"""Web pages (.html) → lines: one a paragraph, list item or heading, tables with tabs. Nothing is fetched."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html

from corpus.errors import ExtractionFailed, UnreadableDocument
from corpus.readers.extract import Extract, FileKind, Progress, ReadLine
from corpus.readers.grid import is_data_table, table_lines
from corpus.readers.word_numbering import format_number
from corpus.text import normalise

MAX_BYTES = 20 * 1024 * 1024
_MAX_SPAN = 100
_MAX_CELLS = 200_000
_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "svg",
        "nav",
        "button",
        "select",
        "textarea",
        "input",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "map",
        "datalist",
        "dialog",
    ]
)
_FURNITURE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar", "complementary"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_NUMBERS = {"I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def read_web(data: bytes, name: str, progress: Progress) -> Extract:
    """Returns the text of a web page without its scripts, navigation and what is not shown.

    Raises:
        UnreadableDocument: too big, nested too deeply, or no web page.
        ExtractionFailed: it shows no text.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            f"Tệp {name!r} lớn hơn {MAX_BYTES // 1024 // 1024} MB; hãy lưu trang không kèm hình ảnh."
        )
    try:
        root = _parse(data)
        lines = list(_Flow().lines(_content(root))) if root is not None else []
    except (etree.LxmlError, ValueError, LookupError, RecursionError, AssertionError) as exc:
        raise UnreadableDocument(
            f"Tệp {name!r} không đọc được như trang web; hãy mở bằng trình duyệt và lưu lại, hoặc lưu thành .docx."
        ) from exc
    if not lines:
        raise ExtractionFailed(f"Tệp {name!r} không có chữ nào; có thể trang chỉ hiện khi chạy mã, hãy in ra PDF.")
    progress(1, 1)
    return Extract(
        kind=FileKind.WEB, pages=1, lines=tuple(ReadLine(text=text) for text in lines), has_whole_paragraphs=True
    )


def _parse(data: bytes) -> etree._Element | None:
    code = next((code for mark, code in _BOMS if data.startswith(mark)), None)
    if code is None:
        code = "utf-8" if _is_utf8(data) else None
    if code is not None:
        data, code = data.decode(code, errors="replace").replace("\0", " ").encode(), "utf-8"
    parser = html.HTMLParser(encoding=code, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    return html.document_fromstring(data, parser=parser, ensure_head_body=True) if data.strip() else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _content(root: etree._Element) -> etree._Element:
    """The part that a page itself calls its content, else its body."""
    parts = root.findall(".//main")
    if len(parts) == 1 and normalise(parts[0].text_content()):
        return parts[0]
    body = root.find("body")
    return root if body is None else body


def _is_left_out(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _LEFT_OUT:
        return True
    if element.get("role", "").lower() in _FURNITURE_ROLES or element.get("hidden") is not None:
        return True
    if element.tag in ("header", "footer") and element.getparent() is not None and element.getparent().tag == "body":
        return True
    return _HIDDEN.search(element.get("style", "")) is not None


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with its lines."""

    element: etree._Element
    lines: tuple[str, ...]


class _Flow:
    """The lines of a page; `_words` are those of the line that is being written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []

    def lines(self, element: etree._Element) -> list[str]:
        self._inside(element)
        self._end_line()
        return self._lines

    def _end_line(self) -> None:
        text = normalise("".join(self._words).replace("\n", " "))
        if text and text not in ("-", "+"):
            self._lines.append(text)
        self._words = []

    def _inside(self, element: etree._Element) -> None:
        self._words.append(element.text or "")
        for child in element:
            if not _is_left_out(child):
                self._element(child)
            self._words.append(child.tail or "")

    def _element(self, element: etree._Element) -> None:
        if element.tag == "br":
            self._end_line()
        elif element.tag not in _BLOCKS:
            self._inside(element)
        else:
            self._end_line()
            if element.tag == "table":
                self._table(element)
            else:
                self._words.append(_marker(element) if element.tag == "li" else "")
                self._inside(element)
            self._end_line()

    def _table(self, table: etree._Element) -> None:
        for caption in table.findall("caption"):
            self._inside(caption)
            self._end_line()
        # Read once: tables in tables would be read again at each level.
        rows = [[_Cell(cell, tuple(_Flow().lines(cell))) for cell in row] for row in _rows(table)]
        grid = _grid(rows)
        if is_data_table(grid):
            self._lines.extend(table_lines(grid, is_exact=True))
            return
        self._lines.extend(line for row in rows for cell in row for line in cell.lines)


def _marker(item: etree._Element) -> str:
    """Returns what a browser prints before a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    place = sum(1 for other in item.itersiblings("li", preceding=True))
    number = _integer(parent.get("start"), 1) + place
    form = _NUMBERS.get(parent.get("type", ""), "decimal")
    return f"{format_number(_integer(item.get('value'), number), form)}{')' if form == 'lowerLetter' else '.'} "


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    for child in table:
        if child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)
        elif child.tag == "tr":
            yield [cell for cell in child if cell.tag in ("td", "th") and not _is_left_out(cell)]


def _grid(rows: Sequence[Sequence[_Cell]]) -> list[list[str | None]]:
    """Returns the words by column, those of a cell that reaches down repeated in every row that it spans."""
    grid: list[list[str | None]] = []
    below: dict[int, tuple[int, str | None]] = {}
    count = 0
    for row in rows:
        line: list[str | None] = []
        waiting = list(row)
        while waiting or below.get(len(line), (0, ""))[0]:
            left, text = below.get(len(line), (0, ""))
            if left:
                below[len(line)] = (left - 1, text)
                line.append(text)
                continue
            cell = waiting.pop(0)
            words = "\n".join(cell.lines)
            height = _integer(cell.element.get("rowspan"), 1)
            for place in range(max(1, min(_integer(cell.element.get("colspan"), 1), _MAX_SPAN))):
                below[len(line)] = (max(0, min(height, len(rows)) - 1), words if place == 0 else None)
                line.append(words if place == 0 else None)
        grid.append(line)
        count += len(line)
        if count > _MAX_CELLS:
            raise ValueError("a table of too many cells")
    return grid


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
