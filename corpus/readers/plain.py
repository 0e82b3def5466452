"""Plain text and Markdown → lines. Text without Markdown's marks stays as it is, spacing and blank lines included."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from corpus.errors import UnreadableDocument
from corpus.readers.extract import Extract, FileKind, Progress, ReadLine
from corpus.readers.grid import table_lines
from corpus.readers.lines import number_lines, split_text
from corpus.text import normalise

_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
_BORDER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<text>.*?)\s*#*\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,})$")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_STAR = re.compile(r"(?P<indent>\s*)\*\s+")
_EMPHASIS = (
    re.compile(r"(\*\*\*|___)(?=\S)(?P<text>.+?)(?<=\S)\1"),
    re.compile(r"(\*\*|__)(?=\S)(?P<text>.+?)(?<=\S)\1"),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*])(?P<text>[^*]+?)(?<=[^\s*])\1(?![\w*])"),
    re.compile(r"(?<![\w_])(_)(?=[^\s_])(?P<text>[^_]+?)(?<=[^\s_])\1(?![\w_])"),
    re.compile(r"(`+)(?P<text>[^`]+)\1"),
)
_LINK = re.compile(r"!?\[(?P<text>[^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CELL = re.compile(r"(?<!\\)\|")


def read_plain(data: bytes, name: str, progress: Progress) -> Extract:
    """Returns the lines of a text in UTF-8 or, with its mark, UTF-16; form feeds part pages.

    Markdown is read as such where the name ends in .md, or the text has a heading with "#" or a table with "|".

    Raises:
        UnreadableDocument: in another code, or mostly things that are not letters.
        ExtractionFailed: it holds no text.
    """
    text = _decode(data, name)
    split_text(text, name)
    pages = text.split("\f")
    lines: list[ReadLine] = []
    is_markdown = PurePath(name).suffix.lower() in _MARKDOWN_SUFFIXES or _is_markdown(text.splitlines())
    for page, part in enumerate(pages, start=1):
        raws = [line.raw for line in number_lines(part)]
        texts = _markdown_lines(raws) if is_markdown else raws
        lines.extend(ReadLine(text=raw, page=page) for raw in texts)
        progress(page, len(pages))
    return Extract(kind=FileKind.TEXT, pages=len(pages), lines=tuple(lines))


def _decode(data: bytes, name: str) -> str:
    code = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(code)
    except UnicodeDecodeError as exc:
        raise UnreadableDocument(
            f"Tệp {name!r} không phải UTF-8 (lỗi ở byte {exc.start}); hãy lưu lại tệp với mã UTF-8."
        ) from exc


def _is_markdown(lines: Sequence[str]) -> bool:
    return any((_BORDER.match(line) and "|" in line) or _HEADING.match(line) for line in lines)


def _markdown_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yields the lines without marks; a table is told by the border under its first row."""
    index = 0
    while index < len(lines):
        if "|" in lines[index] and index + 1 < len(lines) and _BORDER.match(lines[index + 1]):
            end = index + 2
            while end < len(lines) and "|" in lines[end] and lines[end].strip():
                end += 1
            rows = [_cells(line) for line in (lines[index], *lines[index + 2 : end])]
            # Without a known header the first row is still one, and empty heads are common: nothing is lost.
            yield from table_lines(rows, is_exact=True)
            index = end
            continue
        if not _FENCE.match(lines[index]) and not _RULE.match(lines[index]):
            yield _without_marks(lines[index])
        index += 1


def _cells(line: str) -> list[str | None]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_without_emphasis(_BREAK.sub("\n", cell)).replace("\\|", "|").strip() for cell in _CELL.split(inner)]


def _without_marks(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        return normalise(_without_emphasis(heading["text"]))
    bare = _STAR.sub(r"\g<indent>- ", _QUOTE.sub("", line), count=1) if _STAR.match(line) else _QUOTE.sub("", line)
    return _without_emphasis(_BREAK.sub(" ", bare))


def _without_emphasis(text: str) -> str:
    text = _LINK.sub(lambda match: match["text"], text)
    for pattern in _EMPHASIS:
        text = pattern.sub(lambda match: match["text"], text)
    return _ESCAPED.sub(r"\1", text)
