"""GET /healthz (the process answers) and /readyz (it has an index to answer from)."""

from fastapi import APIRouter

from api.context import Edge
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
