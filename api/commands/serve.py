"""`motcua serve`: the HTTP server."""

import errno
import importlib
import socket
from argparse import Namespace
from functools import partial

import uvicorn
from fastapi import FastAPI

from api import messages
from api.app import create_app
from api.commands.ask import render
from api.commands.keeping import opened_keeper
from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, remark, say
from api.logs import configure_logging
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.channels.telegram.settings import TelegramSettings
from bot.store.operating import Part

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
EXAMPLE = ("Ai chủ trì việc rà soát, đơn giản hóa thủ tục hành chính?", "lac-phuong")


def run(args: Namespace) -> int:
    """Opens the assistant, prints the address and one worked example, then serves until stopped."""
    with expected_faults():
        settings, telegram = ApiSettings(), TelegramSettings()
    configure_logging(telegram.token)
    _warn_where_open(args.host, settings)
    chat = None
    if telegram.webhook_url is not None:
        # The bot's libraries are loaded only where the bot runs.
        chat = importlib.import_module("api.commands.chat")
        chat.check_token(telegram)
    with opened_keeper(args.index) as keeper:
        assistant = open_assistant(args.index, keeper)
        bot = chat and chat.make_webhook(
            assistant, telegram, keeper.store, settings.public_base_url, partial(keeper.off, Part.TELEGRAM)
        )
        with expected_faults():
            app = create_app(assistant, settings, keeper, bot)
        _serve(args, app, assistant)
    return 0


def _warn_where_open(host: str, settings: ApiSettings) -> None:
    """Says that anybody may ask, where others than this machine can reach the demo."""
    if settings.is_open and host not in _LOOPBACK:
        remark(
            "Lưu ý: máy chủ đang mở cho mọi trang và mọi chương trình (bản thử); "
            "đặt API_SITES_PATH hoặc API_DEMO=false để đóng lại (docs/configuration.md)."
        )


def _serve(args: Namespace, app: FastAPI, assistant: Assistant) -> None:
    listener = _listen(args.host, args.port)
    port = listener.getsockname()[1]
    address = f"http://{f'[{args.host}]' if ':' in args.host else args.host}:{port}"
    say(f"Trang mẫu: {address}/   Mô tả API: {address}/docs")
    say(_who_composes(assistant))
    question, commune = EXAMPLE
    if commune in [known.slug for known in assistant.index.corpus.communes]:
        say(f"\nVí dụ: curl -s {address}/v1/ask -H 'Content-Type: application/json' \\")
        say(f"""  -d '{{"question": "{question}", "commune": "{commune}"}}'""")
        say(render(assistant.ask(question, commune=commune, channel="cli")) + "\n")
    config = uvicorn.Config(
        app,
        access_log=False,  # addresses of citizens are not kept
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=False,  # API_TRUSTED_PROXIES says which proxy is believed
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _who_composes(assistant: Assistant) -> str:
    """Returns one sentence: whether a language model words answers, and whether it answers now."""
    if assistant.composer is None:
        return messages.MODEL_NONE
    probed = assistant.composer.probe()
    if probed.fault is None:
        return messages.MODEL_ANSWERS.format(model=probed.model, seconds=f"{probed.elapsed_s:.1f}".replace(".", ","))
    return messages.MODEL_SILENT.format(model=probed.model, reason=messages.MODEL_FAULTS[probed.fault])


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
