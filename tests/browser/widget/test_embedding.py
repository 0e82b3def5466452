"""On other people's pages: strict policies, hostile styles, several widgets, attributes, properties and events."""

import gzip

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from api.widget import script
from tests.browser.widget.fake_api import FakeServer
from tests.browser.widget.portal import LABEL, ask_and_wait, open_panel, portal_html, script_tag, visiting

pytestmark = [pytest.mark.needs("chromium")]
MAX_KILOBYTES = 40
HOSTILE = """<style>
* { all: unset !important; color: #fff !important; background: #fff !important; font-size: 1px !important; }
body *, mot-cua-chat { display: none !important; visibility: hidden !important; opacity: 0 !important;
  pointer-events: none !important; transform: scale(0) !important; position: static !important; width: 0 !important; }
html { font-size: 3px; letter-spacing: 9px; text-transform: uppercase; }
</style>"""

# The same for a panel in the page, whose place is the page's to give but whose looks are not.
HOSTILE_AROUND = """<style>
main { width: 500px; } h1, p { height: 40px; margin: 0; font: 16px/1 monospace; }
mot-cua-chat { display: none !important; visibility: hidden; opacity: 0; filter: blur(3px); transform: rotate(9deg);
  color: red; font: italic 40px/3 serif; letter-spacing: 9px; text-transform: uppercase; word-break: break-all; }
mot-cua-chat * { display: none !important; }
</style>"""
CALM_AROUND = HOSTILE_AROUND.split("mot-cua-chat")[0] + "</style>"
INLINE = '<mot-cua-chat commune="x"></mot-cua-chat>'
# Place, size and every computed style of every part.
LOOKS = """() => [...document.querySelector("mot-cua-chat").shadowRoot.querySelectorAll("*")].map((part) => {
  const { x, y, width, height } = part.getBoundingClientRect();
  const style = getComputedStyle(part);
  const looks = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`);
  return [`${part.localName}.${part.className}`, `at ${[x, y, width, height]}`, ...looks];
})"""


def test_script_is_small() -> None:
    assert len(gzip.compress(script().encode(), 9)) <= MAX_KILOBYTES * 1024


def test_readme_line_works_as_it_stands(page: Page, api: FakeServer, portal: FakeServer) -> None:
    line = (
        f'<script src="{api.address}/widget.js" data-commune="lac-phuong" data-title="Hỏi đáp xã" '
        'data-welcome-message="Chào **anh/chị**, xã nghe đây." defer></script>'
    )
    page.goto(portal.add_page("/readme", f"<!doctype html><html><body>{line}</body></html>"))
    expect(page.locator("mot-cua-chat .bubble")).to_contain_text("Chào anh/chị, xã nghe đây.")
    open_panel(page)

    expect(page.get_by_role("heading", name="Hỏi đáp xã")).to_be_visible()
    expect(page.locator("mot-cua-chat .welcome strong")).to_have_text("anh/chị")
    expect(page.get_by_label(LABEL)).to_be_focused()


@pytest.mark.parametrize("default", ["'self'", "'none'"])
def test_strict_policy_on_a_foreign_origin(page: Page, api: FakeServer, portal: FakeServer, default: str) -> None:
    policy = f"default-src {default}; script-src {api.address}; connect-src {api.address}"
    html = portal_html(script_tag(api.address, 'data-commune="x" data-width="380" data-theme="dark"'))
    page.add_init_script("addEventListener('securitypolicyviolation', (event) => console.error(event.blockedURI))")
    page.goto(portal.add_page("/csp", html, {"Content-Security-Policy": policy}))
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="Có ích").click()
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_role("button", name="In cuộc trò chuyện").click()

    expect(page.locator("mot-cua-chat .panel")).to_have_css("width", "380px")
    assert len(api.rated) == 1


@pytest.mark.parametrize(
    ("attributes", "body", "calm", "hostile"),
    [('data-commune="x"', "", "", HOSTILE), ("", INLINE, CALM_AROUND, HOSTILE_AROUND)],
    ids=["corner", "in-the-page"],
)
def test_hostile_stylesheet_changes_nothing(
    browser: Browser, api: FakeServer, portal: FakeServer, attributes: str, body: str, calm: str, hostile: str
) -> None:
    looks = []
    for head in (calm, hostile):
        html = portal_html(script_tag(api.address, attributes), head=head, body=body)
        with visiting(browser, api.address, portal.address, reduced_motion="reduce") as page:
            page.goto(portal.add_page("/", html))
            if not body:
                open_panel(page)
            ask_and_wait(page)
            looks.append(page.evaluate(LOOKS))

    assert len(looks[0]) > 60
    differences = [(one[0], set(one) ^ set(other)) for one, other in zip(*looks, strict=True)]
    assert [found for found in differences if found[1]] == []


def test_two_widgets_keep_apart(page: Page, api: FakeServer, portal: FakeServer) -> None:
    body = '<mot-cua-chat commune="tan-an" title-text="Hỏi xã Tân An" width="420"></mot-cua-chat>'
    page.goto(portal.add_page("/two", portal_html(script_tag(api.address), body=body)))
    inline = page.locator("mot-cua-chat[commune=tan-an]")
    corner = page.locator("mot-cua-chat[floating]")
    inline.get_by_label(LABEL).fill("Ai ký?")
    inline.get_by_role("button", name="Gửi").click()
    expect(inline.locator(".log .machine")).to_have_count(1)
    corner.locator(".launcher").click()
    expect(corner.locator(".log")).to_be_empty()
    corner.get_by_label(LABEL).fill("Bao giờ?")
    page.keyboard.press("Enter")
    expect(corner.locator(".log .machine")).to_have_count(1)
    expect(inline.locator(".log .machine")).to_have_count(1)
    page.reload()

    expect(inline.locator(".person")).to_contain_text("Ai ký?")
    expect(corner.locator(".person")).to_contain_text("Bao giờ?")
    assert [body["commune"] for body in api.asked] == ["tan-an", "lac-phuong"]


def test_looks_follow_the_attributes(page: Page, api: FakeServer, portal: FakeServer) -> None:
    data = (
        'data-commune="" data-width="444" data-height="500px" data-position="left" data-theme="blue" data-z-index="77"'
    )
    page.goto(portal.add_page("/looks", portal_html(script_tag(api.address, data))))
    expect(page.locator("mot-cua-chat")).to_have_css("z-index", "77")
    open_panel(page)
    panel = page.locator("mot-cua-chat .panel")
    box = panel.bounding_box()

    assert box is not None
    assert (box["x"], box["width"], box["height"]) == pytest.approx((16, 444, 500))
    expect(panel.locator("header")).to_have_css("background-color", "rgb(11, 79, 158)")
    page.evaluate("document.querySelector('mot-cua-chat').removeAttribute('z-index')")
    expect(page.locator("mot-cua-chat")).to_have_css("z-index", "2147483000")


def test_nonsense_in_attributes_is_ignored(page: Page, api: FakeServer, portal: FakeServer) -> None:
    data = 'data-commune="x" data-width="9;color:red" data-height="calc(1px)" data-z-index="1;all:unset" data-theme="}"'
    page.goto(portal.add_page("/odd", portal_html(script_tag(api.address, data + ' data-auto-popup="mai"'))))
    expect(page.locator("mot-cua-chat")).to_have_css("z-index", "2147483000")
    open_panel(page)

    expect(page.locator("mot-cua-chat .panel")).to_have_css("width", "400px")


def test_site_key_is_sent_with_every_call(page: Page, api: FakeServer, portal: FakeServer) -> None:
    page.goto(portal.add_page("/key", portal_html(script_tag(api.address, 'data-commune="x" data-site-key="k-1"'))))
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="Có ích").click()
    expect(page.get_by_text("Cảm ơn")).to_be_visible()

    assert [headers["X-Site-Key"] for headers in api.seen_headers] == ["k-1", "k-1"]


def test_no_key_is_sent_where_none_is_set(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page)

    assert "X-Site-Key" not in api.seen_headers[0]
    assert "Cookie" not in api.seen_headers[0]


def test_panel_pops_up_by_itself_without_taking_the_focus(page: Page, api: FakeServer, portal: FakeServer) -> None:
    page.clock.install()
    body = '<input id="search" aria-label="Tìm">'
    html = portal_html(script_tag(api.address, 'data-commune="x" data-auto-popup="5"'), body=body)
    page.goto(portal.add_page("/popup", html))
    page.locator("#search").focus()
    expect(page.get_by_label(LABEL)).to_be_hidden()
    page.clock.run_for(5_000)
    expect(page.get_by_label(LABEL)).to_be_visible()
    expect(page.locator("#search")).to_be_focused()
    page.get_by_role("link", name="Tin tức").focus()
    page.evaluate("document.querySelector('mot-cua-chat').hide()")
    expect(page.get_by_role("link", name="Tin tức")).to_be_focused()
    page.reload()
    page.clock.run_for(6_000)

    expect(page.get_by_label(LABEL)).to_be_hidden()  # once a tab


def test_phone_is_not_taken_over_by_itself(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    html = portal_html(script_tag(api.address, 'data-commune="x" data-auto-popup="5"'))
    with visiting(browser, api.address, portal.address, width=360, height=740) as page:
        page.clock.install()
        page.goto(portal.add_page("/popup", html))
        page.clock.run_for(6_000)

        expect(page.locator("mot-cua-chat .bubble")).to_be_visible()
        expect(page.get_by_label(LABEL)).to_be_hidden()


def test_hidden_bubble_stays_hidden_in_the_tab(page: Page) -> None:
    bubble = page.locator("mot-cua-chat .bubble")
    page.get_by_role("button", name="Ẩn lời chào").click()
    expect(bubble).to_have_count(0)
    expect(page.locator("mot-cua-chat .launcher")).to_be_focused()
    page.reload()
    expect(page.locator("mot-cua-chat .launcher")).to_be_visible()

    expect(bubble).to_have_count(0)


def test_page_drives_the_element_and_hears_of_it(page: Page, api: FakeServer) -> None:
    page.evaluate(
        """() => {
            window.heard = [];
            for (const name of ["open", "close", "reply", "rating", "error"]) {
                addEventListener(`mot-cua-${name}`, ({ detail }) => heard.push([name, detail]));
            }
            window.chat = document.querySelector("mot-cua-chat");
            chat.commune = "tan-an";
            chat.titleText = "Tên khác";
            chat.open = true;
        }"""
    )
    expect(page.get_by_role("heading", name="Tên khác")).to_be_visible()
    page.evaluate("chat.ask('Ai ký?')")
    page.evaluate("chat.ask(' ')")
    expect(page.locator("mot-cua-chat .log .machine")).to_have_count(1)
    page.get_by_role("button", name="Có ích").click()
    expect(page.get_by_text("Cảm ơn")).to_be_visible()
    page.evaluate("chat.restart()")
    page.evaluate("chat.hide()")

    assert page.evaluate("[chat.open, chat.commune, chat.getAttribute('commune')]") == [False, "tan-an", "tan-an"]
    assert page.evaluate("heard") == [
        ["open", {}],
        ["reply", {"status": "answered", "answerId": "a1"}],
        ["rating", {"rating": "up", "answerId": "a1"}],
        ["close", {}],
    ]
    assert [body["commune"] for body in api.asked] == ["tan-an"]


def test_properties_set_before_the_script_arrived_count(page: Page, api: FakeServer, portal: FakeServer) -> None:
    page.goto(portal.add_page("/late", portal_html("", body="<mot-cua-chat></mot-cua-chat>")))
    page.evaluate("document.querySelector('mot-cua-chat').commune = 'tan-an'")
    page.add_script_tag(url=f"{api.address}/widget.js")
    ask_and_wait(page)

    assert api.asked[0]["commune"] == "tan-an"


def test_element_that_leaves_the_page_stops_listening(page: Page) -> None:
    open_panel(page)
    ask_and_wait(page)
    page.evaluate("window.chat = document.querySelector('mot-cua-chat'); chat.remove()")
    page.evaluate("location.hash = 'mot-cua=Ai'")
    page.evaluate("document.body.append(chat)")

    expect(page.locator("mot-cua-chat .log .machine")).to_have_count(1)


def test_element_that_is_moved_greets_once(page: Page) -> None:
    page.evaluate("document.querySelector('main').append(document.querySelector('mot-cua-chat'))")

    expect(page.locator("mot-cua-chat .bubble")).to_have_count(1)


def test_floating_is_read_once(page: Page) -> None:
    """What is built for a page does not fall over when the page makes it floating afterwards."""
    page.evaluate(
        """() => {
            window.inline = document.createElement("mot-cua-chat");
            document.querySelector("main").append(inline);
            inline.setAttribute("floating", "");
            inline.open = true;
        }"""
    )

    expect(page.locator("main mot-cua-chat section.panel")).to_be_visible()


def test_address_of_the_api_is_the_folder_of_the_script(page: Page, api: FakeServer, portal: FakeServer) -> None:
    page.goto(portal.add_page("/prefix", portal_html(script_tag(f"{api.address}/tro-ly"))))
    open_panel(page)
    with page.expect_request("**/v1/ask") as asked:
        ask_and_wait(page)

    assert asked.value.url == f"{api.address}/tro-ly/v1/ask"
