"""The pages for people: demo portal, API description, and the widget's script."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from api.context import Edge
from api.reference import operations
from api.templating import render_page

STATIC = Path(__file__).parents[1] / "static"
router = APIRouter(include_in_schema=False)


@router.get("/")
async def portal(edge: Edge, commune: str | None = None) -> Response:
    """A demo portal of one commune with the widget in it; `?commune=` chooses which."""
    communes = edge.corpus.communes
    chosen = next((known for known in communes if known.slug == commune), communes[0] if communes else None)
    documents = [document for document in edge.corpus.documents if chosen and document.commune == chosen.slug]
    return render_page("portal.html", communes=communes, chosen=chosen, documents=documents)


@router.get("/widget.js")
async def widget() -> Response:
    """The widget's script; it takes the address of the API from its own."""
    return FileResponse(STATIC / "widget.js", media_type="text/javascript")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's description, made from /openapi.json here: the usual page would load scripts from a third party."""
    schema = request.app.openapi()
    return render_page("docs.html", info=schema["info"], operations=operations(schema))
