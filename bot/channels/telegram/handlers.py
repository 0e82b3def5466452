"""What the bot does with commands, questions and buttons."""

import asyncio
import logging
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction, ParseMode
from telegram.ext import ContextTypes

from bot.channels.telegram import texts
from bot.channels.telegram.rendering import render
from bot.reply import Choice, Reply
from corpus.documents import Corpus

logger = logging.getLogger(__name__)

MAX_QUESTION_LENGTH = 1000
Context = ContextTypes.DEFAULT_TYPE


class HasCorpus(Protocol):
    """The index, as far as this channel reads it."""

    @property
    def corpus(self) -> Corpus: ...


class Asking(Protocol):
    """The assistant, as this channel sees it."""

    @property
    def index(self) -> HasCorpus: ...

    def ask(
        self, question: str, commune: str | None = None, conversation_id: str | None = None, channel: str = "api"
    ) -> Reply: ...


@dataclass
class ChatState:
    """What is remembered of one chat until the process ends: commune, conversation, the buttons last offered."""

    commune: str | None
    conversation_id: str | None = None
    choices: tuple[Choice, ...] = ()
    offered_at: int = field(default=0)


class Handlers:
    """The bot's reactions. One state a chat; a button's data is only the number of a choice that is kept here."""

    def __init__(self, assistant: Asking, default_commune: str | None = None) -> None:
        self._assistant = assistant
        self._default_commune = default_commune

    async def start(self, update: Update, context: Context) -> None:
        await _message(update).reply_text(texts.START)
        if self._state(context).commune is None:
            await self.choose_commune(update, context)

    async def help(self, update: Update, context: Context) -> None:
        await _message(update).reply_text(texts.HELP)

    async def choose_commune(self, update: Update, context: Context) -> None:
        rows = [
            [InlineKeyboardButton(commune.name, callback_data=f"xa:{commune.slug}")]
            for commune in self._assistant.index.corpus.communes
        ]
        await _message(update).reply_text(texts.CHOOSE_COMMUNE, reply_markup=InlineKeyboardMarkup(rows))

    async def question(self, update: Update, context: Context) -> None:
        message = _message(update)
        text = (message.text or "").strip()
        if len(text) > MAX_QUESTION_LENGTH:
            await message.reply_text(texts.TOO_LONG)
            return
        await self._answer(message, context, text, self._state(context).commune)

    async def other(self, update: Update, context: Context) -> None:
        await _message(update).reply_text(texts.TEXT_ONLY)

    async def button(self, update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer()
        message = query.message
        if not isinstance(message, Message):  # too old for Telegram to tell
            return
        kind, _, value = (query.data or "").partition(":")
        if kind == "xa":
            await self._set_commune(message, context, value)
            return
        choice = self._offered(context, kind, value)
        if choice is None:
            await message.reply_text(texts.CHOICE_GONE)
            return
        await self._answer(message, context, choice.question, choice.commune or self._state(context).commune)

    async def fault(self, update: object, context: Context) -> None:
        """The channel's net: a bug is logged with its incident id, which the person gets; never the question."""
        incident_id = uuid.uuid4().hex[:12]
        logger.error("incident %s", incident_id, exc_info=context.error)
        if isinstance(update, Update) and update.effective_message is not None:
            await update.effective_message.reply_text(texts.FAULT.format(incident_id=incident_id))

    async def _set_commune(self, message: Message, context: Context, slug: str) -> None:
        known = {commune.slug: commune.name for commune in self._assistant.index.corpus.communes}
        if slug not in known:
            await message.reply_text(texts.CHOICE_GONE)
            return
        self._state(context).commune = slug
        await message.reply_text(texts.COMMUNE_CHOSEN.format(name=known[slug]))

    async def _answer(self, message: Message, context: Context, question: str, commune: str | None) -> None:
        state = self._state(context)
        await message.chat.send_action(ChatAction.TYPING)
        reply = await asyncio.to_thread(
            self._assistant.ask, question, commune=commune, conversation_id=state.conversation_id, channel="telegram"
        )
        state.conversation_id = reply.conversation_id
        state.choices = reply.choices + tuple(Choice(label=text, question=text) for text in reply.suggestions)
        state.offered_at += 1
        messages = render(reply)
        for number, text in enumerate(messages, start=1):
            keyboard = _keyboard(state) if number == len(messages) else None
            await message.reply_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)

    def _offered(self, context: Context, kind: str, value: str) -> Choice | None:
        state = self._state(context)
        is_current = kind == f"c{state.offered_at}" and value.isdecimal() and int(value) < len(state.choices)
        return state.choices[int(value)] if is_current else None

    def _state(self, context: Context) -> ChatState:
        data: dict[Any, Any] = context.chat_data if context.chat_data is not None else {}
        state = data.setdefault("state", ChatState(self._default_commune))
        assert isinstance(state, ChatState)
        return state


def _keyboard(state: ChatState) -> InlineKeyboardMarkup | None:
    """Returns a button a row; its data holds which offer it belongs to, so that an old one is not misread."""
    rows = [
        [InlineKeyboardButton(choice.label[:60], callback_data=f"c{state.offered_at}:{position}")]
        for position, choice in enumerate(state.choices)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _message(update: Update) -> Message:
    message = update.effective_message
    assert message is not None  # the filters let only messages through
    return message
