"""GET /v1/procedures: none are shipped yet, so the list is empty and every code unknown."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import messages
from api.context import Edge
from api.problems import Problem
from api.schemas import ProcedureOut

router = APIRouter(tags=["Thủ tục hành chính"])


@router.get("/v1/procedures", summary="Thủ tục hành chính")
async def procedures(
    edge: Edge,
    q: Annotated[str | None, Query(max_length=200)] = None,
    sector: Annotated[str | None, Query(max_length=200)] = None,
    commune: Annotated[str | None, Query(max_length=100)] = None,
) -> list[ProcedureOut]:
    """Liệt kê thủ tục hành chính theo từ khóa, lĩnh vực, xã."""
    edge.check_commune(commune or None)
    return []


@router.get("/v1/procedures/{code}", summary="Một thủ tục hành chính")
async def procedure(code: Annotated[str, Path(max_length=100)]) -> ProcedureOut:
    """Một thủ tục theo mã quốc gia, ví dụ 2.000815."""
    raise Problem(404, messages.UNKNOWN_PROCEDURE.format(code=code))
