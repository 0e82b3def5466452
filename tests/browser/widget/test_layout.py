"""At a phone's width, above its keyboard, at 400 % zoom, with motion and colours as the person has set them."""

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.widget.fake_api import Act, FakeServer, make_citation, make_reply
from tests.browser.widget.portal import LABEL, ask, ask_and_wait, open_panel, portal_html, script_tag, visiting

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
# A keyboard of iOS leaves the layout viewport as it is and shrinks the visual one alone.
KEYBOARD = """
const view = new EventTarget();
Object.assign(view, { height: innerHeight, offsetTop: 0, scale: 1 });
Object.defineProperty(window, "visualViewport", { value: view });
window.raiseKeyboard = (height, offsetTop) => {
  Object.assign(view, { height, offsetTop });
  view.dispatchEvent(new Event("resize"));
};
"""


_REASONS = ("Sai so với văn bản", "Không đúng điều tôi hỏi", "Thiếu thông tin", "Khó hiểu")


def _address(api: FakeServer, portal: FakeServer) -> str:
    return portal.add_page("/", portal_html(script_tag(api.address)))


def _box(locator: Locator) -> tuple[float, float, float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def _sideways(page: Page) -> list[str]:
    """Returns the parts of the widget that are wider than they show."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelector("mot-cua-chat").shadowRoot.querySelectorAll("*")]
            .filter((part) => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
            .filter((part) => !part.matches(".unseen, textarea"))
            .map((part) => part.outerHTML.slice(0, 120))"""
    )
    return found


def test_panel_covers_a_phone_and_the_page_is_out_of_reach(
    browser: Browser, api: FakeServer, portal: FakeServer
) -> None:
    with visiting(browser, api.address, portal.address, width=360, height=740) as page:
        page.goto(_address(api, portal))
        open_panel(page)
        panel = page.locator("mot-cua-chat .panel")

        assert _box(panel) == (0, 0, 360, 740)
        assert panel.evaluate("(panel) => panel.matches(':modal')")
        page.get_by_role("button", name="Đóng").click()
        expect(page.locator("mot-cua-chat .launcher")).to_be_focused()


def test_touch_screen_does_not_raise_its_keyboard_unasked(
    browser: Browser, api: FakeServer, portal: FakeServer
) -> None:
    with visiting(browser, api.address, portal.address, width=360, height=740, has_touch=True, is_mobile=True) as page:
        page.goto(_address(api, portal))
        page.locator("mot-cua-chat .launcher").tap()

        expect(page.locator("mot-cua-chat .scroll")).to_be_focused()


@pytest.mark.parametrize("offset_top", [0, 120])
def test_field_stays_above_the_keyboard(browser: Browser, api: FakeServer, portal: FakeServer, offset_top: int) -> None:
    with visiting(browser, api.address, portal.address, width=360, height=740) as page:
        page.add_init_script(KEYBOARD)
        page.goto(_address(api, portal))
        open_panel(page)
        ask_and_wait(page)
        page.evaluate(f"raiseKeyboard(400, {offset_top})")

        x, y, width, height = _box(page.locator("mot-cua-chat .panel"))
        assert (x, y, width, height) == (0, offset_top, 360, 400)
        _, field_y, _, field_height = _box(page.get_by_label(LABEL))
        assert field_y + field_height <= offset_top + 400
        page.get_by_label(LABEL).fill("một câu dài " * 30)
        _, _, _, log_height = _box(page.locator("mot-cua-chat .scroll"))
        assert log_height >= 64
        page.evaluate("raiseKeyboard(740, 0)")
        assert _box(page.locator("mot-cua-chat .panel")) == (0, 0, 360, 740)


def test_keyboard_that_shrinks_the_whole_window(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    with visiting(browser, api.address, portal.address, width=360, height=740) as page:
        page.goto(_address(api, portal))
        open_panel(page)
        page.set_viewport_size({"width": 360, "height": 380})

        expect(page.get_by_label(LABEL)).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Gửi")).to_be_in_viewport(ratio=1)
        expect(page.get_by_label(LABEL)).to_be_focused()


def test_turning_the_phone_keeps_panel_and_focus(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    with visiting(browser, api.address, portal.address, width=360, height=740) as page:
        page.goto(_address(api, portal))
        open_panel(page)
        page.get_by_label(LABEL).fill("gõ dở")
        for width, height in ((1024, 740), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            expect(page.get_by_label(LABEL)).to_have_value("gõ dở")
            expect(page.get_by_label(LABEL)).to_be_focused()
        expect(page.locator("mot-cua-chat .panel")).to_have_css("width", "360px")
        page.keyboard.press("Escape")

        expect(page.locator("mot-cua-chat .launcher")).to_be_visible()


@pytest.mark.parametrize("size", ["Vừa", "Rất lớn"])
@pytest.mark.parametrize("height", [256, 640])
def test_nothing_scrolls_sideways_at_400_percent(
    browser: Browser, api: FakeServer, portal: FakeServer, height: int, size: str
) -> None:
    """1280 CSS pixels at 400 % are 320 (WCAG 1.4.10); 256 is what is left of 1024 in height."""
    long = "Kếhoạchcảicáchhànhchính" * 4
    api.acts.append(
        Act(make_reply(answer=f"{long} [1]", citations=[make_citation(1, document_title=long)], suggestions=[long]))
    )
    with visiting(browser, api.address, portal.address, width=320, height=height) as page:
        page.goto(_address(api, portal))
        expect(page.locator("mot-cua-chat .launcher")).to_be_in_viewport(ratio=1)
        open_panel(page)
        page.get_by_role("button", name="Tùy chọn").click()
        page.get_by_label(size, exact=True).check()
        assert _sideways(page) == []
        page.keyboard.press("Escape")
        ask_and_wait(page).get_by_role("button", name="Chưa đúng").click()
        page.get_by_label("Nói thêm").scroll_into_view_if_needed()
        assert _sideways(page) == []
        for name in ("Tùy chọn", "Đóng", "Gửi"):
            control = page.get_by_role("button", name=name, exact=True)
            control.scroll_into_view_if_needed()
            expect(control).to_be_in_viewport(ratio=1)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_buttons_are_large_enough_for_a_thumb(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    with visiting(browser, api.address, portal.address, width=360, height=740) as page:
        page.goto(_address(api, portal))
        open_panel(page)
        ask_and_wait(page).get_by_role("button", name="Chưa đúng").click()
        page.get_by_role("button", name="Tùy chọn").click()
        heights = {
            control.inner_text(): _box(control)[3]
            for control in page.locator("mot-cua-chat button:visible, mot-cua-chat label:visible:has(input)").all()
        }

    assert len(heights) >= 16
    assert {name: height for name, height in heights.items() if height < (40 if name not in _REASONS else 36)} == {}


def test_full_stop_follows_a_mark_as_it_follows_a_word(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(make_reply(answer="Từ 50% [1].")))
    open_panel(page)
    mark = ask_and_wait(page).locator(".mark")
    gap = mark.evaluate(
        """(mark) => {
            const edges = (text) => {
                const range = document.createRange();
                range.selectNodeContents(text);
                return range.getBoundingClientRect();
            };
            const seen = [...mark.childNodes].find((part) => part.textContent === "[1]");
            return edges(mark.closest("p").lastChild).left - edges(seen).right;
        }"""
    )

    assert abs(gap) < 1
    assert _box(mark)[2] >= 20  # a thumb gets more than what is seen


def test_long_answer_is_shown_from_its_beginning(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(make_reply(answer="\n".join(f"- dòng {number}" for number in range(80)))))
    open_panel(page)
    answer = ask_and_wait(page)

    expect(answer.get_by_text("dòng 0", exact=True)).to_be_in_viewport()
    expect(page.locator("mot-cua-chat .person")).to_be_in_viewport()


@pytest.mark.parametrize(("motion", "names"), [("reduce", {"none"}), ("no-preference", {"none", "rise", "pulse"})])
def test_motion_only_where_it_is_wanted(
    browser: Browser, api: FakeServer, portal: FakeServer, motion: str, names: set[str]
) -> None:
    with visiting(browser, api.address, portal.address, reduced_motion=motion) as page:
        page.goto(_address(api, portal))
        found = page.locator("mot-cua-chat .bubble").evaluate("(bubble) => [getComputedStyle(bubble).animationName]")
        open_panel(page)
        page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
        ask(page, "Chỉ tiêu?")
        page.locator("mot-cua-chat .waiting").wait_for()
        for selector, pseudo in ((".panel", None), (".waiting", "::before")):
            found.append(
                page.locator(f"mot-cua-chat {selector}").evaluate(
                    "(part, pseudo) => getComputedStyle(part, pseudo).animationName", pseudo
                )
            )
        found.append("none")

    assert set(found) == names


def test_forced_colours_leave_every_control_an_edge(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    with visiting(browser, api.address, portal.address, forced_colors="active") as page:
        page.goto(_address(api, portal))
        edge = (
            "(part) => { const style = getComputedStyle(part); return [style.borderTopStyle, style.borderTopWidth]; }"
        )
        assert page.locator("mot-cua-chat .launcher").evaluate(edge)[0] == "solid"
        open_panel(page)
        answer = ask_and_wait(page)
        controls = page.locator("mot-cua-chat").locator("button:visible, .chip:visible, textarea:visible")
        colours = {control.evaluate("(part) => getComputedStyle(part).borderTopColor") for control in controls.all()}
        assert len(controls.all()) >= 9
        assert "rgba(0, 0, 0, 0)" not in colours
        assert answer.evaluate(edge) == ["solid", "1px"]
