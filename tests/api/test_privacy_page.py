"""/rieng-tu says what is in force, not what a template once said."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from api.spans import spoken
from bot.store.database import Database
from bot.store.identity import Pseudonyms
from bot.store.keeper import make_keeper
from bot.store.migrating import migrate
from bot.store.store import Retention, Store
from tests.support.databases import KEY, PATIENT
from tests.support.fake_assistant import FakeAssistant


def page(folder: Path, retention: Retention, lifetime_s: float = 1800, contact: str | None = None) -> str:
    database = Database(f"sqlite:///{folder / 'page.db'}")
    migrate(database)
    store = Store(database, Pseudonyms(KEY), lifetime_s, retention)
    keeper = make_keeper(store, PATIENT)
    with TestClient(create_app(FakeAssistant(), ApiSettings(_env_file=None, contact=contact), keeper)) as client:
        html = client.get("/rieng-tu").text
    store.close()
    return html


def test_numbers_are_those_in_force(tmp_path: Path) -> None:
    usual = page(tmp_path, Retention())
    other = page(tmp_path, Retention(timedelta(days=11), timedelta(days=222), keeps_unanswered=False), lifetime_s=7200)

    for number in ("90 ngày", "365 ngày", "30 phút"):
        assert number in usual
        assert number not in other
    for number in ("11 ngày", "222 ngày", "2 giờ"):
        assert number in other
    assert "Để bổ sung nội dung còn thiếu" in usual
    assert "Để bổ sung nội dung còn thiếu" not in other


def test_contact_is_the_operators(tmp_path: Path) -> None:
    assert "Văn phòng &lt;Ủy ban&gt;" in page(tmp_path, Retention(), contact="Văn phòng <Ủy ban>")


def test_every_page_leads_there(client: TestClient) -> None:
    for path in ("/", "/xa/lac-phuong/chi-tieu", "/docs", "/documents/lac-phuong-plan"):
        assert 'href="/rieng-tu"' in client.get(path).text, path


@pytest.mark.parametrize(
    ("seconds", "text"), [(1800, "30 phút"), (5400, "90 phút"), (3600, "1 giờ"), (86400, "1 ngày"), (20, "1 phút")]
)
def test_spans_are_spoken(seconds: int, text: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == text
