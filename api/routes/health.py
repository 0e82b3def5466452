"""GET /healthz (the process answers), /readyz (it has an index to answer from) and /metrics (what it has answered)."""

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import messages
from api.context import Edge
from api.metrics import CONTENT_TYPE, is_allowed
from api.problems import Problem
from api.schemas import Readiness

router = APIRouter(tags=["Vận hành"])


@router.get("/healthz", summary="Tiến trình đang chạy")
async def healthz() -> dict[str, str]:
    """Luôn trả lời khi tiến trình còn chạy."""
    return {"status": "ok"}


@router.get("/readyz", summary="Sẵn sàng trả lời")
async def readyz(edge: Edge) -> Readiness:
    """Mã và số lượng của chỉ mục đang dùng; các phần tùy chọn lúc này không dùng được."""
    keeper, manifest = edge.keeper, edge.assistant.index.manifest
    away = [breaker.name for breaker in keeper.breakers if breaker.is_away]
    if keeper.probe.is_due:  # for the next call: this one does not wait
        asyncio.get_running_loop().run_in_executor(None, keeper.probe.run)
    return Readiness.model_validate(
        {
            "status": "ready",
            "index_id": manifest.index_id,
            "counts": dict(manifest.counts),
            "away": [*away, *edge.assistant.away],
        }
    )


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, edge: Edge) -> Response:
    """Số đếm cho Prometheus; chỉ cho người có mã trong API_METRICS_TOKEN."""
    token = edge.settings.metrics_token
    if edge.metrics is None or token is None:
        raise Problem(404, messages.METRICS_OFF)
    if not is_allowed(request.headers.get("authorization", ""), token):
        raise Problem(401, messages.METRICS_TOKEN, {"WWW-Authenticate": "Bearer"})
    return Response(edge.metrics.text(), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})
