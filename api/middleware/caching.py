"""What may be kept and whether it is still the same: `Cache-Control`, `ETag`, 304 (RFC 9110 section 13, RFC 9111)."""

import re
from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPRESSED_FROM = 500  # bytes; below it gzip saves nothing
_LARGEST = 4 * 1024 * 1024  # bytes; what is larger is sent as it comes, without a validator
_TAG = re.compile(r'(?:W/)?("[^"]*")')
# This module answers these conditions itself, for whole responses; files on disk would answer by their own dates.
_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"range", b"if-range"})
_OF_FILES = ("etag", "last-modified", "accept-ranges")
_OF_THE_BODY = ("content-type", "content-length", "content-disposition", "content-encoding")

_NEVER = "no-store"
_ASK_FIRST = "no-cache"  # kept, and asked about each time: a page says what is so now
_ASK_FIRST_ALONE = "private, no-cache"
_FOR_MINUTES = "public, max-age=300"  # no version is in their addresses, so a new one must come soon


class Caching:
    """Gives every response its `Cache-Control`, unless its route did, and GET responses a weak ETag of their content.

    Weak, because the compressed and the plain body share it. Such a response is held back until it is whole.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held = _Held(scope, send)
        if scope["method"] == "GET":
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _CONDITIONS]}
        await self.app(scope, receive, held.send)


class _Held:
    """One response on its way out."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._path: str = scope["path"]
        self._is_get = scope["method"] == "GET"
        self._known = ", ".join(Headers(scope=scope).getlist("if-none-match"))
        self._send = send
        self._start: Message | None = None  # held back while not None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", self._policy(message["status"]))
            if self._may_hold(message["status"], headers):
                for name in _OF_FILES:
                    del headers[name]
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
            elif len(self._body) > _LARGEST:
                await self._release(self._start, more_body=True)
            return
        await self._send(message)

    def _policy(self, status: int) -> str:
        if not self._is_get or status >= 400 or self._path in ("/healthz", "/readyz"):
            return _NEVER
        if self._path.startswith("/v1/"):
            return _ASK_FIRST_ALONE
        return _FOR_MINUTES if self._path.startswith(("/static/", "/widget.js")) else _ASK_FIRST

    def _may_hold(self, status: int, headers: Headers) -> bool:
        is_small = int(headers.get("content-length", "0")) <= _LARGEST
        is_stream = headers.get("content-type", "").startswith("text/event-stream")
        return self._is_get and status == 200 and is_small and not is_stream and _NEVER not in headers["cache-control"]

    async def _finish(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        etag = f'W/"{blake2b(self._body, digest_size=12).hexdigest()}"'
        headers["etag"] = etag
        if not _matches(self._known, etag):
            headers["content-length"] = str(len(self._body))
            await self._release(start, more_body=False)
            return
        for name in _OF_THE_BODY:
            del headers[name]
        if len(self._body) >= COMPRESSED_FROM:  # what the whole response would say
            headers.add_vary_header("Accept-Encoding")
        await self._send({**start, "status": 304})
        await self._send({"type": "http.response.body", "body": b""})

    async def _release(self, start: Message, more_body: bool) -> None:
        self._start = None
        await self._send(start)
        await self._send({"type": "http.response.body", "body": bytes(self._body), "more_body": more_body})


def _matches(known: str, etag: str) -> bool:
    """Whether If-None-Match names `etag`, by weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2)."""
    return known.strip() == "*" or etag.removeprefix("W/") in _TAG.findall(known)
