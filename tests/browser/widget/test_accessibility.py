"""axe-core, every rule on, finds nothing in any state, at a desk and on a phone, light and dark."""

import threading
from collections.abc import Callable

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.widget.fake_api import Act, FakeServer, make_citation, make_reply
from tests.browser.widget.portal import ask, ask_and_wait, open_panel, portal_html, script_tag, visiting

pytestmark = [pytest.mark.needs("chromium", "axe-core")]


def _closed(page: Page, api: FakeServer) -> None:
    expect(page.locator("mot-cua-chat .bubble")).to_be_visible()


def _open(page: Page, api: FakeServer) -> None:
    open_panel(page)


def _waiting(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(deltas=("Từ 50%",), gate=threading.Event()))
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    expect(page.locator("mot-cua-chat .draft")).to_have_text("Từ 50%")


def _answered(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(make_reply(citations=[make_citation(number) for number in range(1, 6)])))
    open_panel(page)
    ask_and_wait(page).locator("summary").click()


def _clarify(page: Page, api: FakeServer) -> None:
    choices = [{"label": name, "question": "Ai ký?", "commune": "x"} for name in ("xã Tân An", "phường Lê Lợi")]
    api.acts.append(Act(make_reply(status="clarify", answer="Xã, phường nào?", citations=[], choices=choices)))
    open_panel(page)
    ask_and_wait(page)


def _error(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(status=500, detail="Có lỗi ngoài dự kiến."))
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    expect(page.locator("mot-cua-chat .fault")).to_be_visible()


def _too_long(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask(page, "a" * 1001)


def _rating(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="Chưa đúng").click()


def _rated(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="Có ích").click()
    expect(page.get_by_text("Cảm ơn")).to_be_visible()


def _menu(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page)
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_label("Hỏi bằng giọng nói").check()
    page.get_by_role("button", name="Hỏi lại từ đầu").click()


STATES = [_closed, _open, _waiting, _answered, _clarify, _error, _too_long, _rating, _rated, _menu]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
def test_no_violation_in_any_state(
    browser: Browser, api: FakeServer, portal: FakeServer, state: Callable[[Page, FakeServer], None], width: int
) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address, width=width, height=740, reduced_motion="reduce") as page:
        page.goto(address)
        state(page, api)

        assert axe_violations(page) == []


@pytest.mark.parametrize("theme", ["blue", "green", "dark", "dark blue", "dark green"])
@pytest.mark.parametrize("state", [_answered, _rating, _error], ids=lambda state: state.__name__.strip("_"))
def test_no_violation_in_any_theme(
    browser: Browser, api: FakeServer, portal: FakeServer, state: Callable[[Page, FakeServer], None], theme: str
) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address, f'data-commune="x" data-theme="{theme}"')))
    with visiting(browser, api.address, portal.address, reduced_motion="reduce") as page:
        page.goto(address)
        state(page, api)

        assert axe_violations(page) == []


def test_no_violation_of_a_panel_in_the_page(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    body = '<mot-cua-chat commune="x"></mot-cua-chat>'
    address = portal.add_page("/", portal_html(script_tag(api.address, ""), body=body))
    with visiting(browser, api.address, portal.address, reduced_motion="reduce") as page:
        page.goto(address)
        ask_and_wait(page)

        assert axe_violations(page) == []


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(30, 35, 45)")])
def test_auto_theme_follows_the_system(
    browser: Browser, api: FakeServer, portal: FakeServer, scheme: str, ground: str
) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address, 'data-commune="x" data-theme="auto"')))
    with visiting(browser, api.address, portal.address, color_scheme=scheme) as page:
        page.goto(address)
        open_panel(page)

        expect(page.locator("mot-cua-chat .panel")).to_have_css("background-color", ground)


def test_what_announces_is_there_before_it_says_something(page: Page) -> None:
    """A screen reader may not hear a live region that comes together with its first words."""
    open_panel(page)

    expect(page.get_by_role("status")).to_be_empty()
    expect(page.get_by_role("status")).to_have_count(1)
