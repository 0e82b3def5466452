"""Updates by webhook: the HTTP server hands each call over, and tells Telegram to come again with what is not done."""

import asyncio
import contextlib
import hmac
import logging
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.application import TelegramBot
from bot.channels.telegram.network import Sleep, pause_s
from bot.channels.telegram.polling import ALLOWED_UPDATES
from bot.channels.telegram.pulse import Pulse, Trouble
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.visits import Asking
from bot.store.keeper import Keeper
from bot.store.operating import Part

logger = logging.getLogger(__name__)
# Telegram hangs up after a minute.
_PATIENCE_S = 50.0


class Webhook:
    """The bot inside a server. It starts in the background: the server does not wait for Telegram."""

    def __init__(self, bot: TelegramBot, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._sleep = sleep
        self._starting: asyncio.Task[None] | None = None
        self._is_ready = False

    @property
    def pulse(self) -> Pulse:
        """What the bot notes of its way to Telegram."""
        return self._bot.pulse

    async def start(self) -> None:
        """Begins to register with Telegram."""
        self._starting = asyncio.create_task(self._start())

    async def stop(self) -> None:
        """Lets open answers be finished. The webhook stays registered: other replicas serve it."""
        if self._starting is not None:
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._starting
        self._is_ready = False
        await self._bot.stop()

    def is_genuine(self, secret: str | None) -> bool:
        """Tells whether a call carries the secret that was agreed with Telegram."""
        return hmac.compare_digest((secret or "").encode(), self._bot.settings.expected_secret.encode())

    async def receive(self, update: dict[str, Any]) -> bool:
        """Works on an update; False: Telegram should send it again."""
        if not self._is_ready:
            return False
        try:
            read = Update.de_json(update, self._bot.bot)
            assert read.update_id >= 0
        except (TypeError, ValueError, KeyError, AttributeError, AssertionError):
            logger.warning("not an update")
            return True
        self.pulse.heard(1)
        try:
            return await asyncio.wait_for(self._bot.intake.take(read), _PATIENCE_S)
        except TimeoutError:
            return False

    async def _start(self) -> None:
        failures = 0
        while not self._is_ready:
            try:
                await self._bot.start()
                await self._bot.bot.set_webhook(
                    str(self._bot.settings.webhook_url),
                    allowed_updates=ALLOWED_UPDATES,
                    secret_token=self._bot.settings.expected_secret,
                    max_connections=min(self._bot.settings.concurrency, 100),
                )
                self._is_ready = True
            except InvalidToken:
                logger.error("telegram refuses the token")  # noqa: TRY400 (the trace would hold it)
                return
            except TelegramError as exc:
                failures += 1
                self.pulse.trouble(Trouble.WEBHOOK_UNREGISTERED)
                logger.warning("webhook not registered", extra={"fault": type(exc).__name__, "attempt": failures})
                await self._sleep(pause_s(failures))


def make_webhook(
    assistant: Asking, settings: TelegramSettings, keeper: Keeper, public_base_url: str | None = None
) -> Webhook:
    """Returns the bot for a server to run."""
    bot = TelegramBot(
        assistant,
        settings,
        keeper.store,
        public_base_url=public_base_url,
        buckets=keeper.buckets,
        is_off=partial(keeper.off, Part.TELEGRAM),
    )
    return Webhook(bot)
