"""The real bot in a thread, polling a fake Bot API; stopped and started as a test likes."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.app import create_app
from api.routes.telegram import PATH
from api.settings import ApiSettings
from bot.channels.telegram.application import TelegramBot
from bot.channels.telegram.network import Sleep
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.visits import Asking, never_off
from bot.channels.telegram.webhook import Webhook
from bot.store.database import Clock, utc_now
from bot.store.keeper import make_keeper
from bot.store.store import Store
from tests.support.databases import PATIENT, make_store
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import TOKEN, FakeBotApi, FakeTime, serving


def make_settings(base_url: str, **overrides: Any) -> TelegramSettings:
    settings: dict[str, Any] = {"poll_timeout_s": 1, "sends_per_second": 1000, "chat_burst": 1000, **overrides}
    return TelegramSettings(_env_file=None, bot_token=TOKEN, api_base_url=base_url, **settings)


@contextmanager
def polling(
    assistant: Asking,
    base_url: str,
    store: Store,
    *,
    sleep: Sleep = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
    public_base_url: str | None = None,
    is_off: Callable[[], str | None] = never_off,
    **overrides: Any,
) -> Iterator[TelegramBot]:
    """Runs one replica of the bot for the time of the block."""
    started, stop = threading.Event(), threading.Event()
    settings = make_settings(base_url, **overrides)
    bots: list[TelegramBot] = []
    faults: list[BaseException] = []

    async def run() -> None:
        bot = TelegramBot(
            assistant,
            settings,
            store,
            public_base_url=public_base_url,
            is_off=is_off,
            sleep=sleep,
            clock=clock,
            drain_s=1,
        )
        bots.append(bot)
        stopping = asyncio.Event()
        try:
            await bot.start()
            poll = asyncio.create_task(bot.poll(stopping))
            started.set()
            while not stop.is_set() and not poll.done():
                await asyncio.sleep(0.01)
            stopping.set()
            await poll
        finally:
            await bot.stop()

    def main() -> None:
        try:
            asyncio.run(run())
        except BaseException as fault:
            faults.append(fault)
            started.set()

    thread = threading.Thread(target=main, daemon=True)
    thread.start()
    assert started.wait(30)
    try:
        yield bots[0]
    finally:
        stop.set()
        thread.join(timeout=30)
        assert not faults, repr(faults[0])


@dataclass
class Stage:
    """A fake Telegram, a store, and what is needed to run bots between them."""

    assistant: Asking
    folder: Path
    time: FakeTime = field(default_factory=FakeTime)
    telegram: FakeBotApi = field(default_factory=FakeBotApi)
    base_url: str = ""

    def store(self, now: Clock = utc_now) -> Store:
        return make_store(self.folder, now)

    @contextmanager
    def bot(self, now: Clock = utc_now, **options: Any) -> Iterator[TelegramBot]:
        """Runs one replica with a connection of its own to the shared store."""
        store = self.store(now)
        try:
            with polling(options.pop("assistant", self.assistant), self.base_url, store, **options) as bot:
                yield bot
        finally:
            store.close()

    @contextmanager
    def webhook(self, now: Clock = utc_now, **options: Any) -> Iterator[str]:
        """Runs one replica inside the API's server; yields the webhook's address."""
        store = self.store(now)
        settings = make_settings(self.base_url, webhook_url=f"http://127.0.0.1:1{PATH}", **options)
        bot = TelegramBot(self.assistant, settings, store, sleep=self.time.sleep, drain_s=1)
        api = ApiSettings(_env_file=None)
        keeper = make_keeper(store, PATIENT)
        self.telegram.webhook = None
        with serving(create_app(FakeAssistant(), api, keeper, Webhook(bot, self.time.sleep))) as base_url:
            self.telegram.registered()["url"] = base_url + PATH
            yield base_url + PATH
        store.close()

    @contextmanager
    def running(self, way: str, now: Clock = utc_now) -> Iterator[None]:
        """Runs one replica by "polling" or by "webhook"."""
        if way == "polling":
            with self.bot(now, sleep=self.time.sleep):
                yield
        else:
            with self.webhook(now), pushing(self.telegram):
                yield


@contextmanager
def pushing(telegram: FakeBotApi) -> Iterator[None]:
    """Telegram calls the webhook with what people do, in order, for the time of the block."""
    stop = threading.Event()

    def main() -> None:
        while not stop.is_set():
            update = telegram.next_update()
            if update is None:
                time.sleep(0.005)
            elif telegram.webhook is not None:
                asyncio.run(telegram.push(update, tries=200))
                telegram.drop(update)

    thread = threading.Thread(target=main, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


@contextmanager
def staging(assistant: Asking, folder: Path) -> Iterator[Stage]:
    stage = Stage(assistant, folder)
    with serving(stage.telegram.asgi) as base_url:
        stage.base_url = base_url
        yield stage
