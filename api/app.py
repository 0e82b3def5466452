"""The FastAPI application: routes, middlewares, errors. Nothing is built at import."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import middleware, problems
from api.admin import installing as admin
from api.admin.desk import Desk
from api.context import Asking, Context
from api.metrics import Metrics
from api.publishing import Publisher
from api.reference import describe
from api.routes import (
    admin_document_acts,
    ask,
    commune,
    conversations,
    health,
    pages,
    privacy,
    procedures,
    records,
    telegram,
    viewer,
)
from api.settings import ApiSettings
from bot.store.keeper import Keeper

logger = logging.getLogger(__name__)

_UPKEEP_S = 600
_DESCRIPTION = (
    "Trợ lý ảo trả lời câu hỏi về kế hoạch cải cách hành chính của xã, phường và về thủ tục hành chính, "
    "kèm nguồn của từng thông tin."
)


def create_app(
    assistant: Asking,
    settings: ApiSettings,
    keeper: Keeper,
    bot: telegram.Receiver | None = None,
    today: Callable[[], date] = date.today,
    publisher: Publisher | None = None,
) -> FastAPI:
    """Returns the application over an assistant and a store, which the caller owns; its threads end with the process.

    `bot` gets its updates by webhook and runs for as long as the application does. Pages say by `today` what is over.
    Operators add and publish documents through `publisher`.
    """
    threads = ThreadPoolExecutor(settings.ask_threads + assistant.waiting_places, thread_name_prefix="ask")

    # The framework's own telemetry would hold what people sent, in the messages of refusals: api.tracing has ours.
    app = FastAPI(
        title="Một Cửa",
        description=_DESCRIPTION,
        version=version("motcua"),
        docs_url=None,  # the framework's own page loads its scripts from a third party
        redoc_url=None,
        lifespan=_running(keeper, bot),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    assistant.observers.append(keeper.recorder)
    metrics = Metrics(lambda: assistant.index.manifest.index_id) if settings.metrics_token else None
    if metrics:
        assistant.observers.append(metrics.record)
        metrics.watch(keeper.breakers)
        if bot is not None:
            metrics.follow(bot.pulse)
    app.state.context = Context(assistant, settings, keeper, threads, today, metrics)
    for module in (ask, conversations, records, procedures, health, viewer, pages, privacy, commune):
        app.include_router(module.router)
    if bot is not None:
        app.include_router(telegram.make_router(bot))
    if settings.admin_password_hash is not None:
        admin.install(app, Desk(publisher, keeper) if publisher else None)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # how the framework has it replaced
    problems.install(app)
    middleware.install(
        app,
        settings,
        keeper,
        larger_bodies={telegram.PATH: telegram.MAX_BODY_BYTES},
        streamed_bodies=admin_document_acts.BODIES if settings.admin_password_hash and publisher else {},
    )
    return app


def _running(keeper: Keeper, bot: telegram.Receiver | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        upkeep = asyncio.create_task(_keep_up(keeper))
        if bot is not None:
            await bot.start()
        try:
            yield
        finally:
            upkeep.cancel()
            with suppress(asyncio.CancelledError):
                await upkeep
            if bot is not None:
                await bot.stop()

    return lifespan


async def _keep_up(keeper: Keeper) -> None:
    """Deletes what has expired, for as long as the application runs."""
    while True:
        try:
            await asyncio.get_running_loop().run_in_executor(None, keeper.store.purge)
        except Exception:  # the net of this task: a database that is away now is no reason to stop purging for good
            logger.exception("upkeep failed")
        await asyncio.sleep(_UPKEEP_S)
