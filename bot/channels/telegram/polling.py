"""Long polling that acknowledges an update only when it is done.

The library's own updater acknowledges what it has only queued; a process that dies then loses it. Here the offset stays
at the oldest update that is not done, so that Telegram keeps it.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.network import Sleep, pause_s
from bot.channels.telegram.pulse import Pulse, Trouble

logger = logging.getLogger(__name__)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
_BATCH = 100
# While something is being worked on Telegram answers at once, with what is not acknowledged yet.
_BREATH_S = 0.25


class Poller:
    """Fetches updates until told to stop."""

    def __init__(
        self, bot: ExtBot[Any], intake: Intake, pulse: Pulse, poll_timeout_s: int, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._pulse = pulse
        self._poll_timeout_s = poll_timeout_s
        self._sleep = sleep
        self._working: dict[int, asyncio.Task[bool]] = {}
        self._unfinished: set[int] = set()
        self._done: set[int] = set()
        self._newest = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until `stop` is set, then lets open answers be finished.

        Raises:
            InvalidToken: the token was revoked.
        """
        stopping = asyncio.create_task(stop.wait())
        polling = asyncio.create_task(self._poll())
        try:
            await asyncio.wait({stopping, polling}, return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                await polling  # raises
        finally:
            for task in (stopping, polling):
                task.cancel()
            await asyncio.gather(stopping, polling, return_exceptions=True)
        await self._intake.close()
        await self._acknowledge()

    async def _poll(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            try:
                updates = await self._fetch()
            except InvalidToken:
                raise
            except RetryAfter as exc:
                # The public property is deprecated in its one form and not yet there in the other.
                await self._sleep(exc._retry_after.total_seconds())
            except TelegramError as exc:  # Conflict too: another poller, which may be the one that is being replaced
                failures += 1
                self._pulse.trouble(Trouble.NO_UPDATES)
                logger.warning("no updates", extra={"fault": type(exc).__name__, "attempt": failures})
                await self._sleep(pause_s(failures))
            except (AttributeError, KeyError, TypeError, ValueError) as exc:  # the library could not read an update
                failures += 1
                self._pulse.trouble(Trouble.UPDATE_UNREADABLE)
                logger.error("update not readable", extra={"fault": type(exc).__name__})  # noqa: TRY400
                await self._sleep(pause_s(failures))
            else:
                failures = 0
                self._pulse.heard(sum(update.update_id > self._newest for update in updates))
                self._begin(updates)
                await self._breathe(is_hasty=time.monotonic() - began < _BREATH_S)

    async def _fetch(self) -> Sequence[Update]:
        pending = self._pending()
        offset = min(pending, default=self._newest + 1 if self._newest else 0)
        updates = await self._bot.get_updates(
            offset=offset,
            limit=_BATCH,
            timeout=0 if pending else self._poll_timeout_s,
            allowed_updates=ALLOWED_UPDATES,
        )
        self._done = {number for number in self._done if number >= offset}
        if len(updates) < _BATCH:  # what Telegram no longer has, another replica has answered
            self._unfinished &= {update.update_id for update in updates}
        return updates

    def _begin(self, updates: Sequence[Update]) -> None:
        for update in updates:
            number = update.update_id
            self._newest = max(self._newest, number)
            if number not in self._done and number not in self._working:
                task = asyncio.create_task(self._intake.take(update))
                self._working[number] = task
                task.add_done_callback(partial(self._settle, number))

    def _settle(self, number: int, task: "asyncio.Task[bool]") -> None:
        self._working.pop(number, None)
        if not task.cancelled() and task.exception() is not None:
            logger.error("update not finished", extra={"update_id": number}, exc_info=task.exception())
        if not task.cancelled() and (task.exception() is not None or task.result()):
            self._done.add(number)
            self._unfinished.discard(number)
        else:
            self._unfinished.add(number)

    async def _breathe(self, *, is_hasty: bool) -> None:
        """Waits for what is being worked on, and where Telegram answers at once with nothing that can be done now."""
        was_working = bool(self._working)
        if was_working:
            await asyncio.wait(set(self._working.values()), timeout=_BREATH_S)
        if self._unfinished or (is_hasty and not was_working):
            await self._sleep(_BREATH_S)

    async def _acknowledge(self) -> None:
        """Tells Telegram what is done, so that the next start does not get it again."""
        if not self._newest:
            return
        offset = min(self._pending(), default=self._newest + 1)
        try:
            await self._bot.get_updates(offset=offset, limit=1, timeout=0, allowed_updates=ALLOWED_UPDATES)
        except TelegramError:
            logger.info("not acknowledged")  # the store knows what is done

    def _pending(self) -> set[int]:
        return self._working.keys() | self._unfinished
