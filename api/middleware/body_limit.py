"""Request bodies over the limit are refused, whatever their framing."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import messages
from api.problems import problem_response


def _has_body(headers: Headers) -> bool:
    """Whether one comes along with a GET (RFC 9112, section 6.3), which is rare: no waiting for it."""
    return "content-length" in headers or "transfer-encoding" in headers


class BodyLimit:
    """Reads the body before the app does, so that one larger than the limit is a 413 whatever its framing.

    What is too large is still read up to `DRAIN` bytes and thrown away: a server that answers and closes while a simple
    client is still writing gives that client a broken connection instead of the problem.
    """

    DRAIN = 64 * 1024 * 1024

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int] | None = None) -> None:
        """`larger` are paths with a limit of their own."""
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "GET" and not _has_body(Headers(scope=scope))):
            await self.app(scope, receive, send)
            return
        max_bytes = self.larger.get(scope["path"], self.max_bytes)
        body, size = bytearray(), 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            size += len(chunk)
            if size <= max_bytes:
                body += chunk
            if not message.get("more_body", False) or size > self.DRAIN:
                break
        if size > max_bytes:
            detail = messages.BODY_TOO_LARGE.format(limit=max_bytes)
            await problem_response(413, detail, {"Connection": "close"})(scope, receive, send)
            return
        is_given = False

        async def replay() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, replay, send)
