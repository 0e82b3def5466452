"""`motcua serve`: the HTTP server, in one process or several."""

import errno
import importlib
import os
import socket
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api import messages
from api.app import create_app
from api.commands.ask import render
from api.commands.keeping import opened_keeper
from api.commands.opening import bot_settings, check_index, expected_faults, open_live
from api.commands.starting import start_logging, tracing
from api.console import CommandFailed, remark, say
from api.protocol import BoundedHead
from api.publishing import Publisher
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.channels.telegram.settings import TelegramSettings
from bot.reloading import LiveAssistant
from bot.store.keeper import Keeper
from corpus.intake.shelf import Shelf
from retrieval.settings import RetrievalSettings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
EXAMPLE = ("Ai chủ trì việc rà soát, đơn giản hóa thủ tục hành chính?", "lac-phuong")
# Longer than the reverse proxy keeps an idle connection (deploy/Caddyfile): else it sends a question into one that is
# just being closed.
_KEEP_ALIVE_S = 75
# Opening an index on a busy machine takes a worker some seconds, in which it answers nobody.
_WORKER_SILENCE_S = 60


def run(args: Namespace) -> int:
    """Opens the assistant, prints the address and one worked example, then serves until stopped."""
    with expected_faults():
        settings = ApiSettings()
    start_logging()
    with opened_keeper(args.index) as keeper:  # what is wrong with the store is said once, here
        _warn_where_open(args.host, settings, keeper)
    workers = args.workers or settings.workers
    if workers > 1:
        _serve_together(args, workers)
        return 0
    with _opened_app(args.index) as (app, live):
        listener = _listen(args.host, args.port)
        _greet(args, listener, live.current)
        uvicorn.Server(make_config(app)).run(sockets=[listener])
    return 0


def make_worker() -> FastAPI:
    """Returns the application of one of several processes; uvicorn calls it in each."""
    start_logging()
    stack = ExitStack()
    app, _ = stack.enter_context(_opened_app(None))
    app.state.opened = stack  # lives as long as the process
    return app


@contextmanager
def _opened_app(index: Path | None) -> Iterator[tuple[FastAPI, LiveAssistant]]:
    """Opens store, index and, where it runs here, the bot, for the time of the block."""
    with expected_faults():
        settings, telegram = ApiSettings(), TelegramSettings()
    chat = None
    if telegram.webhook_url is not None:
        # The bot's libraries are loaded only where the bot runs.
        chat = importlib.import_module("api.commands.chat")
        chat.check_token(telegram)
    with opened_keeper(index) as keeper, open_live(index, keeper) as live, tracing(live.observers):
        bot = chat and chat.make_webhook(live, telegram, keeper, settings.public_base_url)
        with expected_faults():
            publisher = Publisher(Shelf(settings.documents_dir), bot_settings(index).index_dir, settings.procedures_dir)
            app = create_app(live, settings, keeper, bot, publisher=publisher)
        yield app, live


def _serve_together(args: Namespace, workers: int) -> None:
    """Runs several processes on one socket; one that ends is replaced."""
    retrieval = RetrievalSettings()
    if retrieval.embedder != "none" and retrieval.chroma_url is None:
        raise CommandFailed(
            "nhiều tiến trình cần CHROMA_URL (hoặc RETRIEVAL_EMBEDDER=none); xem docs/configuration.md."
        )
    check_index(args.index)
    if args.index is not None:
        os.environ["BOT_INDEX_DIR"] = str(args.index)
    listener = _listen(args.host, args.port)
    say(f"Trang mẫu: {_address(args, listener)}/   Mô tả API: {_address(args, listener)}/docs")
    say(messages.WORKERS.format(count=workers))
    with tempfile.TemporaryDirectory(prefix="motcua-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read by the workers: counts are added up
        config = make_config("api.commands.serve:make_worker", workers)
        Multiprocess(config, sockets=[listener]).run()


def _warn_where_open(host: str, settings: ApiSettings, keeper: Keeper) -> None:
    """Says that anybody may ask, where others than this machine can reach the demo."""
    if host not in _LOOPBACK and settings.is_open(has_sites=bool(keeper.sites.get())):
        remark(
            "Lưu ý: máy chủ đang mở cho mọi trang và mọi chương trình (bản thử); "
            "hãy thêm trang bằng `motcua sites add` hoặc đặt API_DEMO=false để đóng lại (docs/configuration.md)."
        )


def _greet(args: Namespace, listener: socket.socket, assistant: Assistant) -> None:
    address = _address(args, listener)
    say(f"Trang mẫu: {address}/   Mô tả API: {address}/docs")
    say(_who_composes(assistant))
    question, commune = EXAMPLE
    if commune in [known.slug for known in assistant.index.corpus.communes]:
        say(f"\nVí dụ: curl -s {address}/v1/ask -H 'Content-Type: application/json' \\")
        say(f"""  -d '{{"question": "{question}", "commune": "{commune}"}}'""")
        say(render(assistant.ask(question, commune=commune, channel="cli")) + "\n")


def make_config(app: FastAPI | str, workers: int = 1) -> uvicorn.Config:
    """Returns how the application, or what makes it in each of the workers, is served."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        http=BoundedHead,
        ws="none",  # no route speaks it, and the library would answer for itself
        access_log=False,  # addresses of citizens are not kept
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=False,  # API_TRUSTED_PROXIES says which proxy is believed
        timeout_graceful_shutdown=5,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_worker_healthcheck=_WORKER_SILENCE_S,
    )


def _who_composes(assistant: Assistant) -> str:
    """Returns one sentence: whether a language model words answers, and whether it answers now."""
    if assistant.composer is None:
        return messages.MODEL_NONE
    probed = assistant.composer.probe()
    if probed.fault is None:
        return messages.MODEL_ANSWERS.format(model=probed.model, seconds=f"{probed.elapsed_s:.1f}".replace(".", ","))
    return messages.MODEL_SILENT.format(model=probed.model, reason=messages.MODEL_FAULTS[probed.fault])


def _address(args: Namespace, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://{f'[{args.host}]' if ':' in args.host else args.host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    """Returns a bound socket: a port in use is said in one sentence, before the server starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as exc:
        listener.close()
        reason = "cổng đang được dùng" if getattr(exc, "errno", 0) == errno.EADDRINUSE else str(exc)
        raise CommandFailed(f"không nghe được ở {host}:{port} ({reason}); hãy chọn cổng khác bằng --port.") from exc
    return listener
