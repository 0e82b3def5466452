"""Messages before they are sent, as plain data: so that they can be kept until they are out, and compared in tests."""

from dataclasses import dataclass

from pydantic import TypeAdapter
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.reply import Comparison


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: `data` comes back when it is pressed, or `url` opens. Data has at most 64 bytes."""

    label: str
    data: str | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One message: HTML text with buttons, or a picture of `comparison` with `html` as its caption."""

    html: str
    rows: Rows = ()
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages of one answer in order; in groups they answer the message `reply_to`."""

    parts: tuple[Part, ...]
    reply_to: int | None = None


_CODEC = TypeAdapter(Outbox)


def encode(outbox: Outbox) -> str:
    """Returns an outbox as JSON."""
    return _CODEC.dump_json(outbox).decode()


def decode(text: str) -> Outbox:
    """Returns what was encoded."""
    return _CODEC.validate_json(text)


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Returns the keyboard as the library wants it."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, url=button.url, callback_data=button.data) for button in row]
            for row in rows
        ]
    )
