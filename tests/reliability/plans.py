"""A commune of one short plan, in as many versions as a test needs, told apart by one figure."""

from hashlib import sha256
from pathlib import Path

from bot.assembly import assemble
from bot.settings import BotSettings
from retrieval.index import open_index
from retrieval.settings import RetrievalSettings
from tests.support.shipped import write_plan

SLUG = "xa-mau"
QUESTION = "chỉ tiêu thanh toán trực tuyến là bao nhiêu?"
_HEAD = """ỦY BAN NHÂN DÂN
XÃ MẪU

KẾ HOẠCH
Cải cách hành chính năm 2026

I. MỤC TIÊU
- Thanh toán trực tuyến đạt từ {value}% trở lên.

II. NHIỆM VỤ
"""
_DUTY = "{number}. Rà soát quy định thứ {number} của xã, đơn giản hóa thủ tục, niêm yết công khai tại bộ phận Một cửa."


def write_version(root: Path, value: int, *, duties: int = 60) -> Path:
    """Writes the version of the plan with that figure; returns its corpus folder."""
    corpus = root / f"corpus-{value}"
    lines = "\n".join(_DUTY.format(number=number) for number in range(1, duties + 1))
    text = _HEAD.format(value=value) + lines + "\n"
    write_plan(corpus, SLUG, "xã Mẫu", "tỉnh Mẫu", text)
    manifest = corpus / SLUG / "manifest.yaml"
    digest = sha256(text.encode()).hexdigest()
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("0" * 64, digest), encoding="utf-8")
    return corpus


def served(root: Path) -> tuple[str, str]:
    """Opens what is served from `root`; returns its id and its answer to the question."""
    index = open_index(root, RetrievalSettings(_env_file=None))
    try:
        return index.manifest.index_id, assemble(index, BotSettings(_env_file=None)).ask(QUESTION, SLUG).text
    finally:
        index.close()
