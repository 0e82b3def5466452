"""A real HTTP server that answers the widget as a test tells it, and serves the pages that hold the widget."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api.widget import script

Json = dict[str, Any]


def make_reply(**overrides: Any) -> Json:
    """Returns a reply as the contract has it."""
    return {
        "answer_id": "a1",
        "conversation_id": "c1",
        "status": "answered",
        "answer": "**Từ 50% trở lên** số giao dịch [1].\n\n- Phối hợp: các phòng [2]\n- Thời gian: 2026–2030",
        "citations": [make_citation(1), make_citation(2)],
        "choices": [],
        "suggestions": ["Kế hoạch do ai ký?"],
        "notice": "Văn bản ghi hai mức khác nhau.",
        **overrides,
    }


def make_citation(number: int, **overrides: Any) -> Json:
    return {
        "id": number,
        "commune": "lac-phuong",
        "document_id": "plan",
        "document_title": "Kế hoạch cải cách hành chính",
        "document_number": "15/KH-UBND",
        "issued_on": "2026-01-02",
        "section": f"mục II.{number}",
        "quote": "Thanh toán trực tuyến đạt từ 50% trở lên",
        "url": f"/documents/plan#s{number}",
        "procedure_code": None,
        **overrides,
    }


@dataclass
class Act:
    """What the server does with one question: words first, then the reply, a problem, or a cut connection."""

    reply: Json | str | None = field(default_factory=make_reply)
    deltas: tuple[str, ...] = ()
    gate: threading.Event | None = None  # waited for after the words
    is_cut: bool = False
    status: int = 200
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_plain: bool = False  # ignores that a stream was asked for

    def __post_init__(self) -> None:
        if isinstance(self.reply, dict) and not self.deltas:
            self.deltas = tuple(str(self.reply["answer"]).splitlines(keepends=True))


class FakeServer(ThreadingHTTPServer):
    """`acts` are taken in turn, then every question gets the usual reply; `asked` and `rated` are what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, tuple[str, Mapping[str, str]]] = {}
        self.acts: deque[Act] = deque()
        self.rating_statuses: deque[int] = deque()
        self.asked: list[Json] = []
        self.rated: list[Json] = []
        self.seen_headers: list[Mapping[str, str]] = []
        self.deleted: list[str] = []
        self.stored: dict[str, Json] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add_page(self, path: str, html: str, headers: Mapping[str, str] | None = None) -> str:
        """Serves `html`; returns its address."""
        self.pages[path] = (html, headers or {})
        return self.address + path


@contextmanager
def serving_fake() -> Iterator[FakeServer]:
    server = FakeServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        for act in server.acts:
            if act.gate:
                act.gate.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeServer

    def log_message(self, *_: object) -> None:
        """Tests read what the server did, not its log."""

    def do_OPTIONS(self) -> None:
        self._send(
            204,
            b"",
            {
                "Access-Control-Allow-Headers": "content-type, accept, x-site-key",
                "Access-Control-Allow-Methods": "DELETE",
            },
        )

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.endswith("/widget.js"):
            self._send(200, script().encode(), {"Content-Type": "text/javascript"})
        elif path in self.server.stored:
            self._send(200, json.dumps(self.server.stored[path]).encode(), {"Content-Type": "application/json"})
        elif path in self.server.pages:
            html, headers = self.server.pages[path]
            self._send(200, html.encode(), {"Content-Type": "text/html; charset=utf-8", **headers})
        else:
            self._send(404 if path != "/favicon.ico" else 204, b"", {})

    def do_DELETE(self) -> None:
        self.server.deleted.append(self.path)
        self.server.seen_headers.append(dict(self.headers))
        self._send(204, b"", {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen_headers.append(dict(self.headers))
        if self.path == "/v1/feedback":
            status = self.server.rating_statuses.popleft() if self.server.rating_statuses else 204
            if status == 204:
                self.server.rated.append(body)
            self._send(status, b"", {})
            return
        self.server.asked.append(body)
        act = self.server.acts.popleft() if self.server.acts else Act()
        if act.status != 200:
            problem = json.dumps({"title": "x", "status": act.status, "detail": act.detail}).encode()
            self._send(act.status, problem, {"Content-Type": "application/problem+json", **act.headers})
        elif act.is_plain or "text/event-stream" not in self.headers["Accept"]:
            text = act.reply if isinstance(act.reply, str) else json.dumps(act.reply)
            self._send(200, text.encode(), {"Content-Type": "application/json"})
        else:
            self._stream(act)

    def _stream(self, act: Act) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **_CORS}.items():
            self.send_header(name, value)
        self.end_headers()
        for delta in act.deltas:
            self._chunk(_event("delta", delta))
        if act.gate:
            act.gate.wait(timeout=30)
        if act.is_cut:
            self.close_connection = True  # without the last chunk: the browser sees a broken transfer
            return
        if act.reply is not None:
            self._chunk(_event("reply", act.reply if isinstance(act.reply, str) else json.dumps(act.reply)))
        self._write(b"0\r\n\r\n")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self._write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _write(self, data: bytes) -> None:
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:  # the browser gave up, which is what some tests are about
            self.close_connection = True

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **_CORS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(body)


_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}


def _event(name: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n"
