"""Buckets of tokens that calls are counted with: in this process, or in Redis for all processes (`bot.store.redis`)."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

_ROUNDING = 1e-9  # whoever waited as long as was said is not told to wait for a fraction that floats lost


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether there were enough tokens, and how many are left."""

    is_allowed: bool
    left: float


class Buckets(Protocol):
    """One bucket for each key."""

    async def take(self, key: str, capacity: float, per_second: float, cost: float = 1.0) -> Taken:
        """Takes `cost` tokens of a bucket, where it holds them. It fills up to `capacity`, `per_second` each second."""


class OwnBuckets:
    """Buckets of this process; the key that was quiet longest is forgotten first, which only ever gives it more."""

    MAX_KEYS = 20_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, key: str, capacity: float, per_second: float, cost: float = 1.0) -> Taken:
        """Takes tokens; never waits."""
        return self.take_now(key, capacity, per_second, cost)

    def take_now(self, key: str, capacity: float, per_second: float, cost: float = 1.0) -> Taken:
        """Takes tokens."""
        now = self._clock()
        tokens, since = self._kept.pop(key, (capacity, now))
        tokens = min(capacity, tokens + (now - since) * per_second)
        is_allowed = tokens >= cost - _ROUNDING
        tokens = max(0.0, tokens - cost * is_allowed)
        self._kept[key] = (tokens, now)
        if len(self._kept) > self.MAX_KEYS:
            self._kept.popitem(last=False)
        return Taken(is_allowed, tokens)
