"""A client of the application in process that sends what no honest client would: any bytes in any place.

The path is made as uvicorn makes it (`unquote` of the raw path); nothing is normalised on the way.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

Header = tuple[bytes, bytes]
# An address of the documentation block (RFC 5737): loopback is treated apart by the rate limiter.
STRANGER = ("203.0.113.9", 40_000)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response."""

    status: int
    headers: tuple[Header, ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Returns every value of a header."""
        return [value.decode("latin-1") for key, value in self.headers if key.lower() == name.encode()]

    def get(self, name: str) -> str | None:
        """Returns the first value of a header, None where it is not there."""
        return next(iter(self.all(name)), None)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def everything(self) -> str:
        """Returns headers and body: what a secret must not stand in."""
        lines = [f"{key.decode('latin-1')}: {value.decode('latin-1')}" for key, value in self.headers]
        return "\n".join([*lines, "", self.text])


async def call(
    app: ASGIApp,
    method: str,
    target: str,
    headers: Iterable[Header] = (),
    body: bytes = b"",
    client: tuple[str, int] = STRANGER,
) -> Answer:
    """Sends one request and returns the response; `target` is what stands in the request line, ASCII alone."""
    raw_path, _, query = target.partition("?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in headers],
        "client": client,
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    is_sent = False
    started: list[Message] = []
    pieces: list[bytes] = []

    async def receive() -> Message:
        nonlocal is_sent
        if is_sent:  # whoever reads on waits for the caller to hang up
            await asyncio.Event().wait()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, send)
    (start,) = started
    return Answer(start["status"], tuple(start["headers"]), b"".join(pieces))


def call_now(
    app: ASGIApp, method: str, target: str, headers: Sequence[Header] = (), body: bytes = b"", **more: Any
) -> Answer:
    """Does the same from a test that is no coroutine."""
    return asyncio.run(call(app, method, target, headers, body, **more))
