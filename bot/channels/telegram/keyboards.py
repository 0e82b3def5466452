"""The buttons. Their data is `kind:…`, at most 64 bytes, and holds no words of anybody."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.channels.telegram import texts
from bot.channels.telegram.parts import Button, Rows
from bot.channels.telegram.rendering import shorten
from bot.composing.kit import upper_first
from bot.reply import Choice, Citation
from corpus.documents import Commune

# Telegram takes 100 buttons; the rest of a very long list is named in the text.
_MOST_SOURCES = 60
_SOURCES_IN_ROW = 3
_FEW_SOURCES = 9
_NUMBERS_IN_ROW = 5


def commune_rows(communes: Sequence[Commune], then: str = "") -> Rows:
    """Returns a button a commune; `then` is the list that is shown once one is chosen."""
    suffix = f":{then}" if then else ""
    return tuple(
        (Button(shorten(upper_first(commune.name)), data=f"xa:{commune.slug}{suffix}"),) for commune in communes
    )


def example_rows() -> Rows:
    """Returns the examples, one tap each."""
    return tuple((Button(text, data=f"vd:{number}"),) for number, text in enumerate(texts.EXAMPLES))


def ask_rows(token: str, choices: Sequence[Choice]) -> Rows:
    """Returns a button for each question that can be asked by pressing."""
    return tuple((Button(shorten(choice.label), data=f"a:{token}:c{n}"),) for n, choice in enumerate(choices))


def source_rows(token: str, citations: Sequence[Citation], public_base_url: str | None) -> Rows:
    """Returns a button a source: it opens the viewer where that has a public address, else shows the words here.

    Those of a count over many rows are short, five in a row: they would push what can be asked next off the screen.
    """
    shown = citations[:_MOST_SOURCES]
    label, in_row = texts.SOURCE_BUTTON, _SOURCES_IN_ROW
    if len(shown) > _FEW_SOURCES:
        label, in_row = texts.SOURCE_BUTTON_SHORT, _NUMBERS_IN_ROW
    buttons = [
        Button(label.format(number=source.number), url=f"{public_base_url}{source.path}")
        if public_base_url
        else Button(label.format(number=source.number), data=f"a:{token}:q{n}")
        for n, source in enumerate(shown)
    ]
    return _in_rows(buttons, in_row)


def rating_rows(token: str) -> Rows:
    """Returns the two thumbs."""
    return ((Button(texts.RATE_UP, data=f"a:{token}:u"), Button(texts.RATE_DOWN, data=f"a:{token}:d")),)


def reason_rows(token: str) -> Rows:
    """Returns what may be wrong with an answer."""
    buttons = [Button(label, data=f"a:{token}:r{n}") for n, (_, label) in enumerate(texts.REASONS)]
    return _in_rows(buttons, 2)


def number_rows(numbers: Sequence[int], data: str) -> Rows:
    """Returns buttons with the numbers of a page's items; `data` holds a place for the number."""
    return _in_rows([Button(str(number), data=data.format(number - 1)) for number in numbers], _NUMBERS_IN_ROW)


def paging_rows(page: int, pages: int, data: str, back: str | None = None) -> Rows:
    """Returns the row that turns pages; `data` holds a place for the page."""
    row = []
    if page > 0:
        row.append(Button(texts.PREVIOUS, data=data.format(page - 1)))
    if page + 1 < pages:
        row.append(Button(texts.NEXT, data=data.format(page + 1)))
    rows: list[tuple[Button, ...]] = [tuple(row)] if row else []
    if back is not None:
        rows.append((Button(texts.BACK, data=back),))
    return tuple(rows)


def public_address(url: str | None) -> str | None:
    """Returns `url` where a phone could open it: Telegram refuses buttons that lead to a loopback or bare name."""
    if not url:
        return None
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_public = ipaddress.ip_address(host).is_global
    except ValueError:
        is_public = "." in host and not host.endswith((".local", ".localhost", ".internal"))
    return url.rstrip("/") if parts.scheme in ("http", "https") and is_public else None


def _in_rows(buttons: Sequence[Button], width: int) -> Rows:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
