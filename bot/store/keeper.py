"""The store as a process that answers uses it: guarded, with its switches and what it notes of each answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation import Conversations, Memory
from bot.settings import BotSettings
from bot.store.guarding import Guard, GuardedMemory
from bot.store.operating import Part
from bot.store.recording import Recorder
from bot.store.store import Store
from bot.store.switchboard import Switchboard


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one process keeps with; `memory` and `recorder` go to its assistant."""

    store: Store
    guard: Guard
    switchboard: Switchboard
    memory: Memory
    recorder: Recorder

    def off(self, part: Part) -> str | None:
        """Returns why operators turned a part off; None: it is on. May wait for the database: not for an event loop."""
        switch = self.switchboard.of(part)
        return None if switch.is_on else switch.reason

    def is_model_on(self) -> bool:
        """Tells whether operators let the language model word answers."""
        return self.switchboard.of(Part.MODEL).is_on


def make_keeper(store: Store, settings: BotSettings, monotonic: Callable[[], float] = time.monotonic) -> Keeper:
    """Returns a keeper over an open store, which stays the caller's to close."""
    guard = Guard(monotonic=monotonic)
    own = Conversations(monotonic, settings.conversation_limit, settings.conversation_lifetime_s)
    return Keeper(
        store,
        guard,
        Switchboard(store.switches, guard, monotonic),
        GuardedMemory(store.conversations, guard, own),
        Recorder(store, guard, keeps_unanswered=settings.keep_unanswered),
    )
