"""Response headers that tell browsers what this server's responses need, so that they refuse the rest."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No third party, no inline script or style, no frame: what the pages of this server need and nothing else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "DENY",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
}
_HSTS = "max-age=31536000"  # this host alone: what else the domain serves is not ours to promise
# The script is for other people's pages, also as a module or with `integrity`, which browsers fetch with CORS.
_WIDGET = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
_OURS = {"cross-origin-resource-policy": "same-origin"}
# Pages that hold the widget, whose microphone button asks the person first.
_WIDGET_PAGES = ("/xa/",)
_PERMISSIONS = "camera=(), geolocation=(), microphone={microphone}"

_Raw = list[tuple[bytes, bytes]]


class SecurityHeaders:
    """Adds the headers to every response, errors included. `is_https`: people reach this server by https alone."""

    def __init__(self, app: ASGIApp, is_https: bool) -> None:
        self.app = app
        self._made = {
            (is_widget, speaks): _raw(is_widget, speaks, is_https)
            for is_widget in (True, False)
            for speaks in (True, False)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        added = self._made[path == "/widget.js", path == "/" or path.startswith(_WIDGET_PAGES)]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _raw(is_widget: bool, speaks: bool, is_https: bool) -> _Raw:
    headers = {
        **_EVERYWHERE,
        **(_WIDGET if is_widget else _OURS),
        "permissions-policy": _PERMISSIONS.format(microphone="(self)" if speaks else "()"),
        **({"strict-transport-security": _HSTS} if is_https else {}),
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]
