"""Responses of the operator's page: never kept by a browser or a proxy, never listed by a search engine."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from api.admin import words
from api.templating import render_page

SIGN_IN = "/admin/dang-nhap"
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class Instead(Exception):
    """Ends a route with another response than its own: the way to sign in, or a refusal."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Returns a rendered page."""
    response = render_page(template, **values)
    response.status_code = status
    response.headers.update(_PRIVATE)
    return response


def refusal(status: int, sentence: str, headers: dict[str, str] | None = None) -> Instead:
    """Returns what is raised to say `sentence` on a page of its own."""
    response = page("admin_refusal.html", status, title=words.REFUSALS[status], sentence=sentence)
    response.headers.update(headers or {})
    return Instead(response)


def go(path: str) -> Response:
    """Returns the way on after a form."""
    return RedirectResponse(path, status_code=303, headers=_PRIVATE)


def file(content: bytes, name: str, media_type: str) -> Response:
    """Returns a file to be saved under an ASCII name."""
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def picture(content: bytes) -> Response:
    """Returns a picture that stands on a page."""
    return Response(content, media_type="image/png", headers=_PRIVATE)
