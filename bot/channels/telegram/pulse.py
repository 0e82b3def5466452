"""Whether the bot hears from Telegram, and what goes wrong on the way: for those who count it. No library is loaded."""

import time
from collections.abc import Callable
from enum import StrEnum

# Long polling answers within a minute, also where nobody writes.
_SILENCE_S = 120.0


class Trouble(StrEnum):
    """What went wrong, as the counter names it; the log says more of each."""

    CALL_REPEATED = "call_repeated"
    CALL_GIVEN_UP = "call_given_up"
    NO_UPDATES = "no_updates"
    UPDATE_UNREADABLE = "update_unreadable"
    UPDATE_WAITS_FOR_STORE = "update_waits_for_store"
    ANSWER_WAITS = "answer_waits"
    INCIDENT = "incident"
    CHAT_OVER_LIMIT = "chat_over_limit"
    CHAT_UNREACHABLE = "chat_unreachable"
    MESSAGE_REFUSED = "message_refused"
    WEBHOOK_UNREGISTERED = "webhook_unregistered"


class Pulse:
    """What one bot notes of its way to Telegram. `clock` gives seconds that only grow.

    `on_trouble` is told of each trouble, `on_updates` how many new updates came, 0 too: then Telegram was heard from.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._well_at: float | None = None
        self.on_trouble: list[Callable[[Trouble], None]] = []
        self.on_updates: list[Callable[[int], None]] = []

    def trouble(self, what: Trouble) -> None:
        for listener in self.on_trouble:
            listener(what)

    def heard(self, updates: int) -> None:
        """Notes that Telegram answered, with so many new updates."""
        self._well_at = self._clock()
        for listener in self.on_updates:
            listener(updates)

    def waits(self) -> None:
        """Notes that another process polls, and that this one is ready to take over."""
        self._well_at = self._clock()

    @property
    def is_well(self) -> bool:
        """Whether updates were fetched in the last two minutes, or this process stood by for another."""
        return self._well_at is not None and self._clock() - self._well_at <= _SILENCE_S
