"""How much one chat may ask: a token bucket that says so once, politely, and refills by itself."""

import math
from dataclasses import dataclass

from bot.store.buckets import Buckets

_REMIND_AFTER_S = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a message is taken; where it is not, `is_told` once a minute, and how long until the next is."""

    is_allowed: bool
    is_told: bool = False
    wait_s: int = 0


class ChatLimits:
    """The limits of all chats; processes that share their buckets count together."""

    def __init__(self, buckets: Buckets, burst: int, per_minute: float) -> None:
        self._buckets = buckets
        self._burst = burst
        self._per_second = per_minute / 60

    async def take(self, chat: str, cost: float = 1.0) -> Allowance:
        """Takes one message of `chat`, or something that costs less."""
        taken = await self._buckets.take(f"chat:{chat}", self._burst, self._per_second, cost)
        if taken.is_allowed:
            return Allowance(is_allowed=True)
        reminder = await self._buckets.take(f"told:{chat}", 1.0, 1 / _REMIND_AFTER_S)
        return Allowance(False, reminder.is_allowed, math.ceil((cost - taken.left) / self._per_second))
