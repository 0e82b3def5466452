"""What answers without the store while it is down, paused or slow: no question waits for it for long."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.conversation import Conversations, Memory, Turn
from bot.store.breaker import Breaker
from bot.store.database import StoreUnavailable

T = TypeVar("T")

_LIMIT_S = 2.0
_RETRY_AFTER_S = 5.0
_PLACES = 8
_MOST_AHEAD = 2_000


class Guard:
    """Runs work on the database with a limit of time.

    A driver waits for a paused server for as long as the system lets it; hence threads of its own, which are given back
    when the server goes on. Safe to share between threads.
    """

    def __init__(
        self,
        limit_s: float = _LIMIT_S,
        retry_after_s: float = _RETRY_AFTER_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit_s = limit_s
        self._threads = ThreadPoolExecutor(_PLACES, thread_name_prefix="store")
        self.breaker = Breaker("database", (StoreUnavailable, SQLAlchemyError, TimeoutError), retry_after_s, monotonic)

    @property
    def failures(self) -> int:
        """How often work failed or took too long since the start."""
        return self.breaker.failures

    def close(self) -> None:
        """Waits for what still runs; nothing is run afterwards."""
        self._threads.shutdown(cancel_futures=True)

    def run(self, work: Callable[[], T], limit_s: float | None = None) -> T:
        """Returns what `work` returns; `limit_s` is for work that may take longer than people wait for an answer.

        Raises:
            StoreUnavailable: it failed, took too long, or was not tried because something did so lately.
        """
        with self.breaker.trying():
            future: Future[T] = self._threads.submit(work)
            try:
                return future.result(timeout=self._limit_s if limit_s is None else limit_s)
            finally:
                future.cancel()  # where it waits for a thread still


class GuardedConversations:
    """Conversations in the database, behind the guard."""

    def __init__(self, stored: Memory, guard: Guard) -> None:
        self._stored = stored
        self._guard = guard

    def last(self, conversation_id: str) -> Turn | None:
        return self._guard.run(lambda: self._stored.last(conversation_id))

    def remember(self, conversation_id: str, turn: Turn) -> None:
        self._guard.run(lambda: self._stored.remember(conversation_id, turn))


class FallbackMemory:
    """The memory of conversations: the first of the `shared` ones that can be had, else this process's own."""

    def __init__(self, shared: Sequence[Memory], own: Conversations) -> None:
        self._shared = shared
        self._own = own
        # Conversations whose last turn could not be written where it belongs: what stands there is older.
        self._ahead: set[str] = set()

    def last(self, conversation_id: str) -> Turn | None:
        """Returns the last turn, where one is known."""
        if conversation_id in self._ahead:
            return self._own.last(conversation_id)
        for number, memory in enumerate(self._shared):
            try:
                found = memory.last(conversation_id)
            except StoreUnavailable:
                continue
            if found is not None or number == 0:
                return found
        return self._own.last(conversation_id)

    def remember(self, conversation_id: str, turn: Turn) -> None:
        """Keeps `turn` as the last one."""
        self._own.remember(conversation_id, turn)
        for number, memory in enumerate(self._shared):
            try:
                memory.remember(conversation_id, turn)
            except StoreUnavailable:
                continue
            if number == 0:
                self._ahead.discard(conversation_id)
                return
            break
        if len(self._ahead) >= _MOST_AHEAD:
            self._ahead.clear()
        self._ahead.add(conversation_id)
