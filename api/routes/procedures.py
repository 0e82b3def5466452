"""GET /v1/procedures and /v1/procedures/{code}: the administrative procedures, which are the whole country's."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.context import Context, Edge
from api.filters import holds_words, is_named
from api.problems import no_procedure
from api.schemas import ProcedureItemOut, ProcedureOut
from bot.links import viewer_path
from corpus.procedures.outline import document_id

router = APIRouter(tags=["Thủ tục hành chính"])

WordsFilter = Annotated[
    str | None,
    Query(
        max_length=200,
        description="các từ phải có trong tên, tên thường gọi hoặc mã, không cần dấu",
        examples=["khai sinh"],
    ),
]
SectorFilter = Annotated[
    str | None,
    Query(max_length=200, description="lĩnh vực hoặc một phần của tên, không cần dấu", examples=["hộ tịch"]),
]
CommuneFilter = Annotated[
    str | None,
    Query(max_length=100, description="mã xã, phường (slug); thủ tục áp dụng như nhau cho mọi xã, phường"),
]


@router.get("/v1/procedures", summary="Thủ tục hành chính")
async def procedures(
    request: Request, edge: Edge, q: WordsFilter = None, sector: SectorFilter = None, commune: CommuneFilter = None
) -> list[ProcedureItemOut]:
    """Liệt kê thủ tục theo từ khóa và lĩnh vực, cả thủ tục đã bãi bỏ hoặc đã được thay thế (xem `status`)."""
    edge.portal_commune(request, commune or None)
    return [
        ProcedureItemOut.of(procedure, _url(edge, request, procedure.code))
        for procedure in edge.corpus.procedures
        if is_named(procedure, q) and holds_words(sector, procedure.sector)
    ]


@router.get("/v1/procedures/{code}", summary="Một thủ tục hành chính")
async def procedure(
    request: Request, edge: Edge, code: Annotated[str, Path(max_length=100, examples=["2.000815"])]
) -> ProcedureOut:
    """Một thủ tục theo mã quốc gia, ví dụ 2.000815."""
    found = next((known for known in edge.corpus.procedures if known.code == code), None)
    if found is None:
        raise no_procedure(code)
    return ProcedureOut.of(found, _url(edge, request, found.code))


def _url(edge: Context, request: Request, code: str) -> str:
    return edge.base_url(request) + viewer_path(document_id(code))
