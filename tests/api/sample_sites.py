"""Two sites of the fake corpus's communes, and a client of a server that knows them."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

ONE, TWO = "lac-phuong-7f3a91c2", "hai-xa-5d20be77"
ONE_ORIGIN, TWO_ORIGIN = "https://lacphuong.example.vn", "https://cong.example.vn:8443"
SITES = f"""
sites:
  - key: {ONE}
    name: Cổng thông tin xã Lạc Phượng
    origins: [{ONE_ORIGIN}, "https://xã.example.vn"]
    communes: lac-phuong
  - key: {TWO}
    name: Cổng chung
    origins: {TWO_ORIGIN}
    communes: [tan-an, lac-phuong]
    per_minute: 2
"""


def write_sites(folder: Path, text: str = SITES) -> Path:
    path = folder / "sites.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def site_client(folder: Path, assistant: FakeAssistant | None = None, **settings: object) -> TestClient:
    """Returns a client of a server with both sites; `settings` override the server's."""
    defaults: dict[str, object] = {"sites_path": write_sites(folder)} if "sites_path" not in settings else {}
    chosen = {"_env_file": None, **defaults, **settings}
    return TestClient(create_app(assistant or FakeAssistant(), ApiSettings.model_validate(chosen), keeper_in(folder)))
