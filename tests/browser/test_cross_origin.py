"""The API as a real browser lets a page of another origin use it."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from api.app import create_app
from api.settings import ApiSettings
from bot.store.sites import Site
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import serving

pytestmark = [pytest.mark.needs("chromium")]
KEY = "lac-phuong-7f3a91c2"
ASK = """async ([address, key]) => {
    try {
        const response = await fetch(address + "/v1/ask", {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-Site-Key": key, Accept: "text/event-stream" },
            body: JSON.stringify({ question: "Ai ký?" }),
        });
        const text = await response.text();
        return [response.status, text.includes("event: reply"), response.headers.get("RateLimit")];
    } catch (error) {
        return error.name;
    }
}"""
PASTE = """([address, key]) => {
    const script = document.createElement("script");
    script.src = address + "/widget.js";
    Object.assign(script.dataset, { commune: "lac-phuong", siteKey: key });
    document.head.append(script);
}"""
LOAD = """([address, attributes]) => new Promise((resolve) => {
    const script = document.createElement("script");
    Object.assign(script, attributes, { src: address + "/widget.js" });
    script.onload = () => resolve("loaded");
    script.onerror = () => resolve("refused");
    document.head.append(script);
})"""


def serve_portal() -> Starlette:
    return Starlette(routes=[Route("/", lambda request: HTMLResponse("<!doctype html><title>Cổng</title>"))])


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """A portal that is a site."""
    with serving(serve_portal()) as address:
        yield address


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    """Another page, which has copied the key."""
    with serving(serve_portal()) as address:
        yield address


@pytest.fixture(scope="module")
def api(portal: str) -> Iterator[str]:
    site = Site(KEY, "Cổng", (portal,), ("lac-phuong",), per_minute=100)
    with serving(create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in(sites=[site]))) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_page_of_the_site_asks_and_reads_stream_and_limit(page: Page, portal: str, api: str) -> None:
    page.goto(portal)

    assert page.evaluate(ASK, [api, KEY]) == [200, True, '"site";r=99;t=1']


@pytest.mark.parametrize("key", [KEY, "x" * 12])
def test_copied_key_is_of_no_use_in_another_page(page: Page, stranger: str, api: str, key: str) -> None:
    page.goto(stranger)

    assert page.evaluate(ASK, [api, key]) == "TypeError"


@pytest.mark.parametrize("attributes", [{}, {"crossOrigin": "anonymous"}, {"type": "module"}])
def test_script_loads_in_anybodys_page(page: Page, stranger: str, api: str, attributes: dict[str, str]) -> None:
    page.goto(stranger)

    assert page.evaluate(LOAD, [api, attributes]) == "loaded"


@pytest.mark.parametrize("is_of_the_site", [True, False])
def test_widget_with_a_site_key_answers_in_its_own_portal_only(
    page: Page, portal: str, stranger: str, api: str, is_of_the_site: bool
) -> None:
    page.goto(portal if is_of_the_site else stranger)
    page.evaluate(PASTE, [api, KEY])
    page.locator("mot-cua-chat .launcher").click()
    page.get_by_label("Câu hỏi của anh/chị").fill("Ai ký?")
    page.keyboard.press("Enter")
    answer = page.locator("mot-cua-chat .log .machine, mot-cua-chat .fault").last

    expect(answer).to_contain_text("Nguồn" if is_of_the_site else "Thử lại")


def test_restart_in_a_portal_deletes_what_the_server_stores(page: Page, portal: str, api: str) -> None:
    stored = """async ([address, key]) =>
        (await fetch(address + "/v1/conversations/c1", { headers: { "X-Site-Key": key } })).status"""
    page.goto(portal)
    page.evaluate(PASTE, [api, KEY])
    page.locator("mot-cua-chat .launcher").click()
    page.get_by_label("Câu hỏi của anh/chị").fill("Ai ký?")
    page.keyboard.press("Enter")
    expect(page.locator("mot-cua-chat .log .machine")).to_contain_text("Nguồn")
    before = page.evaluate(stored, [api, KEY])
    with page.expect_response(lambda response: response.request.method == "DELETE") as deleting:
        page.evaluate("document.querySelector('mot-cua-chat').restart()")

    assert (before, deleting.value.status) == (200, 204)
    assert page.evaluate(stored, [api, KEY]) == 404
