"""One update as the handlers see it: who (a keyed hash), what is remembered of them, and how to answer."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.catalogue import Catalogue
from bot.channels.telegram.limits import ChatLimits
from bot.channels.telegram.parts import Outbox, Part, Rows, markup
from bot.channels.telegram.pulse import Pulse
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.settings import TelegramSettings
from bot.reply import Reply
from bot.store.chats import ChatState
from bot.store.store import Store
from corpus.documents import Commune, Corpus

logger = logging.getLogger(__name__)


class HasCorpus(Protocol):
    """The index, as far as this channel reads it."""

    @property
    def corpus(self) -> Corpus: ...


class Asking(Protocol):
    """The assistant, as this channel sees it."""

    @property
    def index(self) -> HasCorpus: ...

    @property
    def waiting_places(self) -> int: ...

    def ask(
        self,
        question: str,
        commune: str | None = None,
        conversation_id: str | None = None,
        channel: str = "api",
        *,
        person: str = "",
    ) -> Reply: ...


def never_off() -> None:
    """Says that nobody turned the bot off."""


@dataclass
class Desk:
    """What all updates share. `unfinished` are updates whose answer could not be sent yet.

    `is_off` tells why operators turned the bot off, None while it is on; it may wait for the database.
    """

    assistant: Asking
    store: Store
    settings: TelegramSettings
    bot: Bot
    sender: Sender
    limits: ChatLimits
    threads: ThreadPoolExecutor
    public_base_url: str | None = None
    is_off: Callable[[], str | None] = never_off
    unfinished: set[int] = field(default_factory=set)
    pulse: Pulse = field(default_factory=Pulse)
    _catalogue: Catalogue | None = None

    async def run(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Runs blocking work outside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, partial(function, *args, **kwargs))

    @property
    def corpus(self) -> Corpus:
        return self.assistant.index.corpus

    @property
    def catalogue(self) -> Catalogue:
        """The pages over the corpus that is there now, made once for each."""
        corpus = self.corpus
        if self._catalogue is None or self._catalogue.corpus is not corpus:
            self._catalogue = Catalogue(corpus)
        return self._catalogue

    def commune(self, slug: str | None) -> Commune | None:
        """Returns the commune of `slug`, or None where it is not held."""
        return next((commune for commune in self.corpus.communes if commune.slug == slug), None)


@dataclass
class Visit:
    """One update. A handler answers it by one `say`, whose messages go out together."""

    desk: Desk
    update: Update
    chat_id: int
    chat: str
    state: ChatState

    @property
    def commune(self) -> Commune | None:
        """The commune that was chosen, or that the deployment presets; None where neither is held."""
        return self.desk.commune(self.state.commune or self.desk.settings.default_commune)

    @property
    def message(self) -> Message:
        """The person's message."""
        message = self.update.effective_message
        assert message is not None  # the filters let only messages through
        return message

    @property
    def query(self) -> CallbackQuery:
        """The press of a button."""
        query = self.update.callback_query
        assert query is not None  # only buttons lead to where this is asked for
        return query

    async def say(self, *parts: Part) -> None:
        """Sends the answer. In a group, or to a message that was edited, it is attached to what it answers."""
        message = self.update.message or self.update.edited_message
        is_attached = message is not None and (message.chat.type != "private" or self.update.edited_message is not None)
        reply_to = message.message_id if message is not None and is_attached else None
        await self.desk.sender.send(self.update.update_id, self.chat_id, Outbox(parts, reply_to))

    async def keep(self, **changes: Any) -> None:
        """Remembers something of the chat."""
        self.state = replace(self.state, **changes)
        await self.desk.run(self.desk.store.chats.put, self.chat, self.state)

    async def toast(self, text: str | None = None) -> bool:
        """Tells the person's app that the press arrived, with a word if any; tells whether that still worked."""
        try:
            await self.query.answer(text)
        except TelegramError:  # too old, or no network: nothing that matters hangs on it
            return False
        return True

    async def refuse_button(self, text: str) -> None:
        """Says why a button does nothing, where the person will see it."""
        if not await self.toast(text):
            await self.say(Part(text))

    async def turn(self, html: str, rows: Rows) -> None:
        """Puts another page in the place of the pressed one; sends it anew where that one is gone."""
        await self.toast()
        message = self.query.message
        try:
            if isinstance(message, Message):
                await message.edit_text(html, parse_mode=ParseMode.HTML, reply_markup=markup(rows))
                return
        except BadRequest as exc:
            if "not modified" in exc.message:
                return
        await self.say(Part(html, rows))

    async def change_buttons(self, keyboard: InlineKeyboardMarkup | None) -> None:
        """Puts other buttons under the pressed message, where it is still there."""
        with contextlib.suppress(BadRequest):
            await self.query.edit_message_reply_markup(keyboard)
