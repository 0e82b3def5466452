"""The FastAPI application: routes, middlewares, errors. Nothing is built at import."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import middleware, problems
from api.context import Asking, Context
from api.feedback_store import FeedbackStore
from api.metrics import Metrics
from api.reference import describe
from api.routes import ask, commune, health, pages, procedures, records, telegram, viewer
from api.settings import ApiSettings
from api.sites import load_sites

_DESCRIPTION = (
    "Trợ lý ảo trả lời câu hỏi về kế hoạch cải cách hành chính của xã, phường và về thủ tục hành chính, "
    "kèm nguồn của từng thông tin."
)


def create_app(
    assistant: Asking,
    settings: ApiSettings,
    bot: telegram.Receiver | None = None,
    today: Callable[[], date] = date.today,
) -> FastAPI:
    """Returns the application over a ready assistant, which the caller owns; its threads end with the process.

    `bot` gets its updates by webhook and runs for as long as the application does. Pages say by `today` what is over.

    Raises:
        SitesUnreadable: the file of sites that the settings name cannot be used.
    """
    communes = [commune.slug for commune in assistant.index.corpus.communes]
    sites = load_sites(settings.sites_path, communes) if settings.sites_path else {}
    threads = ThreadPoolExecutor(settings.ask_threads + assistant.waiting_places, thread_name_prefix="ask")

    app = FastAPI(
        title="Một Cửa",
        description=_DESCRIPTION,
        version=version("motcua"),
        docs_url=None,  # the framework's own page loads its scripts from a third party
        redoc_url=None,
        lifespan=None if bot is None else _running(bot),
    )
    metrics = Metrics(assistant.index.manifest.index_id) if settings.metrics_token else None
    if metrics:
        assistant.observers.append(metrics.record)
    app.state.context = Context(assistant, settings, FeedbackStore(settings.feedback_path), threads, today, metrics)
    for module in (ask, records, procedures, health, viewer, pages, commune):
        app.include_router(module.router)
    if bot is not None:
        app.include_router(telegram.make_router(bot))
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # how the framework has it replaced
    problems.install(app)
    middleware.install(app, settings, sites, larger_bodies={telegram.PATH: telegram.MAX_BODY_BYTES})
    return app


def _running(bot: telegram.Receiver) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await bot.start()
        try:
            yield
        finally:
            await bot.stop()

    return lifespan
