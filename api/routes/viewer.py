"""The source viewer: official documents and procedures as pages that need no script."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api import messages
from api.context import Edge
from api.problems import Problem, no_procedure
from api.templating import render_page
from api.viewer.page import build_page
from api.viewer.procedure import build_procedure_page
from api.viewer.quotes import Cited
from bot.links import marked_path, viewer_path
from corpus.procedures.outline import code_of
from corpus.procedures.outline import document_id as id_of

router = APIRouter(include_in_schema=False)

# What a citation's address asks for; anything else is no section or quote and lights nothing.
Section = Annotated[str | None, Query(alias="q", max_length=200)]
Quote = Annotated[str | None, Query(alias="w", max_length=60)]


@router.get("/documents/{document_id:path}")
async def document(
    document_id: str, request: Request, edge: Edge, section: Section = None, quote: Quote = None
) -> Response:
    """A document; a procedure's moved to /procedures/{code}."""
    page = await edge.in_thread(build_page, edge.corpus, document_id, edge.today(), section, quote)
    if page is not None:
        return await edge.in_thread(
            render_page, "document.html", page=page, **_addresses(edge.base_url(request), document_id, page.cited)
        )
    code = code_of(document_id)
    if any(known.code == code for known in edge.corpus.procedures):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(viewer_path(document_id) + query, status_code=308)
    raise Problem(404, messages.UNKNOWN_DOCUMENT.format(document_id=document_id))


@router.get("/procedures/{code:path}")
async def procedure(code: str, request: Request, edge: Edge, section: Section = None, quote: Quote = None) -> Response:
    """A procedure by its national code."""
    page = await edge.in_thread(build_procedure_page, edge.corpus, code, section, quote)
    if page is None:
        raise no_procedure(code)
    return await edge.in_thread(
        render_page, "procedure.html", page=page, **_addresses(edge.base_url(request), id_of(code), page.cited)
    )


def _addresses(base_url: str, document_id: str, cited: Cited | None) -> dict[str, str]:
    """Returns the document's path and address, and the address of the passage asked for: else the document's again."""
    path = viewer_path(document_id)
    passage = marked_path(document_id, cited.section.section_id, cited.mark) if cited else path
    return {"path": path, "address": base_url + path, "passage_address": base_url + passage}
