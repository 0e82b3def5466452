"""POST /v1/ask and /v1/feedback."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from api import messages
from api.context import Context, Edge
from api.problems import Problem
from api.schemas import AskRequest, AskResponse, FeedbackRequest
from bot.reply import Reply
from bot.store.operating import Part

router = APIRouter(tags=["Hỏi đáp"])
_STREAM = "text/event-stream"
_NEVER_KEPT = {"Cache-Control": "no-store"}
# nginx and those that read its header would else collect the whole stream before passing it on.
_NEVER_BUFFERED = {**_NEVER_KEPT, "X-Accel-Buffering": "no"}
# One event of the stream, as OpenAPI 3.2 describes event streams.
_EVENT = {
    "type": "object",
    "title": "Sự kiện",
    "required": ["event", "data"],
    "properties": {
        "event": {"type": "string", "enum": ["delta", "reply"]},
        "data": {
            "type": "string",
            "description": "`delta`: một đoạn của `answer`; `reply`: toàn bộ câu trả lời (JSON)",
        },
    },
}
_PIECE = re.compile(r"\S+\s*|\s+")


@router.post(
    "/v1/ask",
    summary="Hỏi trợ lý",
    response_model=AskResponse,
    responses={200: {"content": {_STREAM: {"schema": _EVENT}}}},
)
async def ask(asked: AskRequest, request: Request, edge: Edge) -> Response:
    """Trả lời một câu hỏi kèm nguồn. Với `Accept: text/event-stream`: các sự kiện `delta`, cuối cùng là `reply`."""
    commune = edge.portal_commune(request, asked.commune)
    answering = partial(_answer, edge, asked.question, commune, asked.conversation_id)
    base_url = edge.base_url(request)
    if _STREAM in request.headers.get("accept", ""):
        events = _events(edge, answering, base_url)
        # What goes wrong before the first word is still an answer with a status of its own.
        first = await anext(events)
        return StreamingResponse(_after(first, events), media_type=_STREAM, headers=_NEVER_BUFFERED)
    reply = await edge.answering(answering)
    return Response(
        AskResponse.of(reply, base_url).model_dump_json(), media_type="application/json", headers=_NEVER_KEPT
    )


@router.post("/v1/feedback", summary="Đánh giá một câu trả lời", status_code=204)
async def feedback(rated: FeedbackRequest, edge: Edge) -> Response:
    """Ghi nhận đánh giá; không lưu câu hỏi."""
    store = edge.keeper.store

    def keep() -> bool:
        answer = store.answers.get(rated.answer_id)
        if answer is None:
            return False
        store.opinions.rate(
            answer.person,
            answer.answer_id,
            answer.outcome,
            rated.rating,
            comment=rated.comment,
            channel=answer.channel,
            commune=answer.commune,
        )
        return True

    if not await edge.in_store(keep):
        raise Problem(404, messages.UNKNOWN_ANSWER)
    return Response(status_code=204)


def _answer(
    edge: Context,
    question: str,
    commune: str | None,
    conversation_id: str | None,
    on_text: Callable[[str], None] | None = None,
) -> Reply:
    """Asks the assistant, unless operators turned it off for the web."""
    reason = edge.keeper.off(Part.WEB)
    if reason is not None:
        raise Problem(503, messages.WEB_OFF.format(reason=reason))
    return edge.assistant.ask(
        question, commune=commune, conversation_id=conversation_id, channel="api", on_text=on_text
    )


async def _events(edge: Context, answering: Callable[..., Reply], base_url: str) -> AsyncIterator[str]:
    """Yields the answer piece by piece as it is said and checked, then the reply, which takes its place on the page."""
    said: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(text: str) -> None:
        loop.call_soon_threadsafe(said.put_nowait, text)

    work = asyncio.ensure_future(edge.answering(answering, on_text=tell))
    work.add_done_callback(lambda _: said.put_nowait(None))
    told = ""
    while (text := await said.get()) is not None:
        told += text
        for piece in _PIECE.findall(text):
            yield _event("delta", piece)
    reply = await work
    answer = AskResponse.of(reply, base_url)
    for piece in _PIECE.findall(answer.answer.removeprefix(told)):
        yield _event("delta", piece)
    yield _event("reply", answer.model_dump_json())


async def _after(first: str, events: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for event in events:
        yield event


def _event(name: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n"
