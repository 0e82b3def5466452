"""Redirects stay on this server: the framework's own repeat the request's `Host`, which a stranger may have written."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"^[a-z]+://[^/?#]*")


class RelativeRedirects:
    """Leaves scheme and host out of `Location` (RFC 9110, section 10.2.2): no route here sends people elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_relative(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    headers["location"] = relative(headers["location"])
            await send(message)

        await self.app(scope, receive, send_relative)


def relative(location: str) -> str:
    """Returns the path and query of an address; one slash leads, since two would name a host."""
    return "/" + _HOST.sub("", location).lstrip("/")
