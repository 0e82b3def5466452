"""GET /v1/communes, /v1/targets, /v1/tasks: the records themselves, for other programs."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.context import Context, Edge
from api.filters import holds_words, is_in_period, names_agency
from api.schemas import CommuneOut, DocumentOut, TargetOut, TaskOut
from bot.composing.kit import document_title
from bot.links import viewer_path
from corpus.records import Provenance, Target, Task

router = APIRouter(tags=["Dữ liệu"])

CommuneFilter = Annotated[
    str | None, Query(max_length=100, description="mã xã, phường (slug)", examples=["lac-phuong"])
]
PeriodFilter = Annotated[str | None, Query(max_length=100, description="năm hoặc giai đoạn: 2026, 2026-2030")]
AgencyFilter = Annotated[str | None, Query(max_length=200, description="tên cơ quan hoặc một phần của tên")]
WordsFilter = Annotated[str | None, Query(max_length=200, description="các từ phải có, không cần dấu")]


@router.get("/v1/communes", summary="Các xã, phường và văn bản")
async def communes(edge: Edge) -> list[CommuneOut]:
    """Liệt kê xã, phường mà máy chủ có văn bản."""
    documents: dict[str, list[DocumentOut]] = {commune.slug: [] for commune in edge.corpus.communes}
    for document in edge.corpus.documents:
        documents.setdefault(document.commune, []).append(
            DocumentOut(
                document_id=document.document_id,
                title=document_title(document),
                number=document.document_number,
                issued_on=document.issued_on,
                period=document.period and document.period.raw,
            )
        )
    return [
        CommuneOut(slug=commune.slug, name=commune.name, province=commune.province, documents=documents[commune.slug])
        for commune in edge.corpus.communes
    ]


@router.get("/v1/targets", summary="Chỉ tiêu")
async def targets(
    request: Request,
    edge: Edge,
    commune: CommuneFilter = None,
    period: PeriodFilter = None,
    q: WordsFilter = None,
) -> list[TargetOut]:
    """Liệt kê chỉ tiêu theo xã, giai đoạn và từ khóa (không phân biệt dấu)."""
    edge.check_commune(commune or None)
    found = [
        record
        for record in edge.corpus.records
        if isinstance(record, Target)
        and (not commune or record.commune == commune)
        and is_in_period(period, record.period)
        and holds_words(q, record.indicator, record.wording, record.scope, record.group, record.provenance.quote)
    ]
    return [TargetOut.of(target, _url(edge, request, target.provenance)) for target in found]


@router.get("/v1/tasks", summary="Nhiệm vụ")
async def tasks(
    request: Request,
    edge: Edge,
    commune: CommuneFilter = None,
    agency: AgencyFilter = None,
    period: PeriodFilter = None,
    q: WordsFilter = None,
) -> list[TaskOut]:
    """Liệt kê nhiệm vụ theo xã, cơ quan (chủ trì hoặc phối hợp), thời gian và từ khóa."""
    edge.check_commune(commune or None)
    found = [
        record
        for record in edge.corpus.records
        if isinstance(record, Task)
        and (not commune or record.commune == commune)
        and names_agency(agency, (*record.lead_agencies, *record.coordinating_agencies), edge.corpus.agencies)
        and is_in_period(period, record.schedule)
        and holds_words(q, record.title, record.group, record.deliverable, record.provenance.quote)
    ]
    return [TaskOut.of(task, _url(edge, request, task.provenance)) for task in found]


def _url(edge: Context, request: Request, provenance: Provenance) -> str:
    return edge.base_url(request) + viewer_path(provenance.document_id, provenance.section_id, provenance.quote)
