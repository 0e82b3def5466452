"""A `Reply` as Bot API HTML: everything escaped, split at blocks where it is too long for one message."""

import re
from html import escape
from itertools import chain

from bot.channels.telegram import texts
from bot.reply import Reply

MAX_LENGTH = 4096
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_QUOTE_LENGTH = 300


def render(reply: Reply) -> list[str]:
    """Returns the messages of a reply, each at most 4096 characters of valid HTML."""
    blocks = [_inline(block.replace("\n- ", "\n• ")) for block in reply.text.split("\n\n") if block.strip()]
    blocks = ["• " + block.removeprefix("- ") if block.startswith("- ") else block for block in blocks]
    if reply.notice:
        blocks.append(f"<b>{texts.NOTICE}:</b> {escape(reply.notice, quote=False)}")
    if reply.citations:
        blocks.append(f"<b>{texts.SOURCES}</b>")
    blocks += [
        f"[{source.number}] {escape(source.document_title, quote=False)}, {escape(source.section, quote=False)}\n"
        f"<blockquote expandable>{escape(_shorten(source.quote), quote=False)}</blockquote>"
        for source in reply.citations
    ]
    return pack(blocks)


def pack(blocks: list[str]) -> list[str]:
    """Joins blocks with blank lines into as few messages as fit. A block that is too long alone is cut at lines.

    Tags never span lines except the quotes, which are short, so a cut at a line leaves both halves valid.
    """
    messages: list[str] = []
    for block in chain.from_iterable(map(_cut, blocks)):
        joined = f"{messages[-1]}\n\n{block}" if messages else block
        if messages and len(joined) <= MAX_LENGTH:
            messages[-1] = joined
        else:
            messages.append(block)
    return messages


def _cut(block: str) -> list[str]:
    if len(block) <= MAX_LENGTH:
        return [block]
    pieces = [""]
    for line in block.split("\n"):
        # One line of 4096 characters does not occur in answers; if it does, its formatting is dropped to cut safely.
        parts = [line] if len(line) <= MAX_LENGTH else _cut_plain(line)
        for part in parts:
            joined = f"{pieces[-1]}\n{part}" if pieces[-1] else part
            if len(joined) <= MAX_LENGTH:
                pieces[-1] = joined
            else:
                pieces.append(part)
    return pieces


def _cut_plain(line: str) -> list[str]:
    plain = re.sub(r"<[^>]+>", "", line)
    tokens = re.findall(r"&[a-z]+;|\S+?(?=&[a-z]+;)|[^\s&]{1,500}|\s+|.", plain)
    pieces = [""]
    for token in tokens:
        if len(pieces[-1]) + len(token) > MAX_LENGTH:
            pieces.append("")
        pieces[-1] += token
    return [piece.strip() for piece in pieces if piece.strip()]


def _inline(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", escape(text, quote=False))


def _shorten(quote: str) -> str:
    return quote if len(quote) <= _QUOTE_LENGTH else quote[: _QUOTE_LENGTH - 1].rstrip() + "…"
