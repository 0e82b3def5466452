"""GET /healthz (the process answers), /readyz (it has an index to answer from) and /metrics (what it has answered)."""

import secrets

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import messages
from api.context import Edge
from api.metrics import CONTENT_TYPE
from api.problems import Problem
from api.schemas import Readiness

router = APIRouter(tags=["Vận hành"])


@router.get("/healthz", summary="Tiến trình đang chạy")
async def healthz() -> dict[str, str]:
    """Luôn trả lời khi tiến trình còn chạy."""
    return {"status": "ok"}


@router.get("/readyz", summary="Sẵn sàng trả lời")
async def readyz(edge: Edge) -> Readiness:
    """Mã và số lượng của chỉ mục đang dùng."""
    manifest = edge.assistant.index.manifest
    return Readiness(status="ready", index_id=manifest.index_id, counts=dict(manifest.counts))


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, edge: Edge) -> Response:
    """Số đếm cho Prometheus; chỉ cho người có mã trong API_METRICS_TOKEN."""
    token = edge.settings.metrics_token
    if edge.metrics is None or token is None:
        raise Problem(404, messages.METRICS_OFF)
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secrets.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise Problem(401, messages.METRICS_TOKEN, {"WWW-Authenticate": "Bearer"})
    return Response(edge.metrics.text(), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})
