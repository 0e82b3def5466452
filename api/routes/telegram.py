"""POST /telegram/webhook: where Telegram brings updates, if the bot runs here. Not part of the public API."""

import json
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from api import messages
from api.problems import Problem
from bot.channels.telegram.pulse import Pulse

PATH = "/telegram/webhook"
# A message of 4,096 characters that answers another, each letter escaped, with markup: more than a question.
MAX_BODY_BYTES = 1_048_576
_RETRY_AFTER_S = 5


class Receiver(Protocol):
    """The bot, as the server sees it."""

    @property
    def pulse(self) -> Pulse: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def is_genuine(self, secret: str | None) -> bool: ...

    async def receive(self, update: dict[str, Any]) -> bool: ...


def make_router(receiver: Receiver) -> APIRouter:
    """Returns the route of one bot."""
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    async def webhook(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str | None, Header()] = None
    ) -> Response:
        if not receiver.is_genuine(x_telegram_bot_api_secret_token):
            raise Problem(403, messages.WEBHOOK_REFUSED)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError) as exc:
            raise Problem(400, messages.INVALID_JSON) from exc
        if not isinstance(update, dict):
            raise Problem(400, messages.INVALID_JSON)
        if not await receiver.receive(update):  # Telegram brings it again
            raise Problem(503, messages.WEBHOOK_LATER, {"Retry-After": str(_RETRY_AFTER_S)})
        return Response(status_code=200)

    return router
