"""Two sites of the fake corpus's communes, and a client of a server that knows them."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from api.sites import load_sites
from bot.store.sites import Site
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

COMMUNES = ("lac-phuong", "tan-an")
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


def sites_of(folder: Path, text: str = SITES) -> tuple[Site, ...]:
    return load_sites(write_sites(folder, text), COMMUNES)


def site_client(
    folder: Path, assistant: FakeAssistant | None = None, text: str = SITES, **settings: object
) -> TestClient:
    """Returns a client of a server with the sites; `settings` are the server's."""
    api = ApiSettings.model_validate({"_env_file": None, **settings})
    return TestClient(create_app(assistant or FakeAssistant(), api, keeper_in(folder, sites_of(folder, text))))
