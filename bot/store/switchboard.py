"""The switches as the processes that answer read them."""

import time
from collections.abc import Callable

from bot.store.guarding import Guard
from bot.store.last_known import LastKnown
from bot.store.operating import Part, Switch, Switches


class Switchboard:
    """The last known state of the switches; everything is on until they were read. Thread-safe."""

    def __init__(self, switches: Switches, guard: Guard, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._last = LastKnown(switches.all, guard, {part: Switch(part) for part in Part}, monotonic)

    def of(self, part: Part) -> Switch:
        """Returns the state of a part. May wait for the database: not for an event loop."""
        return self._last.get()[part]
