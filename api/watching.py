"""What monitors on this machine ask the polling bot, which has no other server: GET /healthz and /metrics."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import SecretStr

from api.metrics import CONTENT_TYPE, Metrics, is_allowed

_HOST = "127.0.0.1"
_PLAIN = "text/plain; charset=utf-8"
_SILENCE_S = 5


class _Server(ThreadingHTTPServer):
    """One port; `is_well` and `metrics` are what it answers from, `token` opens /metrics."""

    daemon_threads = True
    request_queue_size = 16

    def __init__(self, port: int, is_well: Callable[[], bool], metrics: Metrics, token: SecretStr | None) -> None:
        super().__init__((_HOST, port), _Handler)
        self.is_well = is_well
        self.metrics = metrics
        self.token = token


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SILENCE_S
    server_version = "motcua"
    sys_version = ""

    def do_GET(self) -> None:
        server = self.server
        if self.path == "/healthz":
            is_well = server.is_well()
            self._answer(200 if is_well else 503, b"ok\n" if is_well else b"no updates for two minutes\n")
        elif self.path != "/metrics" or server.token is None:
            self._answer(404, b"not found\n")
        elif not is_allowed(self.headers.get("Authorization", ""), server.token):
            self._answer(401, b"token needed\n")
        else:
            self._answer(200, server.metrics.text(), CONTENT_TYPE)

    def _answer(self, status: int, body: bytes, content_type: str = _PLAIN) -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        for name, value in (("Content-Type", content_type), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a monitor asks every few seconds."""


@contextmanager
def watched(port: int, is_well: Callable[[], bool], metrics: Metrics, token: SecretStr | None) -> Iterator[int]:
    """Answers monitors for the time of the block; yields the port.

    Raises:
        OSError: the port is in use.
    """
    server = _Server(port, is_well, metrics, token)
    thread = threading.Thread(target=server.serve_forever, name="watching", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
