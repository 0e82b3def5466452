"""The pages in a real browser: ask, read, open the source; at a phone's and a desk's width, under the strict CSP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from api.app import create_app
from api.settings import ApiSettings
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import serving

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in())) as address:
        yield address


def open_chat(page: Page, address: str) -> None:
    page.goto(address + "/")
    page.get_by_role("button", name="Hỏi trợ lý ảo").click()


@WIDTHS
def test_question_is_answered_and_its_source_opens(page: Page, address: str, width: int, tmp_path: Path) -> None:
    open_chat(page, address)
    page.get_by_label("Câu hỏi của anh/chị").fill("Chỉ tiêu thanh toán trực tuyến?")
    page.keyboard.press("Enter")
    answer = page.locator("mot-cua-chat .machine").last
    expect(answer).to_contain_text("Từ 50% trở lên <script>alert(1)</script>")
    expect(answer.locator("strong").first).to_have_text("Từ 50% trở lên")
    expect(answer.locator(".notice")).to_have_text("Văn bản có mâu thuẫn.")
    page.screenshot(path=tmp_path / "chat.png")
    with page.context.expect_page() as opened:
        answer.locator(".sources a").click()
    source = opened.value
    source.wait_for_load_state()

    cited = source.locator(":target")
    expect(cited).to_contain_text("Thanh toán trực tuyến đạt từ 50% trở lên")
    expect(cited).to_be_in_viewport()
    expect(cited.locator("mark")).to_have_css("background-color", "rgb(255, 221, 102)")
    source.close()


@WIDTHS
def test_choices_and_suggestions_ask_when_pressed(page: Page, address: str, width: int) -> None:
    open_chat(page, address)
    field = page.get_by_label("Câu hỏi của anh/chị")
    field.fill("xã nào vậy?")
    page.get_by_role("button", name="Gửi").click()
    page.get_by_role("button", name="xã Tân An").click()

    expect(page.locator("mot-cua-chat .person").last).to_contain_text("Ai ký?")
    expect(page.locator("mot-cua-chat .machine").last).to_contain_text("Từ 50%")


@WIDTHS
def test_refusal_is_shown_in_its_own_words(page: Page, address: str, width: int) -> None:
    open_chat(page, address)
    page.route("**/v1/ask", lambda route: route.fulfill(status=200, content_type="application/json", body="{"))
    page.get_by_label("Câu hỏi của anh/chị").fill("Ai ký?")
    page.keyboard.press("Enter")

    expect(page.locator("mot-cua-chat .fault")).to_contain_text("Không kết nối được")


@WIDTHS
@pytest.mark.parametrize("path", ["/", "/docs"])
def test_page_does_not_scroll_sideways(page: Page, address: str, width: int, path: str) -> None:
    page.goto(address + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_script_tag_makes_a_button_in_the_corner(page: Page, address: str, width: int) -> None:
    page.goto(address + "/docs")
    page.evaluate(
        """(src) => {
            const script = document.createElement("script");
            Object.assign(script, { src });
            Object.assign(script.dataset, { commune: "tan-an", title: "Hỏi xã", welcomeMessage: "Chào!" });
            document.head.append(script);
        }""",
        address + "/widget.js",
    )
    page.get_by_role("button", name="Hỏi trợ lý ảo").click()

    expect(page.get_by_text("Hỏi xã")).to_be_visible()
    expect(page.get_by_text("Chào!")).to_be_visible()
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    page.get_by_role("button", name="Đóng").click()
    expect(page.get_by_text("Chào!")).to_be_hidden()
