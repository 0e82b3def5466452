"""Finds out whether the database and Redis are there, also while nobody asks for anything."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock

from bot.store.database import StoreUnavailable

_EVERY_S = 5.0


class Probe:
    """Tries each part, at most every five seconds, one thread at a time; circuit breakers note what came of it."""

    def __init__(self, tries: Sequence[Callable[[], None]], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._tries = tries
        self._monotonic = monotonic
        self._lock = Lock()
        self._due_at = 0.0

    @property
    def is_due(self) -> bool:
        return self._monotonic() >= self._due_at

    def run(self) -> None:
        """Tries all, where that is due; may wait some seconds: not for an event loop."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if not self.is_due:
                return
            for attempt in self._tries:
                with suppress(StoreUnavailable):  # said and counted by its breaker
                    attempt()
            self._due_at = self._monotonic() + _EVERY_S
        finally:
            self._lock.release()
