"""The one template environment: autoescape always on, an undefined variable is an error."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.pages.commune import day_of, number_of, period_of, row_id
from api.pages.links import commune_path
from api.viewer.facts import vietnamese_date
from bot.composing.kit import document_title, upper_first
from corpus.quantities import Quantity, format_quantity
from corpus.records import Target


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["vietnamese_date"] = vietnamese_date
    environment.filters["document_title"] = document_title
    environment.filters["upper_first"] = upper_first
    environment.filters["quantity"] = _quantity
    environment.globals.update(
        row_id=row_id,
        number_of=number_of,
        day_of=day_of,
        period_of=period_of,
        commune_path=commune_path,
    )
    return environment


def render_page(template: str, **values: Any) -> HTMLResponse:
    """Returns the rendered page. Pages change with the index, so browsers ask again each time."""
    html = _environment().get_template(template).render(values)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


def _quantity(target: Target) -> str:
    """Returns a target's figure with its comparator in words: "tối thiểu 50%"."""
    return format_quantity(Quantity(target.comparator, target.value, target.unit))
