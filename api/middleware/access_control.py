"""Who may call /v1/, and which pages may read the response (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import messages
from api.access import Access
from api.problems import Problem
from bot.store.last_known import LastKnown
from bot.store.sites import Site

_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "accept, content-type, x-api-key, x-site-key",
    "access-control-max-age": "600",
}
_READABLE = {"access-control-expose-headers": "RateLimit, RateLimit-Policy, Retry-After"}


def site_of(request: Request) -> Site | None:
    """Returns the site whose key came with the request, None for any other caller."""
    site: Site | None = getattr(request.state, "site", None)
    return site


class AccessControl:
    """Refuses callers that `access` does not admit, notes the site of the others, and answers preflights."""

    def __init__(self, app: ASGIApp, access: Access, sites: LastKnown[Mapping[str, Site]]) -> None:
        self.app = app
        self.access = access
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        reader: str | None = None

        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                _share(MutableHeaders(scope=message), reader)
            await send(message)

        app, sites = self.app, await self.sites.current()
        try:
            if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
                reader = self.access.answers_preflight(scope, headers, sites)
                app = _preflight(reader)
            else:
                admission = self.access.admit(scope, headers, sites)
                reader = admission.reader
                scope.setdefault("state", {})["site"] = admission.site
        except Problem as refusal:
            app = refusal.response()
        await app(scope, receive, send_shared)


def _preflight(reader: str | None) -> Response:
    if reader is None:
        return Problem(403, messages.ORIGIN_REFUSED).response()
    return Response(status_code=204, headers={**_PREFLIGHT, "cache-control": "no-store"})


def _share(headers: MutableHeaders, reader: str | None) -> None:
    headers.add_vary_header("Origin, X-Site-Key")
    if reader is not None:
        headers["access-control-allow-origin"] = reader
        headers.update(_READABLE)
