"""The net: a bug becomes a problem document."""

import logging
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import messages
from api.problems import problem_response

logger = logging.getLogger(__name__)


class Net:
    """Turns a bug into a problem with an incident id, which the log shows beside the trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # every GET has its HEAD; the server itself leaves the body out
            scope = {**scope, "method": "GET"}
        is_started = False

        async def watched(message: Message) -> None:
            nonlocal is_started
            is_started = is_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            incident_id = uuid.uuid4().hex[:12]
            logger.exception("incident %s", incident_id)  # never the body: questions are not logged
            if is_started:
                raise
            detail = messages.INTERNAL.format(incident_id=incident_id)
            headers = {"Cache-Control": "no-store"}
            await problem_response(500, detail, headers, incident_id=incident_id)(scope, receive, send)
