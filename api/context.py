"""What every route needs, built once by `create_app` and handed to routes by dependency."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Annotated, Protocol, TypeVar

from fastapi import Depends, Request

from api import messages
from api.feedback_store import FeedbackStore
from api.metrics import Metrics
from api.middleware.access_control import site_of
from api.pages.comparing import SharedIndicator, find_shared
from api.problems import Problem
from api.settings import ApiSettings
from bot.events import Observer
from bot.reply import Reply
from corpus.documents import Corpus

T = TypeVar("T")


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
    def observers(self) -> list[Observer]: ...

    def ask(
        self,
        question: str,
        commune: str | None = None,
        conversation_id: str | None = None,
        channel: str = "api",
        on_text: Callable[[str], None] | None = None,
    ) -> Reply: ...


class KnownAnswers:
    """The latest answers' ids with what a rating is counted by. Bounded: an old answer can no longer be rated."""

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[str, str] = OrderedDict()

    def remember(self, reply: Reply) -> None:
        self._kept[reply.answer_id] = reply.outcome
        if len(self._kept) > self._capacity:
            self._kept.popitem(last=False)

    def outcome(self, answer_id: str) -> str | None:
        return self._kept.get(answer_id)


@dataclass(frozen=True)
class Context:
    """The edge's own world: assistant, settings, ratings, the clock, and the threads that questions run in."""

    assistant: Asking
    settings: ApiSettings
    feedback: FeedbackStore
    threads: ThreadPoolExecutor
    today: Callable[[], date] = date.today
    metrics: Metrics | None = None
    answers: KnownAnswers = field(default_factory=KnownAnswers)
    _shared: dict[str, tuple[SharedIndicator, ...]] = field(default_factory=dict)

    @property
    def corpus(self) -> Corpus:
        return self.assistant.index.corpus

    def shared(self, slug: str) -> tuple[SharedIndicator, ...]:
        """Returns what a known commune shares with others, compared once: the corpus stays while the process runs."""
        if slug not in self._shared:
            self._shared[slug] = find_shared(self.corpus, slug)
        return self._shared[slug]

    async def in_thread(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Runs blocking work outside the event loop, in the edge's own bounded pool."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, partial(function, *args, **kwargs))

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
        self.check_commune(slug)
        site = site_of(request)
        if site is None:
            return slug
        if slug is not None and slug not in site.communes:
            raise Problem(403, messages.COMMUNE_REFUSED.format(known=", ".join(site.communes)))
        return slug or site.commune


def get_context(request: Request) -> Context:
    """Returns the context that `create_app` put on the app."""
    context = request.app.state.context
    assert isinstance(context, Context)
    return context


Edge = Annotated[Context, Depends(get_context)]
