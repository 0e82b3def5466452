"""How often a visitor and a site may call /v1/, said in the headers of draft-ietf-httpapi-ratelimit-headers-11.

`RateLimit-Policy: "visitor";q=600;w=60` is the rule: `q` calls in `w` seconds. `RateLimit: "visitor";r=12;t=1` is where
the caller stands: `r` calls left now, one more after `t` seconds. The older draft's RateLimit-Limit, -Remaining and
-Reset are not sent; what clients act on is the status 429 and `Retry-After` (RFC 9110, section 10.2.3).

It stops a careless script, not an attack, which is the reverse proxy's business. Processes count together where they
share Redis, else each for itself. Addresses are kept for counting alone, in Redis as keyed hashes.
"""

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import messages
from api.problems import problem_response
from bot.store.buckets import Buckets, Taken

# Registered by the draft, section 5.
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
_WINDOW_S = 60
_OF_PROXIES = ("x-forwarded-for", "x-real-ip", "x-forwarded-proto", "forwarded", "via")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a call: whether it was within the limit, calls left, seconds until one more."""

    policy: str
    per_minute: int
    is_allowed: bool
    remaining: int
    wait_s: int


class RateLimit:
    """Counts calls by visitor (`per_minute`; 0: no limit) and by site (the site's own `per_minute`).

    Calls from loopback are not counted by visitor, unless a proxy that was not made known brought them: then all
    visitors look alike, and none of them may be taken for the machine's own user.
    """

    def __init__(self, app: ASGIApp, per_minute: int, buckets: Buckets) -> None:
        self.app = app
        self.per_minute = per_minute
        self._buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        standings = await self._count(scope)

        async def send_standings(message: Message) -> None:
            if message["type"] == "http.response.start" and standings:
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = ", ".join(f'"{s.policy}";q={s.per_minute};w=60' for s in standings)
                headers["RateLimit"] = ", ".join(f'"{s.policy}";r={s.remaining};t={s.wait_s}' for s in standings)
            await send(message)

        exceeded = next((standing for standing in standings if not standing.is_allowed), None)
        app = self.app if exceeded is None else _refusal(exceeded)
        await app(scope, receive, send_standings)

    async def _count(self, scope: Scope) -> list[Standing]:
        """Takes a token of the visitor and, where that one had any left, of the site."""
        standings = []
        visitor = visitor_of(scope)
        if self.per_minute and visitor is not None:
            standings.append(await self._take("visitor", visitor, self.per_minute))
        site = scope.get("state", {}).get("site")
        if site is not None and site.per_minute and all(standing.is_allowed for standing in standings):
            standings.append(await self._take("site", site.key, site.per_minute))
        return standings

    async def _take(self, policy: str, key: str, per_minute: int) -> Standing:
        taken = await self._buckets.take(f"{policy}:{key}", per_minute, per_minute / _WINDOW_S)
        return standing_of(policy, per_minute, taken)


def standing_of(policy: str, per_minute: int, taken: Taken) -> Standing:
    """Returns where the caller stands of whose bucket this was taken."""
    remaining = math.floor(taken.left)
    wait_s = max(1, math.ceil((remaining + 1 - taken.left) * _WINDOW_S / per_minute))
    return Standing(policy, per_minute, taken.is_allowed, remaining, wait_s)


def _refusal(exceeded: Standing) -> ASGIApp:
    return problem_response(
        429,
        messages.RATE_LIMITED.format(seconds=exceeded.wait_s),
        {"Retry-After": str(exceeded.wait_s)},
        type=QUOTA_EXCEEDED,
        **{"violated-policies": [exceeded.policy]},
    )


def visitor_of(scope: Scope) -> str | None:
    """Returns what the caller is counted by: its address, for IPv6 the /64 that one household gets; None: exempt."""
    text = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(text)
    except ValueError:
        return str(text)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        headers = Headers(scope=scope)
        return "proxy" if any(name in headers for name in _OF_PROXIES) else None
    return str(address) if address.version == 4 else f"{int(address) >> 64:x}::/64"
