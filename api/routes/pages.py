"""The pages for people: source viewer, API description, and the widget's script."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from api import messages
from api.context import Edge
from api.problems import Problem
from api.reference import operations
from api.templating import render_page
from api.viewer.page import build_page
from api.viewer.procedure import build_procedure_page

STATIC = Path(__file__).parents[1] / "static"
router = APIRouter(include_in_schema=False)


@router.get("/documents/{document_id:path}")
async def viewer(document_id: str, edge: Edge, q: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """The document or procedure with anchors; `?q=<anchor>` highlights where the fragment got lost on the way."""
    document = await edge.in_thread(build_page, edge.corpus, document_id)
    if document is not None:
        return await edge.in_thread(render_page, "document.html", page=document, cited=q or "")
    procedure = await edge.in_thread(build_procedure_page, edge.corpus, document_id)
    if procedure is not None:
        return await edge.in_thread(render_page, "procedure.html", page=procedure, cited=q or "")
    raise Problem(404, messages.UNKNOWN_DOCUMENT.format(document_id=document_id))


@router.get("/widget.js")
async def widget() -> Response:
    """The widget's script; it takes the address of the API from its own."""
    return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's description, made from /openapi.json here: the usual page would load scripts from a third party."""
    schema = request.app.openapi()
    return render_page("docs.html", info=schema["info"], operations=operations(schema))
