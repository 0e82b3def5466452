"""Who may call /v1/: pages of a site by its key, pages of listed origins, programs by their key, and our own pages.

A site's key is public and an origin can be forged outside a browser, so both protect the communes' name on other
people's pages, not the data, which is published; what must be counted or cut off for certain gets a secret key.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from api import messages
from api.problems import Problem
from api.settings import ApiSettings
from bot.store.sites import Site

_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")


@dataclass(frozen=True, slots=True)
class Admission:
    """A caller that may call: the site whose key it brought, and the origin that may read the response."""

    site: Site | None
    reader: str | None


class Access:
    """Decides by origin and key. Open (the demo): everybody. Closed: what the module's first line lists."""

    def __init__(self, settings: ApiSettings) -> None:
        self._settings = settings
        self._keys = [key.get_secret_value().encode() for key in settings.keys]
        self._listed = frozenset(settings.allowed_origins)
        self._own = settings.public_origin

    def admit(self, scope: Scope, headers: Headers, sites: Mapping[str, Site]) -> Admission:
        """Returns the admission of a call; `sites` are those of now, by key.

        A key is looked for in its header alone, never in the address, which ends up in logs and histories.

        Raises:
            Problem: 401 without a key that is known, 403 from a page of another origin.
        """
        origin = _only(headers, "origin")
        site_key = _only(headers, "x-site-key")
        site = sites.get(site_key) if site_key else None
        if site is not None and origin in site.origins:
            return Admission(site, origin)
        if self._is_open(sites):
            return Admission(None, origin)
        if site_key is not None:
            raise Problem(401, messages.SITE_KEY_UNKNOWN) if site is None else Problem(403, messages.SITE_KEY_ELSEWHERE)
        key = _only(headers, "x-api-key")
        if key is not None:
            if not self._knows(key):
                raise Problem(401, messages.KEY_REQUIRED)
            return Admission(None, origin if self._may_read(origin, scope, headers) else None)
        if self._may_read(origin, scope, headers):
            return Admission(None, origin)
        raise Problem(401, messages.KEY_REQUIRED) if origin is None else Problem(403, messages.ORIGIN_REFUSED)

    def answers_preflight(self, scope: Scope, headers: Headers, sites: Mapping[str, Site]) -> str | None:
        """Returns the origin that may go on to call. A preflight brings no key, so it is asked again with the call."""
        origin = _only(headers, "origin")
        is_of_a_site = any(origin in site.origins for site in sites.values())
        is_known = self._is_open(sites) or is_of_a_site or self._may_read(origin, scope, headers)
        return origin if is_known else None

    def _is_open(self, sites: Mapping[str, Site]) -> bool:
        return self._settings.is_open(has_sites=bool(sites))

    def _knows(self, key: str) -> bool:
        return any(hmac.compare_digest(key.encode(), known) for known in self._keys)

    def _may_read(self, origin: str | None, scope: Scope, headers: Headers) -> bool:
        return origin in self._listed or self._is_own(origin, scope, headers)

    def _is_own(self, origin: str | None, scope: Scope, headers: Headers) -> bool:
        """Whether a page of this server calls.

        Browsers send no `Origin` with a same-origin GET, but say so in `Sec-Fetch-Site`, which no script can set.
        Where the public address is known, `Host` is believed for loopback alone: another host may be a stranger's
        name that points here (DNS rebinding).
        """
        if origin is not None and origin == self._own:
            return True
        host = headers.get("host", "")
        addressed = f"{scope.get('scheme', 'http')}://{host}"
        if origin is None and headers.get("sec-fetch-site") == "same-origin":
            origin = addressed
        if origin != addressed:
            return False
        return self._own in (None, addressed) or _LOOPBACK.fullmatch(host) is not None


def _only(headers: Headers, name: str) -> str | None:
    """Returns the header's value, None where there is none.

    Raises:
        Problem: it came more than once, so that two readers might see two values.
    """
    values = headers.getlist(name)
    if len(values) > 1:
        raise Problem(400, messages.HEADER_TWICE.format(name=name))
    return values[0] if values else None
