"""Pure ASGI middlewares of the edge: the one net, response headers, access, rate limit, body size.

They are plain callables because starlette's BaseHTTPMiddleware costs a task and a queue for every request.
"""

import logging
import math
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import messages
from api.access import Access
from api.problems import problem_response

logger = logging.getLogger(__name__)

# No third party, no inline script or style, no frame: what the pages of this server need and nothing else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "DENY",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_RAW_SECURITY_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class Net:
    """Turns a bug into a problem with an incident id, which the log shows beside the trace; adds security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # every GET has its HEAD; the server itself leaves the body out
            scope = {**scope, "method": "GET"}
        is_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_started
            if message["type"] == "http.response.start":
                is_started = True
                message["headers"] = [*message["headers"], *_RAW_SECURITY_HEADERS]
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            incident_id = uuid.uuid4().hex[:12]
            logger.exception("incident %s", incident_id)  # never the body: questions are not logged
            if is_started:
                raise
            response = problem_response(500, messages.INTERNAL.format(incident_id=incident_id), incident_id=incident_id)
            await response(scope, receive, send_with_headers)


class AccessControl:
    """Refuses callers that `access` does not know and answers the browsers' cross-origin questions."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/v1/", "/widget.js")):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        shared = self.access.cors_headers(origin, scope, headers)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            refusal = None if shared else problem_response(403, messages.ORIGIN_REFUSED)
            await (refusal or Response(status_code=204, headers=shared))(scope, receive, send)
            return

        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start" and shared:
                MutableHeaders(scope=message).update(shared)
            await send(message)

        refusal = self.access.refusal(origin, scope, headers) if scope["path"].startswith("/v1/") else None
        await (refusal or self.app)(scope, receive, send_shared)


class RateLimit:
    """At most so many calls of /v1/ per client address in any minute (token bucket); loopback is exempt.

    One process, in memory: it stops a careless script, not an attack, which is the reverse proxy's business.
    """

    MAX_CLIENTS = 10_000

    def __init__(self, app: ASGIApp, per_minute: int, exempt: Iterable[str] = ("127.0.0.1", "::1")) -> None:
        self.app = app
        self.per_minute = per_minute
        self.exempt = frozenset(exempt)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.per_minute and scope["path"].startswith("/v1/"):
            client = (scope.get("client") or ("", 0))[0]
            wait_s = 0.0 if client in self.exempt else self._take(client, time.monotonic())
            if wait_s > 0:
                seconds = math.ceil(wait_s)
                detail = messages.RATE_LIMITED.format(seconds=seconds)
                await problem_response(429, detail, {"Retry-After": str(seconds)})(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _take(self, client: str, now: float) -> float:
        """Takes one token of `client`; returns 0, or the seconds until there is one."""
        per_second = self.per_minute / 60
        tokens, since = self._buckets.pop(client, (float(self.per_minute), now))
        tokens = min(float(self.per_minute), tokens + (now - since) * per_second)
        is_allowed = tokens >= 1
        self._buckets[client] = (tokens - 1 if is_allowed else tokens, now)
        if len(self._buckets) > self.MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if is_allowed else (1 - tokens) / per_second


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
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
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
