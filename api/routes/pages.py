"""The pages about the API itself, and the widget's script."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.context import Edge
from api.reference import operations
from api.spans import spoken
from api.templating import render_page
from api.widget import Kept
from api.widget import script as widget_script

STATIC = Path(__file__).parents[1] / "static"
router = APIRouter(include_in_schema=False)


@router.get("/widget.js")
async def widget(edge: Edge) -> Response:
    """The widget's script; it takes the address of the API from its own, and says what is kept here."""
    store = edge.keeper.store
    kept = Kept(spoken(store.retention.people), spoken(store.conversation_lifetime), store.retention.keeps_unanswered)
    return Response(widget_script(kept), media_type="text/javascript")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's description, made from /openapi.json here: the usual page would load scripts from a third party."""
    schema = request.app.openapi()
    return render_page("docs.html", info=schema["info"], operations=operations(schema))
