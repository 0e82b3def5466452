"""The switches as the processes that answer read them: often, without asking the database each time."""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from bot.store.database import StoreUnavailable
from bot.store.guarding import Guard
from bot.store.operating import Part, Switch, Switches

_FRESH_S = 2.0


class Switchboard:
    """The last known state of the switches, at most two seconds old while the database answers. Thread-safe."""

    def __init__(self, switches: Switches, guard: Guard, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._switches = switches
        self._guard = guard
        self._monotonic = monotonic
        self._lock = Lock()
        self._known: dict[Part, Switch] = {part: Switch(part) for part in Part}
        self._read_at = float("-inf")

    def of(self, part: Part) -> Switch:
        """Returns the state of a part."""
        with self._lock:
            is_old = self._monotonic() - self._read_at >= _FRESH_S
            if is_old:
                self._read_at = self._monotonic()  # one asks, the others take what is known
        if is_old:
            with suppress(StoreUnavailable):  # said by the guard
                self._known = self._guard.run(self._switches.all)
        return self._known[part]
