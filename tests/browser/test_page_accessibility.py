"""axe-core, every rule on, finds nothing on any page, on a phone and at a desk."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page

from api.app import create_app
from api.settings import ApiSettings
from bot.assistant import Assistant
from tests.api.commune_pages import PAGES
from tests.browser.axe import axe_violations
from tests.support.databases import keeper_in
from tests.support.fake_bot_api import serving
from tests.support.shipped import COMMUNES

pytestmark = [pytest.mark.needs("chromium", "axe-core")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(create_app(assistant, ApiSettings(_env_file=None), keeper_in())) as address:
        yield address


@WIDTHS
@pytest.mark.parametrize(
    "path", ["/", "/docs", "/rieng-tu", *(f"/xa/tan-an{path}" for path in PAGES), "/procedures/1.001193"]
)
def test_page_has_no_violation(page: Page, address: str, width: int, path: str) -> None:
    page.goto(address + path)

    assert axe_violations(page) == []


@WIDTHS
@pytest.mark.parametrize("commune", COMMUNES)
def test_document_has_no_violation_with_its_quote_marked(
    page: Page, address: str, width: int, commune: str, assistant: Assistant
) -> None:
    reply = assistant.ask("Cơ quan nào chủ trì cải cách tài chính công?", commune)
    assert reply.citations
    page.goto(address + reply.citations[0].path)

    assert page.locator("mark").count() > 0
    assert axe_violations(page) == []
