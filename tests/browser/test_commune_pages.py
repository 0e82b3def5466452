"""The commune's pages in a real browser: on a phone and a desk, with the keyboard, without scripts, on paper."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.settings import ApiSettings
from tests.api.commune_pages import PAGES, shipped_corpus
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import serving
from tests.support.shipped import COMMUNES

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])
# WCAG 2.5.8 leaves out links in running text.
_CONTROLS = "a, button, select, input"
_SMALL_TARGETS = """(elements) => elements
  .filter((e) => e.checkVisibility() && !e.closest('p, dd, figcaption, .notice') && !e.matches('.skip, .unseen'))
  .map((e) => [e.textContent.trim().slice(0, 40), e.getBoundingClientRect().height])
  .filter(([, height]) => height < 24)"""
_TEXTS = """(svg) => [...svg.querySelectorAll('text')].map((t) => { const b = t.getBoundingClientRect();
  return { text: t.textContent, left: b.left, right: b.right, top: b.top, bottom: b.bottom }; })"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    assistant = FakeAssistant()
    assistant.index.corpus = shipped_corpus()
    with serving(create_app(assistant, ApiSettings(_env_file=None), keeper_in())) as address:
        yield address


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_page_scrolls_sideways(page: Page, address: str, width: int) -> None:
    wide = []
    for path in ["/", *(f"/xa/{slug}{path}" for slug in COMMUNES for path in PAGES)]:
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)

    assert wide == []


@WIDTHS
@pytest.mark.parametrize("path", ["/", "/xa/tan-an/nhiem-vu", "/xa/tan-an/thu-tuc", "/xa/lac-phuong/chi-tieu/so-sanh"])
def test_controls_are_large_enough_for_a_finger(page: Page, address: str, width: int, path: str) -> None:
    page.goto(address + path)

    assert page.locator(_CONTROLS).evaluate_all(_SMALL_TARGETS) == []
    for control in page.locator("button:visible, select:visible, input:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize("width", [360])
def test_filter_works_without_scripts(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address + "/xa/tan-an/nhiem-vu")
    page.get_by_label("Cơ quan", exact=True).select_option(label="Phòng Kinh tế (3)")
    page.get_by_label("Từ khóa").fill("so hoa")
    page.get_by_role("button", name="Lọc").click()

    expect(page.get_by_role("status")).to_contain_text("1 trên 35 nhiệm vụ khớp.")
    expect(page.locator("table.tasks tbody tr")).to_have_count(1)
    expect(page.get_by_label("Cơ quan", exact=True)).to_have_value("phong-kinh-te")
    page.get_by_role("link", name="Theo thời hạn").click()
    expect(page.locator(".timeline-tasks li")).to_have_count(1)
    context.close()


@WIDTHS
def test_bars_start_at_zero_and_are_as_long_as_they_say(page: Page, address: str, width: int) -> None:
    page.goto(address + "/xa/lac-phuong/chi-tieu/so-sanh?chi-tieu=lac-phuong-cchc-2026-2030.muc-ii-2-2-a-g2-2")
    chart = page.get_by_role("img", name="Tỷ lệ giao dịch thanh toán trực tuyến").bounding_box()
    bars = [bar.bounding_box() for bar in page.locator("svg .bar").all()]

    assert chart is not None
    assert [round(bar["x"] - chart["x"]) for bar in bars if bar] == [0, 0]
    assert [bar["width"] / chart["width"] for bar in bars if bar] == pytest.approx([0.5, 0.6], abs=0.005)


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("slug", COMMUNES)
def test_words_of_a_chart_stay_inside_and_apart(page: Page, address: str, width: int, slug: str) -> None:
    page.goto(f"{address}/xa/{slug}/chi-tieu/so-sanh")
    keys = page.locator("#f-chi-tieu option").evaluate_all("(options) => options.map((o) => o.value)")
    for path in [f"chi-tieu/so-sanh?chi-tieu={key}" for key in keys] + ["nhiem-vu/khoi-luong"]:
        page.goto(f"{address}/xa/{slug}/{path}")
        for chart in page.locator("svg.chart").all():
            box = chart.bounding_box()
            assert box is not None
            texts = chart.evaluate(_TEXTS)
            assert [
                t["text"] for t in texts if t["left"] < box["x"] - 1 or t["right"] > box["x"] + box["width"] + 1
            ] == []
            assert [(one["text"], two["text"]) for one in texts for two in texts if _overlap(one, two)] == []


def _overlap(one: dict[str, float], two: dict[str, float]) -> bool:
    """Whether two texts share a good part of a line; boxes of neighbouring lines may touch."""
    if one is two:
        return False
    across = min(one["right"], two["right"]) - max(one["left"], two["left"])
    down = min(one["bottom"], two["bottom"]) - max(one["top"], two["top"])
    return across > 0 and down > 6


@pytest.mark.parametrize("width", [360])
def test_rows_are_cards_on_a_phone(page: Page, address: str, width: int) -> None:
    page.goto(address + "/xa/tan-an/chi-tieu")
    row = page.locator("table.targets tbody tr").first
    title, figure = row.locator("th").bounding_box(), row.locator("td").first.bounding_box()

    assert title is not None
    assert figure is not None
    assert figure["y"] >= title["y"] + title["height"] - 1
    label = row.locator("td").first.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert label == '"Mức: "'
    expect(page.locator("table.targets thead").first).to_have_css("position", "absolute")


@pytest.mark.parametrize("width", [1440])
def test_skip_link_comes_first_and_leads_to_the_content(page: Page, address: str, width: int) -> None:
    page.goto(address + "/xa/tan-an/chi-tieu")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", [1440])
def test_focus_is_seen_on_every_control(page: Page, address: str, width: int) -> None:
    page.goto(address + "/xa/lac-phuong/nhiem-vu")
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle; })()"
        )
        if style == "none":
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))

    assert unseen == []


@pytest.mark.parametrize("width", [360])
@pytest.mark.parametrize(("link", "kind"), [("Tải XLSX", "xlsx"), ("Tải CSV", "csv"), ("Lịch thời hạn (.ics)", "ics")])
def test_files_are_downloaded(page: Page, address: str, width: int, link: str, kind: str) -> None:
    page.goto(address + "/xa/lac-phuong/nhiem-vu")
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()

    assert started.value.suggested_filename == f"nhiem-vu-lac-phuong.{kind}"


@WIDTHS
def test_row_of_a_target_opens_its_place_in_the_source(page: Page, address: str, width: int) -> None:
    page.goto(address + "/xa/loc-binh/chi-tieu?q=giao+dich+thanh+toan")
    row = page.locator("table.targets tbody tr").filter(has_text="từ 60% trở lên")
    row.get_by_role("link", name="Mục II.2.2, gạch đầu dòng 2").click()

    expect(page.locator(":target")).to_contain_text("60%")
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1440])
def test_paper_holds_the_content_without_controls(page: Page, address: str, width: int) -> None:
    page.goto(address + "/xa/lac-phuong/nhiem-vu")
    page.emulate_media(media="print")

    for hidden in ("form.filter", "nav.tabs", "nav.views", "ul.downloads"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("table.tasks tbody tr").first).to_be_visible()
    expect(page.get_by_text("Nguồn:", exact=False).last).to_be_visible()


@pytest.mark.parametrize("width", [1440])
def test_words_of_a_chart_follow_forced_colours(page: Page, address: str, width: int) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(address + "/xa/lac-phuong/chi-tieu/so-sanh")
    ink = page.evaluate("getComputedStyle(document.querySelector('figcaption')).color")
    fills = page.locator("svg.chart text").evaluate_all("(texts) => texts.map((t) => getComputedStyle(t).fill)")

    assert ink == "rgb(255, 255, 255)"
    assert set(fills) == {ink}
