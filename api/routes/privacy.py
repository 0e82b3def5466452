"""The page /rieng-tu: what is stored, why, for how long, how to see and delete it, with the numbers in force."""

from fastapi import APIRouter
from starlette.responses import Response

from api.context import Edge
from api.spans import spoken
from api.templating import render_page

router = APIRouter(include_in_schema=False)


@router.get("/rieng-tu")
async def privacy(edge: Edge) -> Response:
    """The page for the people who ask, in their words."""
    store = edge.keeper.store
    return render_page(
        "privacy.html",
        people=spoken(store.retention.people),
        counts=spoken(store.retention.counts),
        conversation=spoken(store.conversation_lifetime),
        keeps_unanswered=store.retention.keeps_unanswered,
        contact=edge.settings.contact,
        # A property of the assistant, not of asking: the edge can do without knowing.
        has_model=getattr(edge.assistant, "composer", None) is not None,
    )
