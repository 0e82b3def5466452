"""The pages about the API itself, and the widget's script."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from api.reference import operations
from api.templating import render_page

STATIC = Path(__file__).parents[1] / "static"
router = APIRouter(include_in_schema=False)


@router.get("/widget.js")
async def widget() -> Response:
    """The widget's script; it takes the address of the API from its own."""
    return FileResponse(STATIC / "widget.js", media_type="text/javascript")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's description, made from /openapi.json here: the usual page would load scripts from a third party."""
    schema = request.app.openapi()
    return render_page("docs.html", info=schema["info"], operations=operations(schema))
