"""Sends the messages of one answer: each once, whole, in order, picking up where a crash or a lost network left off."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from bot.channels.telegram.charts import draw
from bot.channels.telegram.network import Accepted
from bot.channels.telegram.parts import Outbox, Part, Rows, decode, encode, markup
from bot.channels.telegram.pulse import Pulse, Trouble
from bot.channels.telegram.rendering import without_markup
from bot.store.deliveries import Deliveries

logger = logging.getLogger(__name__)
Run = Callable[..., Awaitable[Any]]


class Sender:
    """Writes an answer down, sends it message by message, and notes each that is out."""

    def __init__(self, bot: ExtBot[Any], deliveries: Deliveries, run: Run, pulse: Pulse) -> None:
        self._bot = bot
        self._deliveries = deliveries
        self._run = run
        self._pulse = pulse

    async def send(self, update_id: int, chat_id: int, outbox: Outbox) -> None:
        """Sends all parts.

        Raises:
            TelegramError: Telegram could not be reached for minutes; what is left is written down.
        """
        text = encode(outbox)
        await self._run(self._deliveries.write_outbox, update_id, text)
        await self.resume(update_id, chat_id, text, 0)

    async def resume(self, update_id: int, chat_id: int, outbox: str, sent: int) -> None:
        """Sends what is left of an outbox."""
        answer = decode(outbox)
        for number, part in enumerate(answer.parts[sent:], start=sent + 1):
            try:
                chat_id = await self._send(chat_id, part, answer.reply_to)
            except Forbidden:  # the person blocked the bot, or it was put out of the group
                self._pulse.trouble(Trouble.CHAT_UNREACHABLE)
                logger.info("chat not reachable", extra={"update_id": update_id})
                return
            if number < len(answer.parts):
                await self._run(self._deliveries.note_sent, update_id, number)

    async def _send(self, chat_id: int, part: Part, reply_to: int | None) -> int:
        """Sends one part; returns the id of the chat, which changes when a group grows."""
        try:
            await self._send_once(chat_id, part, reply_to)
        except Accepted:
            logger.warning("receipt not readable")
        except ChatMigrated as moved:
            await self._send_once(moved.new_chat_id, part, None)
            return moved.new_chat_id
        except BadRequest:
            await self._send_plain(chat_id, part)
        return chat_id

    async def _send_once(self, chat_id: int, part: Part, reply_to: int | None) -> None:
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        if part.comparison is not None:
            picture = await self._run(draw, part.comparison)
            await self._bot.send_photo(
                chat_id, picture, caption=part.html, parse_mode=ParseMode.HTML, reply_parameters=reply
            )
            return
        await self._bot.send_message(
            chat_id,
            part.html,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(part.rows),
            reply_parameters=reply,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _send_plain(self, chat_id: int, part: Part) -> None:
        """Sends the bare words of what Telegram refused: an answer must not be lost to its form."""
        self._pulse.trouble(Trouble.MESSAGE_REFUSED)
        if part.comparison is not None:  # the figures stand in the text as well
            logger.warning("picture refused")
            return
        logger.warning("message refused, sent plain")
        rows: Rows = tuple(tuple(button for button in row if button.url is None) for row in part.rows)
        try:
            await self._bot.send_message(
                chat_id, without_markup(part.html), reply_markup=markup(tuple(filter(None, rows)))
            )
        except BadRequest:  # the chat is gone
            logger.warning("message refused")
