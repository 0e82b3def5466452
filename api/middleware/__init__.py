"""What every call passes on its way in and out, one concern a module; `install` says in which order.

They are pure ASGI callables because starlette's BaseHTTPMiddleware costs a task and a queue for every request.
"""

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.access import Access
from api.middleware.access_control import AccessControl
from api.middleware.body_limit import BodyLimit
from api.middleware.caching import COMPRESSED_FROM, Caching
from api.middleware.net import Net
from api.middleware.rate_limit import RateLimit
from api.middleware.redirects import RelativeRedirects
from api.middleware.security_headers import SecurityHeaders
from api.settings import ApiSettings
from bot.store.keeper import Keeper

# Spreadsheets are archives already; event streams, which the library leaves alone too, would be held back.
_NEVER_COMPRESSED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def install(
    app: FastAPI,
    settings: ApiSettings,
    keeper: Keeper,
    larger_bodies: Mapping[str, int],
    streamed_bodies: Mapping[str, int],
) -> None:
    """Puts the middlewares around `app`. The last added is the outermost: read a request's way from the bottom up."""
    app.add_middleware(Net)  # a bug of a route: the page that asked may read what it is told
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, larger=larger_bodies, streamed=streamed_bodies)
    app.add_middleware(RateLimit, per_minute=settings.rate_limit_per_minute, buckets=keeper.buckets)
    app.add_middleware(AccessControl, access=Access(settings), sites=keeper.sites)
    app.add_middleware(Caching)
    app.add_middleware(
        GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=6, exclude_content_types=_NEVER_COMPRESSED
    )
    app.add_middleware(RelativeRedirects)
    app.add_middleware(Net)  # a bug of one of these
    app.add_middleware(SecurityHeaders, is_https=(settings.public_origin or "").startswith("https://"))
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
