"""Without a mouse: open, ask, read, rate, close; Tab goes round in the panel, Esc leaves it, the focus comes back."""

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from tests.browser.widget.fake_api import FakeServer
from tests.browser.widget.portal import LABEL, answers, open_panel, portal_html, script_tag, visiting

pytestmark = [pytest.mark.needs("chromium")]


def _focused(page: Page) -> str:
    """Returns the accessible words of what has the focus, inside the widget or outside."""
    words: str = page.evaluate(
        """() => {
            let focused = document.activeElement;
            while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
            return focused.getAttribute("aria-label") || focused.labels?.[0]?.textContent || focused.textContent;
        }"""
    )
    return words.strip()


def test_whole_way_by_keyboard(page: Page, api: FakeServer) -> None:
    page.keyboard.press("Tab")
    assert _focused(page) == "Tin tức"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert _focused(page).startswith("Hỏi trợ lý ảo")
    page.keyboard.press("Enter")
    assert _focused(page) == LABEL
    page.keyboard.type("Chỉ tiêu?")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(1)
    assert _focused(page) == LABEL  # the answer is announced; one may ask on at once

    way = []
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        way.append(_focused(page))
    assert way == ["Chưa đúng", "Có ích", "Chia sẻ", "Sao chép"]
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert _focused(page) == "Sai so với văn bản"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert _focused(page) == "Gửi đánh giá"
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cảm ơn")).to_be_visible()
    assert api.rated == [{"answer_id": "a1", "rating": "down", "comment": "Không đúng điều tôi hỏi"}]

    page.keyboard.press("Escape")
    assert _focused(page).startswith("Hỏi trợ lý ảo")
    expect(page.get_by_label(LABEL)).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1440])
def test_tab_goes_round_in_the_panel(browser: Browser, api: FakeServer, portal: FakeServer, width: int) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address, width=width) as page:
        page.goto(address)
        open_panel(page)
        seen = []
        for _ in range(7):
            seen.append(_focused(page))
            page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")

        assert seen[:2] == [LABEL, "Gửi"]
        assert seen[2:4] == ["Tùy chọn", "Đóng"]
        assert seen[4:6] == ["Cuộc trò chuyện", "Quyền riêng tư (mở trong thẻ mới)"]
        assert seen[6:] == ["Trợ lý trả lời được những gì?"]
        assert "Tin tức" not in seen


def test_shift_tab_goes_round_backwards(page: Page) -> None:
    open_panel(page)
    page.get_by_role("button", name="Tùy chọn").focus()
    page.keyboard.press("Shift+Tab")

    assert _focused(page) == "Gửi"


def test_escape_closes_the_menu_first(page: Page) -> None:
    open_panel(page)
    page.get_by_role("button", name="Tùy chọn").press("Enter")
    expect(page.get_by_label("Vừa")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tùy chọn")).to_be_focused()
    expect(page.get_by_role("button", name="Tùy chọn")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")

    expect(page.locator("mot-cua-chat .launcher")).to_be_focused()


def test_focus_returns_to_the_button_of_the_page_that_opened_it(page: Page) -> None:
    page.evaluate(
        """() => {
            const opener = document.createElement("button");
            opener.textContent = "Hỏi xã";
            opener.onclick = () => document.querySelector("mot-cua-chat").show();
            document.querySelector("main").append(opener);
        }"""
    )
    page.get_by_role("button", name="Hỏi xã").press("Enter")
    expect(page.get_by_label(LABEL)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Hỏi xã")).to_be_focused()


def test_panel_in_the_page_lets_the_focus_pass(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    body = '<mot-cua-chat commune="x"></mot-cua-chat><p><a href="#sau">Sau</a></p>'
    address = portal.add_page("/", portal_html(script_tag(api.address, ""), body=body))
    with visiting(browser, api.address, portal.address) as page:
        page.goto(address)
        page.get_by_label(LABEL).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")

        assert _focused(page) == "Sau"
        page.get_by_label(LABEL).press("Escape")
        expect(page.get_by_label(LABEL)).to_be_visible()
