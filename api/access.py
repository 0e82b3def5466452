"""Who may call: optional keys for programs, an allow-list of origins for pages that hold the widget."""

import hmac

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from api import messages
from api.problems import problem_response
from api.settings import ApiSettings


class Access:
    """Decides by origin and key. Open (the demo): everybody. Closed: own pages, listed origins, callers with a key.

    An origin can be forged outside a browser, so the list protects the commune's name on other people's pages, not
    the data, which is public; what must be counted or cut off gets a key.
    """

    def __init__(self, settings: ApiSettings) -> None:
        self._is_open = settings.is_open
        self._keys = [key.get_secret_value().encode() for key in settings.keys]
        self._origins = frozenset(settings.allowed_origins)

    def cors_headers(self, origin: str | None, scope: Scope, headers: Headers) -> dict[str, str]:
        """Returns what lets the page at `origin` read the answer; empty where it may not."""
        if origin is None or not (self._is_open or origin in self._origins or _is_same(origin, scope, headers)):
            return {}
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-methods": "GET, POST",
            "access-control-allow-headers": "content-type, x-api-key, accept",
            "access-control-max-age": "600",
            "vary": "Origin",
        }

    def refusal(self, origin: str | None, scope: Scope, headers: Headers) -> Response | None:
        """Returns the problem for a caller that may not ask, else None."""
        if self._is_open:
            return None
        key = headers.get("x-api-key")
        if key is not None:
            is_known = any(hmac.compare_digest(key.encode(), known) for known in self._keys)
            return None if is_known else problem_response(401, messages.KEY_REQUIRED)
        if origin is None:
            return problem_response(401, messages.KEY_REQUIRED)
        if origin in self._origins or _is_same(origin, scope, headers):
            return None
        return problem_response(403, messages.ORIGIN_REFUSED)


def _is_same(origin: str, scope: Scope, headers: Headers) -> bool:
    """Whether `origin` is this server as the caller addressed it."""
    return origin == f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
