"""What every route needs, built once by `create_app` and handed to routes by dependency."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Annotated, Protocol, TypeVar

from fastapi import Depends, Request

from api import messages
from api.metrics import Metrics
from api.middleware.access_control import site_of
from api.pages.comparing import SharedIndicator, find_shared
from api.problems import Problem
from api.settings import ApiSettings
from bot.events import Observer
from bot.reply import Reply
from bot.store.database import StoreUnavailable
from bot.store.keeper import Keeper
from corpus.documents import Corpus

T = TypeVar("T")
_BUSY_RETRY_S = 2


class Manifest(Protocol):
    """The part of the index's manifest that the edge shows."""

    @property
    def index_id(self) -> str: ...

    @property
    def counts(self) -> Mapping[str, int]: ...


class IndexView(Protocol):
    """The part of the index that the edge reads."""

    @property
    def manifest(self) -> Manifest: ...

    @property
    def corpus(self) -> Corpus: ...


class Asking(Protocol):
    """The assistant, as the edge sees it."""

    @property
    def index(self) -> IndexView: ...

    @property
    def waiting_places(self) -> int: ...

    @property
    def away(self) -> tuple[str, ...]: ...

    @property
    def observers(self) -> list[Observer]: ...

    def ask(
        self,
        question: str,
        commune: str | None = None,
        conversation_id: str | None = None,
        channel: str = "api",
        on_text: Callable[[str], None] | None = None,
    ) -> Reply: ...


class Waiting:
    """How many questions are being answered or wait for a thread; used by the event loop alone."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self.count -= 1


@dataclass(frozen=True)
class Context:
    """The edge's own world: assistant, settings, store, the clock, and the threads that questions run in."""

    assistant: Asking
    settings: ApiSettings
    keeper: Keeper
    threads: ThreadPoolExecutor
    today: Callable[[], date] = date.today
    metrics: Metrics | None = None
    waiting: Waiting = field(default_factory=Waiting)
    _shared: dict[tuple[str, str], tuple[SharedIndicator, ...]] = field(default_factory=dict)

    @property
    def corpus(self) -> Corpus:
        return self.assistant.index.corpus

    def shared(self, slug: str) -> tuple[SharedIndicator, ...]:
        """Returns what a known commune shares with others, compared once for each index."""
        key = (self.assistant.index.manifest.index_id, slug)
        if key not in self._shared:
            self._shared[key] = find_shared(self.corpus, slug)
        return self._shared[key]

    async def in_thread(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Runs blocking work outside the event loop, in the edge's own bounded pool."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, partial(function, *args, **kwargs))

    async def answering(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Runs the answering of a question in a thread, where not too many wait already.

        Raises:
            Problem: 503 with the time to wait: whoever comes later would wait longer than people do.
        """
        if self.waiting.count >= self.settings.ask_queue:
            if self.metrics:
                self.metrics.refuse()
            raise Problem(503, messages.TOO_BUSY, {"Retry-After": str(_BUSY_RETRY_S)})
        with self.waiting:
            return await self.in_thread(function, *args, **kwargs)

    async def in_store(self, work: Callable[[], T]) -> T:
        """Runs work on the store that must not fail silently.

        Raises:
            Problem: 503 with the time to wait, where the store cannot be had now.
        """
        try:
            return await self.in_thread(self.keeper.guard.run, work)
        except StoreUnavailable as exc:
            raise Problem(503, messages.STORE_AWAY, {"Retry-After": "5"}) from exc

    def base_url(self, request: Request) -> str:
        """Returns what links begin with, without a slash at the end."""
        return self.settings.public_base_url or str(request.base_url).rstrip("/")

    def check_commune(self, slug: str | None) -> None:
        """Raises a 422 that names the known slugs when `slug` is none of them."""
        known = [commune.slug for commune in self.corpus.communes]
        if slug is not None and slug not in known:
            raise Problem(422, messages.UNKNOWN_COMMUNE.format(slug=slug, known=", ".join(known)))

    def portal_commune(self, request: Request, slug: str | None) -> str | None:
        """Returns the portal's own commune: the one sent, else that of the site whose key came along, else None.

        Raises:
            Problem: 422 for an unknown commune, 403 for one that the site's key is not for.
        """
        site = site_of(request)
        if slug is None and site is not None:
            slug = site.commune
        self.check_commune(slug)  # the site's own too: its documents may have been withdrawn
        if site is not None and slug not in site.communes:
            raise Problem(403, messages.COMMUNE_REFUSED.format(known=", ".join(site.communes)))
        return slug


async def get_context(request: Request) -> Context:
    """Returns the context that `create_app` put on the app. Async, for anything else is called in a thread."""
    context = request.app.state.context
    assert isinstance(context, Context)
    return context


Edge = Annotated[Context, Depends(get_context)]
