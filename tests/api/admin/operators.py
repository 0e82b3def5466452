"""An operator's browser over the app: signs in, sends forms with their token, and says where they come from."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Response
from openpyxl import load_workbook

from api.admin.desk import Desk
from api.admin.passwords import hash_password
from api.app import create_app
from api.context import Context
from api.publishing import Publisher
from api.settings import ApiSettings
from bot.store.answers import GivenAnswer
from bot.store.keeper import make_keeper
from bot.store.store import Store
from corpus.intake.shelf import Shelf
from tests.support.databases import PATIENT, make_store
from tests.support.fake_assistant import FakeAssistant
from tests.support.html_page import Element, parse
from tests.support.shipped import DATA

PASSWORD = "mật khẩu của xã"
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> \"'&"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
PAGES = ("", "/cau-hoi", "/gop-y", "/documents", "/noi-dung", "/bat-tat", "/bao-cao", "/nhat-ky")


@dataclass
class FakeNow:
    """The instant that the store believes in."""

    instant: datetime = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, **span: float) -> None:
        self.instant += timedelta(**span)


@cache
def hashed(password: str = PASSWORD) -> str:
    return hash_password(password)


class Operator:
    """One browser. `worker` is another process's app over the same store."""

    def __init__(self, folder: Path, now: FakeNow | None = None, **settings: object) -> None:
        self.now = now or FakeNow()
        self.store: Store = make_store(folder, self.now)
        self.assistant = FakeAssistant()
        self.publisher = publisher_in(folder)
        self.seconds = 0.0
        self._settings = settings
        self.client = self.worker()

    def worker(self) -> TestClient:
        values = {"_env_file": None, "admin_password_hash": hashed(), **self._settings}
        api = ApiSettings.model_validate(values)
        self.keeper = make_keeper(self.store, PATIENT, lambda: self.seconds)
        base = "https://testserver" if (api.public_base_url or "").startswith("https") else "http://testserver"
        app = create_app(self.assistant, api, self.keeper, publisher=self.publisher)
        self.context: Context = app.state.context
        self.desk: Desk = app.state.desk
        return TestClient(app, base_url=base, follow_redirects=False)

    def sign_in(self, password: str = PASSWORD, client: TestClient | None = None) -> Response:
        return (client or self.client).post("/admin/dang-nhap", data={"password": password}, headers=FROM_HERE)

    def get(self, path: str = "") -> Response:
        return self.client.get(f"/admin{path}")

    def page(self, path: str = "") -> Element:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return parse(response.text)

    def csrf(self) -> str:
        return self.page("/bat-tat").all("input", name="csrf")[0]["value"]

    def send(self, path: str, csrf: str | None = None, headers: dict[str, str] | None = None, **form: str) -> Response:
        data = {"csrf": self.csrf() if csrf is None else csrf, **form}
        return self.client.post(f"/admin{path}", data=data, headers=FROM_HERE if headers is None else headers)

    def acts(self) -> list[tuple[str, dict[str, object]]]:
        """Returns the record of acts, the oldest first."""
        return [(entry.action, dict(entry.detail)) for entry in reversed(self.store.audit.latest())]

    def ask_in_vain(self, answer_id: str, question: str, commune: str = "lac-phuong") -> None:
        self.store.answers.add(answer(answer_id, commune=commune), question, question.lower())


def publisher_in(folder: Path) -> Publisher:
    """Returns a publisher over an empty shelf beside the shipped plan of xã Tân An: one is read faster than five."""
    root = folder / "shipped"
    root.mkdir()
    (root / "tan-an").symlink_to(DATA / "tan-an")
    return Publisher(Shelf(folder / "documents"), folder / "index", folder / "procedures", root)


def answer(
    answer_id: str,
    status: str = "not_found",
    evidence: tuple[str, ...] = (),
    channel: str = "api",
    commune: str = "lac-phuong",
) -> GivenAnswer:
    outcome = {"not_found": "not_found_no_evidence"}.get(status, status)
    return GivenAnswer(answer_id, "p", channel, commune, status, outcome, "lead", evidence, "quotes", "i1", 5.0)


def sheets_of(response: Response) -> dict[str, list[list[object]]]:
    """Returns each sheet's rows, without the empty cells at their ends."""
    assert response.status_code == 200, response.text
    book = load_workbook(io.BytesIO(response.content))
    return {sheet.title: [_trimmed(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _trimmed(row: tuple[object, ...]) -> list[object]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells
