"""A `Reply` as Bot API HTML: everything escaped, tables as lists, split at blocks where one message is too short."""

import re
from html import escape
from itertools import chain, groupby

from bot.channels.telegram import texts
from bot.reply import Citation, Comparison, Reply

MAX_LENGTH = 4096
MAX_CAPTION = 1024
# The whole title stands with the source's words.
_TITLE_LENGTH = 120
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_TABLE_RULE = re.compile(r"^\|[\s:|-]*-[\s:|-]*$")


def render(reply: Reply, asked: str | None = None) -> list[str]:
    """Returns the messages of a reply, each at most 4096 characters of valid HTML.

    `asked` is the question where it was pressed and not typed: an answer without its question is hard to read.
    """
    blocks = [_block(block) for block in reply.text.split("\n\n") if block.strip()]
    if asked is not None:
        blocks.insert(0, f"<blockquote>{plain(texts.ASKED.format(question=asked))}</blockquote>")
    if reply.notice:
        blocks.append(f"<b>{texts.NOTICE}:</b> {plain(reply.notice)}")
    if reply.citations:
        blocks.append(_sources(reply))
    return pack(blocks)


def render_source(citation: Citation) -> list[str]:
    """Returns a source as messages: what and where it is, and its words; a row of a table as a list."""
    number = f" ({texts.NUMBER.format(number=citation.document_number)})" if citation.document_number else ""
    head = f"<b>[{citation.number}] {plain(citation.document_title)}</b>{plain(number)}\n{plain(citation.section)}"
    return render_quote(head, citation.quote)


def render_quote(head: str, quote: str) -> list[str]:
    """Returns a quote under its heading (HTML); the cells of a table row each on a line."""
    cells = [cell.strip() for cell in quote.split(" | ")]
    lines = [plain(cells[0])] if len(cells) == 1 else [f"• {plain(cell)}" for cell in cells if cell]
    room = MAX_LENGTH - len("<blockquote></blockquote>")
    pieces = [f"<blockquote>{piece}</blockquote>" for piece in _cut("\n".join(lines), room)]
    return pack([head, *pieces])


def caption(comparison: Comparison) -> str:
    """Returns in words what the picture shows, for those who do not see it."""
    bars = "; ".join(
        texts.CHART_BAR.format(label=_named(bar.label, bar.period), wording=bar.wording) for bar in comparison.bars
    )
    text = texts.CHART_CAPTION.format(indicator=comparison.indicator, bars=bars)
    return plain(text if len(text) <= MAX_CAPTION else text[: MAX_CAPTION - 1] + "…")


def plain(text: str) -> str:
    """Returns text with everything escaped that HTML would read."""
    return escape(text, quote=False)


def without_markup(html: str) -> str:
    """Returns the text of our own HTML, for a message that Telegram refused to read."""
    bare = re.sub(r"</?(?:b|i|blockquote)>", "", html)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shorten(label: str, length: int = 40) -> str:
    """Returns a label that fits on a button, cut at a word."""
    if len(label) <= length:
        return label
    return label[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def pack(blocks: list[str]) -> list[str]:
    """Joins blocks with blank lines into as few messages as fit. A block that is too long alone is cut at lines.

    Tags never span lines except those of quotes, which are cut before they are tagged.
    """
    messages: list[str] = []
    for block in chain.from_iterable(map(_cut, blocks)):
        joined = f"{messages[-1]}\n\n{block}" if messages else block
        if messages and _size(joined) <= MAX_LENGTH:
            messages[-1] = joined
        else:
            messages.append(block)
    return messages


def _sources(reply: Reply) -> str:
    """Lists the sources by document; a title that the answer itself names is not said again."""
    lines = []
    for title, listed in groupby(reply.citations, key=lambda source: source.document_title):
        places = "; ".join(f"[{source.number}] {plain(source.section)}" for source in listed)
        lines.append(places if title in reply.text else f"{plain(shorten(title, _TITLE_LENGTH))}: {places}")
    return f"<b>{texts.SOURCES}</b>\n" + "\n".join(lines)


def _named(label: str, period: str) -> str:
    return f"{label}, {period}" if period else label


def _block(block: str) -> str:
    lines = block.strip().split("\n")
    if len(lines) > 2 and lines[0].startswith("|") and _TABLE_RULE.match(lines[1]):
        block = _listed(lines)
    return "\n".join("• " + line[2:] if line.startswith("- ") else line for line in _bold(block).split("\n"))


def _listed(table: list[str]) -> str:
    """Returns a Markdown table as a list: each row an item, each cell after its column's name."""
    names, _, *body = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table]
    items = [
        [f"{name}: {cell}" if name else cell for name, cell in zip(names, row, strict=False) if cell] for row in body
    ]
    return "\n".join("- " + "; ".join(item) for item in items if item)


def _bold(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", plain(text))


def _size(text: str) -> int:
    """Returns the length as Telegram counts it, in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _cut(block: str, room: int = MAX_LENGTH) -> list[str]:
    if _size(block) <= room:
        return [block]
    pieces = [""]
    for line in block.split("\n"):
        # One line of 4096 characters does not occur in answers; if it does, its formatting is dropped to cut safely.
        parts = [line] if _size(line) <= room else _cut_plain(line, room)
        for part in parts:
            joined = f"{pieces[-1]}\n{part}" if pieces[-1] else part
            if _size(joined) <= room:
                pieces[-1] = joined
            else:
                pieces.append(part)
    return [piece for piece in pieces if piece]


def _cut_plain(line: str, room: int) -> list[str]:
    bare = re.sub(r"<[^>]+>", "", line)
    tokens = re.findall(r"&[a-z]+;|\S+?(?=&[a-z]+;)|[^\s&]{1,500}|\s+|.", bare)
    pieces = [""]
    for token in tokens:
        if _size(pieces[-1]) + _size(token) > room:
            pieces.append("")
        pieces[-1] += token
    return [piece.strip() for piece in pieces if piece.strip()]
