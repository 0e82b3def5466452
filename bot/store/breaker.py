"""Leaves alone for a while what has just failed, so that nobody waits for it; then one tries."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from bot.store.database import StoreUnavailable

logger = logging.getLogger(__name__)


class Breaker:
    """A circuit breaker. Safe to share between threads. `failures` counts what went wrong since the start.

    `listeners` are told of each failure (True), and of the first success after one (False).
    """

    def __init__(
        self,
        name: str,
        faults: tuple[type[Exception], ...],
        retry_after_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._faults = faults
        self._retry_after_s = retry_after_s
        self._monotonic = monotonic
        self._lock = Lock()
        self._retry_at: float | None = None
        self.failures = 0
        self.listeners: list[Callable[[bool], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether a try would be refused now."""
        retry_at = self._retry_at
        return retry_at is not None and self._monotonic() < retry_at

    @property
    def is_away(self) -> bool:
        """Whether the last try failed."""
        return self._retry_at is not None

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Lets the block try.

        Raises:
            StoreUnavailable: one of the faults came of it, or it was not tried because one came lately.
        """
        self._enter()
        try:
            yield
        except self._faults as exc:
            self._failed(exc)
            raise StoreUnavailable(f"{self.name} tạm thời không dùng được.") from exc
        self._succeeded()

    def _enter(self) -> None:
        with self._lock:
            if self._retry_at is None:
                return
            now = self._monotonic()
            if now < self._retry_at:
                raise StoreUnavailable(f"{self.name} tạm thời không dùng được.")
            # This one tries; the others go on without until it is through.
            self._retry_at = now + self._retry_after_s

    def _succeeded(self) -> None:
        with self._lock:
            was_away, self._retry_at = self._retry_at is not None, None
        if was_away:
            self._tell(has_failed=False)

    def _failed(self, fault: Exception) -> None:
        with self._lock:
            self.failures += 1
            self._retry_at = self._monotonic() + self._retry_after_s
        extra = {"part": self.name, "fault": type(fault).__name__, "retry_after_s": self._retry_after_s}
        logger.error("store unavailable, going on without it", extra=extra)
        self._tell(has_failed=True)

    def _tell(self, *, has_failed: bool) -> None:
        for listener in self.listeners:
            listener(has_failed)
