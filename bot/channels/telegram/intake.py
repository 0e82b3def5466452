"""Takes updates in, whichever way they come: each once, a chat's in order, so many at a time.

"Once" holds across restarts and replicas: an update is claimed in the store before it is worked on (`Deliveries`).
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.channels.telegram.network import is_passing
from bot.channels.telegram.pulse import Trouble
from bot.channels.telegram.visits import Desk
from bot.store.database import StoreUnavailable
from bot.store.deliveries import Claim, Claimed

logger = logging.getLogger(__name__)
TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


class Intake:
    """The one door for updates."""

    def __init__(self, application: TelegramApplication, desk: Desk, drain_s: float = 10) -> None:
        self._application = application
        self._drain_s = drain_s
        self._desk = desk
        self._slots = asyncio.Semaphore(desk.settings.concurrency)
        self._running: dict[int, asyncio.Task[bool]] = {}
        # What the store could not be told yet: updates that are answered, and that are given back.
        self._to_note: set[int] = set()
        self._to_release: set[int] = set()
        self._chats: dict[int, tuple[asyncio.Lock, int]] = {}

    async def take(self, update: Update) -> bool:
        """Works on an update; tells whether it is done, by this call or an earlier one, here or elsewhere.

        False: it must come again, because Telegram could not be reached or another process still works on it.
        """
        task = self._running.get(update.update_id)
        if task is None:
            task = asyncio.create_task(self._take(update))
            self._running[update.update_id] = task
            task.add_done_callback(lambda _: self._running.pop(update.update_id, None))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Lets what is being answered be finished; what is not by then is given back to be taken up later."""
        tasks = set(self._running.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=self._drain_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _take(self, update: Update) -> bool:
        chat = update.effective_chat
        if chat is None or not self._is_for_us(update):
            return True
        async with self._in_turn(chat.id), self._slots:
            return await self._answer(update, chat.id)

    async def _answer(self, update: Update, chat_id: int) -> bool:
        deliveries, run = self._desk.store.deliveries, self._desk.run
        if update.update_id in self._to_note:
            return await self._note_done(update.update_id)
        try:
            if update.update_id in self._to_release:
                await run(deliveries.release, update.update_id)
                self._to_release.discard(update.update_id)
            claim: Claim = await run(deliveries.claim, update.update_id)
        except StoreUnavailable:
            self._desk.pulse.trouble(Trouble.UPDATE_WAITS_FOR_STORE)
            logger.warning("update waits for the store", extra={"update_id": update.update_id})
            return False
        if claim.state is not Claimed.OURS:
            return claim.state is Claimed.DONE
        is_done = False
        try:
            if claim.outbox is None:
                await self._application.process_update(update)
            else:
                await self._resume(update, chat_id, claim)
            is_done = update.update_id not in self._desk.unfinished
        finally:
            self._desk.unfinished.discard(update.update_id)
            if not is_done:
                await self._give_back(update.update_id)
        return is_done and await self._note_done(update.update_id)

    async def _give_back(self, update_id: int) -> None:
        """Gives an unfinished update back; where the store is away, just before it is claimed again."""
        try:
            await self._desk.run(self._desk.store.deliveries.release, update_id)
        except StoreUnavailable:
            self._to_release.add(update_id)

    async def _note_done(self, update_id: int) -> bool:
        """Notes that an update is answered. Where the store is away, this process at least does not answer it again."""
        try:
            await self._desk.run(self._desk.store.deliveries.finish, update_id)
        except StoreUnavailable:
            self._to_note.add(update_id)
            return False
        self._to_note.discard(update_id)
        return True

    async def _resume(self, update: Update, chat_id: int, claim: Claim) -> None:
        """Sends what an earlier owner of the update had written down and not sent."""
        assert claim.outbox is not None
        try:
            await self._desk.sender.resume(update.update_id, chat_id, claim.outbox, claim.sent)
        except Exception as fault:
            if not is_passing(fault):
                raise
            self._desk.pulse.trouble(Trouble.ANSWER_WAITS)
            self._desk.unfinished.add(update.update_id)

    def _is_for_us(self, update: Update) -> bool:
        """Tells whether any handler wants it: what people say to each other in a group is not even noted."""
        return any(
            handler.check_update(update) not in (None, False)
            for group in self._application.handlers.values()
            for handler in group
        )

    @asynccontextmanager
    async def _in_turn(self, chat_id: int) -> AsyncIterator[None]:
        """Holds the chat's place: a follow-up must not overtake its question."""
        lock, waiting = self._chats.get(chat_id, (asyncio.Lock(), 0))
        self._chats[chat_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._chats.pop(chat_id)
            if waiting > 1:
                self._chats[chat_id] = (lock, waiting - 1)
