"""Request bodies over the limit are refused, whatever their framing."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import messages
from api.problems import Problem, problem_response


def _has_body(headers: Headers) -> bool:
    """Whether one comes along with a GET (RFC 9112, section 6.3), which is rare: no waiting for it."""
    return "content-length" in headers or "transfer-encoding" in headers


class BodyLimit:
    """Reads the body before the app does, so that one larger than the limit is a 413 whatever its framing.

    What is too large is still read up to `DRAIN` bytes and thrown away: a server that answers and closes while a simple
    client is still writing gives that client a broken connection instead of the problem.
    """

    DRAIN = 64 * 1024 * 1024

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        larger: Mapping[str, int] | None = None,
        streamed: Mapping[str, int] | None = None,
    ) -> None:
        """`larger` are paths with a limit of their own; bodies of the `streamed` ones go to their routes unread."""
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger or {}
        self.streamed = streamed or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "GET" and not _has_body(Headers(scope=scope))):
            await self.app(scope, receive, send)
            return
        if scope["path"] in self.streamed:
            body_on_its_way = _Streamed(receive, send, self.streamed[scope["path"]])
            await self.app(scope, body_on_its_way.receive, body_on_its_way.send)
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


class _Streamed:
    """A body that its route reads as it comes, after it has seen who sends it: files are not kept for strangers.

    One larger than the limit ends the reading with a `Problem`. What a route did not read is thrown away before its
    response goes out, for the reason above.
    """

    def __init__(self, receive: Receive, send: Send, max_bytes: int) -> None:
        self._receive, self._send, self._max_bytes = receive, send, max_bytes
        self._size = 0
        self._is_whole = False

    async def receive(self) -> Message:
        message = await self._next()
        if self._size > self._max_bytes:
            raise Problem(413, messages.BODY_TOO_LARGE.format(limit=self._max_bytes), {"Connection": "close"})
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            while not self._is_whole and self._size <= BodyLimit.DRAIN:
                await self._next()
        await self._send(message)

    async def _next(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        return message
