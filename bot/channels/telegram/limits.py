"""How much one chat may ask: a token bucket that says so once, politely, and refills by itself."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_CHATS = 20_000
_REMIND_AFTER_S = 60.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    told_at: float = -math.inf


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a message is taken; where it is not, `is_told` once a minute, and how long until the next is."""

    is_allowed: bool
    is_told: bool = False
    wait_s: int = 0


class ChatLimits:
    """Buckets by chat, in memory: the oldest are forgotten, which only ever gives a chat more."""

    def __init__(self, clock: Callable[[], float], burst: int, per_minute: float) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, chat: str, cost: float = 1.0) -> Allowance:
        """Takes one message of `chat`, or something that costs less."""
        now = self._clock()
        bucket = self._buckets.setdefault(chat, _Bucket(self._burst, now))
        self._buckets.move_to_end(chat)
        if len(self._buckets) > _CHATS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._per_second)
        bucket.filled_at = now
        if bucket.tokens >= cost:
            bucket.tokens -= cost
            return Allowance(is_allowed=True)
        is_told = now - bucket.told_at >= _REMIND_AFTER_S
        if is_told:
            bucket.told_at = now
        return Allowance(False, is_told, math.ceil((cost - bucket.tokens) / self._per_second))
