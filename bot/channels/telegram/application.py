"""The bot put together: the library's application, the desk, the intake; started, kept up, stopped."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot

from bot.channels.telegram import texts
from bot.channels.telegram.intake import Intake, TelegramApplication
from bot.channels.telegram.keyboards import public_address
from bot.channels.telegram.limits import ChatLimits
from bot.channels.telegram.network import CarefulRequest, PatientLimiter, Sleep
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.pulse import Pulse
from bot.channels.telegram.routing import handlers
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.visits import Asking, Desk, never_off
from bot.store.buckets import Buckets, OwnBuckets
from bot.store.keeper import Keeper
from bot.store.leases import Lease, OwnLease
from bot.store.operating import Part
from bot.store.store import Store

logger = logging.getLogger(__name__)
_UPKEEP_S = 15.0
# A process that dies is followed by the one that waits after half a minute at most.
LEASE_S = 40.0
_LEASE_RENEWAL_S = 5.0


class TelegramUnavailable(Exception):
    """The Bot API cannot be reached or refuses the token; the message is Vietnamese, for the operator."""


class TelegramBot:
    """One process of the bot. `sleep` and `clock` are passed in, so that tests wait for nothing."""

    def __init__(
        self,
        assistant: Asking,
        settings: TelegramSettings,
        store: Store,
        *,
        public_base_url: str | None = None,
        buckets: Buckets | None = None,
        lease: Lease | None = None,
        is_off: Callable[[], str | None] = never_off,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        drain_s: float = 10,
        pulse: Pulse | None = None,
    ) -> None:
        """`buckets` and the polling `lease` are this process's own, unless processes share them.

        `drain_s` is how long what is being answered may take once the bot is told to stop.
        """
        self.settings = settings
        self._store = store
        self._sleep = sleep
        self._lease = lease or OwnLease()
        self.pulse = pulse or Pulse()
        self._limiter = PatientLimiter(settings.sends_per_second, sleep, self.pulse)
        self._application = _application(settings, self._limiter)
        self._threads = ThreadPoolExecutor(8 + assistant.waiting_places, thread_name_prefix="telegram")
        self.desk = Desk(
            assistant,
            store,
            settings,
            self.bot,
            sender=Sender(self.bot, store.deliveries, self._run, self.pulse),
            limits=ChatLimits(buckets or OwnBuckets(clock), settings.chat_burst, settings.chat_per_minute),
            threads=self._threads,
            public_base_url=public_address(public_base_url),
            is_off=is_off,
            pulse=self.pulse,
        )
        self._application.add_handlers(handlers(self.desk))
        self._application.add_error_handler(_log_fault)
        self.intake = Intake(self._application, self.desk, drain_s)
        self._upkeep: asyncio.Task[None] | None = None

    @property
    def bot(self) -> ExtBot[Any]:
        """The library's bot."""
        bot = self._application.bot
        assert isinstance(bot, ExtBot)
        return bot

    async def start(self) -> None:
        """Meets Telegram and registers the commands.

        Raises:
            TelegramError: the token is refused, or there is no connection.
        """
        await self._application.initialize()
        with _optional("setMyCommands"):
            await self.bot.set_my_commands(texts.COMMANDS)
            await self.bot.set_my_commands(texts.COMMANDS, language_code="vi")
        self._limiter.be_patient()
        if self._upkeep is None:
            self._upkeep = asyncio.create_task(self._keep_up())

    async def stop(self) -> None:
        """Finishes what is open and closes the connections; the store stays open, it is the caller's."""
        await self.intake.close()
        if self._upkeep is not None:
            self._upkeep.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._upkeep
        await self._application.shutdown()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def poll(self, stop: asyncio.Event) -> None:
        """Fetches and answers updates until `stop` is set; `start` comes before."""
        with _optional("deleteWebhook"):
            await self.bot.delete_webhook()
        try:
            if await self._is_our_turn(stop):
                poller = Poller(self.bot, self.intake, self.pulse, self.settings.poll_timeout_s, self._sleep)
                await poller.run(stop)
        finally:
            await self._run(self._lease.release)

    async def _is_our_turn(self, stop: asyncio.Event) -> bool:
        """Waits while another process polls with this token, to take over where it ends; False: told to stop first."""
        is_waiting = False
        while not stop.is_set():
            if await self._run(self._lease.hold):
                return True
            if not is_waiting:
                logger.info("another process polls; waiting to take over")
                is_waiting = True
            self.pulse.waits()
            await self._sleep(_LEASE_RENEWAL_S)
        return False

    async def _run(self, function: Callable[..., Any], *args: Any) -> Any:
        return await self.desk.run(function, *args)

    async def _keep_up(self) -> None:
        """Prolongs leases and deletes what has expired, for as long as the bot runs."""
        while True:
            try:
                await self.desk.run(self._lease.hold)
                await self.desk.run(self._store.deliveries.renew)
                await self.desk.run(self._store.purge)
            except Exception:  # the net of this task: a locked database now is no reason to stop purging for good
                logger.exception("upkeep failed")
            await asyncio.sleep(_UPKEEP_S)


@contextlib.contextmanager
def _optional(endpoint: str) -> Iterator[None]:
    """Goes on without a call that the bot can do without."""
    try:
        yield
    except TelegramError as exc:
        logger.warning("telegram call given up", extra={"endpoint": endpoint, "fault": type(exc).__name__})


def run_polling(
    assistant: Asking,
    settings: TelegramSettings,
    keeper: Keeper,
    public_base_url: str | None = None,
    pulse: Pulse | None = None,
) -> None:
    """Polls until the process is told to stop.

    Raises:
        TelegramUnavailable: The token is refused, or there is no connection at the start.
    """
    try:
        asyncio.run(_poll_until_signal(assistant, settings, keeper, public_base_url, pulse))
    except InvalidToken as exc:
        raise TelegramUnavailable("Telegram không nhận TELEGRAM_BOT_TOKEN; hãy xem lại mã của bot.") from exc
    except TelegramError as exc:
        raise TelegramUnavailable(f"không kết nối được tới {settings.api_base_url}; hãy kiểm tra mạng.") from exc


async def _poll_until_signal(
    assistant: Asking, settings: TelegramSettings, keeper: Keeper, public_base_url: str | None, pulse: Pulse | None
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    bot = TelegramBot(
        assistant,
        settings,
        keeper.store,
        public_base_url=public_base_url,
        buckets=keeper.buckets,
        lease=keeper.lease("telegram-polling", LEASE_S),
        is_off=partial(keeper.off, Part.TELEGRAM),
        pulse=pulse,
    )
    try:
        await bot.start()
        await bot.poll(stop)
    finally:
        await bot.stop()


def _application(settings: TelegramSettings, limiter: PatientLimiter) -> TelegramApplication:
    base = settings.api_base_url.rstrip("/")
    # Slow is not lost: a send that times out is sent again, so it gets long. One connection for each that is worked on.
    request = CarefulRequest(
        connection_pool_size=settings.concurrency + 8,
        read_timeout=30,
        write_timeout=30,
        connect_timeout=10,
        pool_timeout=60,
    )
    polling = CarefulRequest(connection_pool_size=2, read_timeout=15, connect_timeout=10)
    return (
        ApplicationBuilder()
        .token(settings.token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .rate_limiter(limiter)
        .updater(None)
        .job_queue(None)
        .build()
    )


async def _log_fault(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """What escapes the handlers' own net; the library would log the update with it."""
    logger.error("fault outside a handler", exc_info=context.error)
