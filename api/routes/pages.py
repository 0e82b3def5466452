"""The pages for people: demo portal, source viewer, API description, and the widget's script."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import messages
from api.context import Edge
from api.problems import Problem
from api.reference import operations
from api.templating import render_page
from api.viewer.page import build_page
from api.viewer.procedure import build_procedure_page
from api.widget import script as widget_script

STATIC = Path(__file__).parents[1] / "static"
router = APIRouter(include_in_schema=False)


@router.get("/")
async def portal(edge: Edge, commune: str | None = None) -> Response:
    """A demo portal of one commune with the widget in it; `?commune=` chooses which."""
    communes = edge.corpus.communes
    chosen = next((known for known in communes if known.slug == commune), communes[0] if communes else None)
    documents = [document for document in edge.corpus.documents if chosen and document.commune == chosen.slug]
    return render_page("portal.html", communes=communes, chosen=chosen, documents=documents)


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
    return Response(widget_script(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's description, made from /openapi.json here: the usual page would load scripts from a third party."""
    schema = request.app.openapi()
    return render_page("docs.html", info=schema["info"], operations=operations(schema))
