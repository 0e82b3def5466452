"""What answers without the store while it is down, paused or slow: no question waits for it for long."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.conversation import Conversations, Memory, Turn
from bot.store.database import StoreUnavailable

T = TypeVar("T")
logger = logging.getLogger(__name__)

_LIMIT_S = 2.0
_RETRY_AFTER_S = 5.0
_PLACES = 8


class Guard:
    """Runs work on a store with a limit of time. After a failure the store is left alone for a while, then one tries.

    A driver waits for a paused server for as long as the system lets it; hence threads of its own, which are given back
    when the server goes on. Safe to share between threads. `failures` counts what went wrong since the start.
    """

    def __init__(
        self,
        limit_s: float = _LIMIT_S,
        retry_after_s: float = _RETRY_AFTER_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit_s = limit_s
        self._retry_after_s = retry_after_s
        self._monotonic = monotonic
        self._threads = ThreadPoolExecutor(_PLACES, thread_name_prefix="store")
        self._lock = Lock()
        self._retry_at: float | None = None
        self.failures = 0

    def run(self, work: Callable[[], T], limit_s: float | None = None) -> T:
        """Returns what `work` returns; `limit_s` is for work that may take longer than people wait for an answer.

        Raises:
            StoreUnavailable: it failed, took too long, or was not tried because something did so lately.
        """
        self._enter()
        future: Future[T] = self._threads.submit(work)
        try:
            result = future.result(timeout=self._limit_s if limit_s is None else limit_s)
        except (SQLAlchemyError, StoreUnavailable, TimeoutError) as exc:
            future.cancel()
            self._failed(exc)
            raise StoreUnavailable("kho dữ liệu tạm thời không dùng được.") from exc
        with self._lock:
            self._retry_at = None
        return result

    def _enter(self) -> None:
        with self._lock:
            if self._retry_at is None:
                return
            now = self._monotonic()
            if now < self._retry_at:
                raise StoreUnavailable("kho dữ liệu tạm thời không dùng được.")
            # This one tries; the others go on without until it is through.
            self._retry_at = now + self._retry_after_s

    def _failed(self, fault: Exception) -> None:
        with self._lock:
            self.failures += 1
            self._retry_at = self._monotonic() + self._retry_after_s
        logger.error(
            "store unavailable, going on without it for %.0f s",
            self._retry_after_s,
            extra={"fault": type(fault).__name__},
            exc_info=None if isinstance(fault, TimeoutError) else fault,
        )


class GuardedMemory:
    """Shared memory of conversations that becomes this process's own while the shared one cannot be had."""

    def __init__(self, shared: Memory, guard: Guard, own: Conversations) -> None:
        self._shared = shared
        self._guard = guard
        self._own = own

    def last(self, conversation_id: str) -> Turn | None:
        """Returns the last turn, where one is known."""
        try:
            return self._guard.run(lambda: self._shared.last(conversation_id))
        except StoreUnavailable:
            return self._own.last(conversation_id)

    def remember(self, conversation_id: str, turn: Turn) -> None:
        """Keeps `turn` as the last one."""
        self._own.remember(conversation_id, turn)
        try:
            self._guard.run(lambda: self._shared.remember(conversation_id, turn))
        except StoreUnavailable:
            return
