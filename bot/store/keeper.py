"""The store as a process that answers uses it: guarded, with its switches, its sites and what it notes of answers."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.conversation import Conversations, Memory
from bot.settings import BotSettings
from bot.store.breaker import Breaker
from bot.store.buckets import Buckets, OwnBuckets
from bot.store.guarding import FallbackMemory, Guard, GuardedConversations
from bot.store.last_known import LastKnown
from bot.store.leases import Lease, OwnLease
from bot.store.operating import Part
from bot.store.probing import Probe
from bot.store.recording import Recorder
from bot.store.sites import Site
from bot.store.store import Store, open_store
from bot.store.switchboard import Switchboard

if TYPE_CHECKING:  # its library is loaded only where it is used
    from bot.store.redis_state import SharedState


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one process keeps with; `memory` and `recorder` go to its assistant."""

    store: Store
    guard: Guard
    switchboard: Switchboard
    sites: LastKnown[Mapping[str, Site]]
    memory: Memory
    recorder: Recorder
    buckets: Buckets
    lease: Callable[[str, float], Lease]
    breakers: tuple[Breaker, ...]
    probe: Probe

    def off(self, part: Part) -> str | None:
        """Returns why operators turned a part off; None: it is on. May wait for the database: not for an event loop."""
        switch = self.switchboard.of(part)
        return None if switch.is_on else switch.reason

    def is_model_on(self) -> bool:
        """Tells whether operators let the language model word answers."""
        return self.off(Part.MODEL) is None


def make_keeper(store: Store, settings: BotSettings, monotonic: Callable[[], float] = time.monotonic) -> Keeper:
    """Returns a keeper over an open store, which stays the caller's to close; nothing is shared but the store.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    return _keeper(store, settings, (), OwnBuckets(monotonic), _own_lease, monotonic)


@contextmanager
def opened_keeper(settings: BotSettings) -> Iterator[Keeper]:
    """Opens the store, and the shared state where one is set, for the time of the block.

    Raises:
        StoreUnavailable: one of them cannot be opened.
    """
    store = open_store(settings)
    try:
        if settings.redis_url is None:
            yield make_keeper(store, settings)
            return
        # Its library is loaded only where it is used.
        from bot.store.redis_state import SharedBuckets, SharedConversations, SharedLease, SharedState

        state = SharedState(settings.redis_url.get_secret_value(), store.pseudonyms)
        state.check()
        shared = SharedConversations(state, settings.conversation_lifetime_s)
        store.outside = shared
        buckets = SharedBuckets(state, OwnBuckets())
        lease = partial(SharedLease, state)
        try:
            yield _keeper(store, settings, (shared,), buckets, lease, redis=state)
        finally:
            state.close()
    finally:
        store.close()


def _keeper(
    store: Store,
    settings: BotSettings,
    shared: tuple[Memory, ...],
    buckets: Buckets,
    lease: Callable[[str, float], Lease],
    monotonic: Callable[[], float] = time.monotonic,
    redis: "SharedState | None" = None,
) -> Keeper:
    guard = Guard(settings.store_wait_s, monotonic=monotonic)
    own = Conversations(monotonic, settings.conversation_limit, settings.conversation_lifetime_s)
    store.on_forget.append(own.forget)
    return Keeper(
        store,
        guard,
        Switchboard(store.switches, guard, monotonic),
        # Read once before anybody is served: a server that does not know its sites would be open to all.
        LastKnown(store.sites.all, guard, store.sites.all(), monotonic),
        FallbackMemory((*shared, GuardedConversations(store.conversations, guard)), own),
        Recorder(store, guard, keeps_unanswered=settings.keep_unanswered),
        buckets,
        lease,
        (guard.breaker, redis.breaker) if redis else (guard.breaker,),
        Probe((partial(guard.run, store.database.ping), *((redis.ping,) if redis else ())), monotonic),
    )


def _own_lease(name: str, lifetime_s: float) -> Lease:
    """Returns a lease that nobody else asks for."""
    return OwnLease()
