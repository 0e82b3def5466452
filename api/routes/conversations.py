"""GET and DELETE /v1/conversations/{id}: a person sees, or has deleted, what is stored about their conversation."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from api import messages
from api.context import Edge
from api.problems import Problem
from bot.store.people import export_person, is_empty, person_of_conversation

router = APIRouter(tags=["Dữ liệu cá nhân"])
ConversationId = Annotated[
    str,
    InPath(min_length=1, max_length=200, description="`conversation_id` mà câu trả lời đã kèm; ai có mã thì xem được"),
]


class ConversationOut(BaseModel):
    """Everything that is stored under a conversation's id; the answers' words are not among it."""

    last_turn: dict[str, Any] | None = Field(description="Câu hỏi gần nhất như trợ lý đã hiểu, để hiểu câu nối tiếp")
    answers: list[dict[str, Any]] = Field(description="Mã, thời điểm, kết quả, mã nguồn đã dùng của từng câu trả lời")
    unanswered: list[dict[str, Any]] = Field(description="Câu hỏi chưa trả lời được, đã che số và tên")
    ratings: list[dict[str, Any]] = Field(description="Đánh giá và lời nhắn kèm theo")
    remarks: list[dict[str, Any]] = Field(description="Góp ý")


@router.get("/v1/conversations/{conversation_id}", summary="Xem những gì đang lưu về một cuộc trò chuyện")
async def stored(conversation_id: ConversationId, edge: Edge, response: Response) -> ConversationOut:
    """Trả về mọi thứ đang lưu dưới mã này. Trợ lý không lưu nội dung câu trả lời."""
    store = edge.keeper.store

    def read() -> dict[str, Any] | None:
        person = person_of_conversation(store, conversation_id)
        return None if person is None else export_person(store, person, conversation_id)

    found = await edge.in_store(read)
    if found is None or is_empty(found):
        raise Problem(404, messages.NOTHING_STORED)
    response.headers["Cache-Control"] = "no-store"
    return ConversationOut.model_validate(found)


@router.delete(
    "/v1/conversations/{conversation_id}", summary="Xóa những gì đang lưu về một cuộc trò chuyện", status_code=204
)
async def forget(conversation_id: ConversationId, edge: Edge) -> Response:
    """Xóa ngay; câu trả lời chỉ còn là số đếm, không gắn với ai. Mã không có cũng được trả 204."""
    keeper = edge.keeper

    def delete() -> None:
        person = person_of_conversation(keeper.store, conversation_id)
        if person is not None:
            keeper.store.forget(person, conversation_id)

    await edge.in_store(delete)
    return Response(status_code=204)
