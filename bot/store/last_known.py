"""What processes that answer read often, without asking the database each time."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

from bot.store.database import StoreUnavailable
from bot.store.guarding import Guard

T = TypeVar("T")

_FRESH_S = 2.0


class LastKnown(Generic[T]):
    """What `read` returned last, at most two seconds old while the database answers; at first `known`. Thread-safe."""

    def __init__(
        self, read: Callable[[], T], guard: Guard, known: T, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._guard = guard
        self._known = known
        self._monotonic = monotonic
        self._lock = Lock()
        self._read_at = float("-inf")

    def get(self) -> T:
        """Returns it. May wait for the database: not for an event loop."""
        if self._is_mine_to_read():
            self._read_again()
        return self._known

    async def current(self) -> T:
        """Returns the same without holding up the event loop."""
        if self._is_mine_to_read():
            await asyncio.get_running_loop().run_in_executor(None, self._read_again)
        return self._known

    def _is_mine_to_read(self) -> bool:
        """Tells whether what is known is old and nobody else is reading: one asks, the others take what is known."""
        with self._lock:
            now = self._monotonic()
            if now - self._read_at < _FRESH_S:
                return False
            self._read_at = now
            return True

    def _read_again(self) -> None:
        with suppress(StoreUnavailable):  # said by the guard
            self._known = self._guard.run(self._read)
