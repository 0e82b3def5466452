"""The one template environment: autoescape always on, an undefined variable is an error."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.viewer.facts import vietnamese_date
from bot.composing.kit import document_title


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["vietnamese_date"] = vietnamese_date
    environment.filters["document_title"] = document_title
    return environment


def render_page(template: str, **values: Any) -> HTMLResponse:
    """Returns the rendered page. Pages change with the index, so browsers ask again each time."""
    html = _environment().get_template(template).render(values)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})
