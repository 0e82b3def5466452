"""The paths that the application knows, and which of them an address meets."""

from starlette.routing import Route

from api.routes import ask, commune, conversations, health, pages, privacy, procedures, records, telegram, viewer

ELSEWHERE, STATIC = "(no route)", "/static/{path:path}"
_OWN = [
    route
    for module in (ask, records, procedures, conversations, health, viewer, pages, privacy, commune)
    for route in module.router.routes
    if isinstance(route, Route)
]
# Every path that the application knows.
TEMPLATES = (*dict.fromkeys(route.path for route in _OWN), telegram.PATH, "/openapi.json", STATIC)


def route_of(path: str) -> str:
    """Returns the template that a path meets, whatever the method."""
    if path in (telegram.PATH, "/openapi.json"):
        return path
    found = next((route.path for route in _OWN if route.path_regex.match(path)), None)
    return found or (STATIC if path.startswith("/static/") else ELSEWHERE)
