"""`motcua serve`: the HTTP server."""

import errno
import socket
from argparse import Namespace

import uvicorn

from api.app import create_app
from api.commands.ask import render
from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from api.logs import configure_logging
from api.settings import ApiSettings

EXAMPLE = ("Ai chủ trì việc rà soát, đơn giản hóa thủ tục hành chính?", "lac-phuong")


def run(args: Namespace) -> int:
    """Opens the assistant, prints the address and one worked example, then serves until stopped."""
    configure_logging()
    with expected_faults():
        settings = ApiSettings()
    assistant = open_assistant(args.index)
    app = create_app(assistant, settings)
    listener = _listen(args.host, args.port)
    port = listener.getsockname()[1]
    address = f"http://{f'[{args.host}]' if ':' in args.host else args.host}:{port}"
    say(f"Trang mẫu: {address}/   Mô tả API: {address}/docs")
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
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


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
