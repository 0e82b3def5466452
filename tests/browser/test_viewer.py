"""The source viewer in a real browser: the quote is marked and in view, tables fit a phone, references are copied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from api.app import create_app
from api.settings import ApiSettings
from bot.links import viewer_path
from corpus.documents import Corpus
from corpus.ingest import load_corpus
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import serving
from tests.support.shipped import DATA

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])
TAN_AN = "/documents/tan-an-cchc-2026-2030"
MARKED = "rgb(255, 221, 102)"
# The ratio of WCAG 2.2, 1.4.3, of every text to what is behind it; returns the texts below 4.5.
FAINT = """() => {
    const channels = (color) => color.match(/[\\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => [r, g, b]
        .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const color = channels(getComputedStyle(at).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
        }
        return [255, 255, 255];
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const faint = [];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || element.closest("[hidden], script")) continue;
        const both = [channels(getComputedStyle(element).color), behind(element)].map(luminance).sort((a, b) => b - a);
        if ((both[0] + 0.05) / (both[1] + 0.05) < 4.5) faint.push(texts.currentNode.data.trim());
    }
    return faint;
}"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(DATA)


@pytest.fixture(scope="module")
def address(corpus: Corpus) -> Iterator[str]:
    assistant = FakeAssistant()
    assistant.index.corpus = corpus
    settings = ApiSettings(_env_file=None, rate_limit_per_minute=0)
    with serving(create_app(assistant, settings, keeper_in(), today=lambda: date(2026, 5, 4))) as address:
        yield address


def place_of(corpus: Corpus, section_id: str, words: str) -> tuple[str, str]:
    """Returns the path and the quote of the record of a section that quotes `words`."""
    place = next(
        record.provenance
        for record in corpus.records
        if record.provenance.section_id == section_id and words in record.provenance.quote
    )
    return viewer_path(place.document_id, place.section_id, place.quote), place.quote


@WIDTHS
@pytest.mark.parametrize("scripts", [True, False])
def test_quoted_words_are_marked_and_in_view(
    browser: Browser, address: str, corpus: Corpus, width: int, scripts: bool
) -> None:
    path, quote = place_of(corpus, "muc-ii-2-2-a-g2", "50%")
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address + path)

    mark = page.locator("mark")
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_css("background-color", MARKED)
    context.close()


@pytest.mark.parametrize("width", [360])
def test_words_deep_in_a_long_paragraph_are_brought_into_view(
    page: Page, address: str, corpus: Corpus, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 320})
    path, quote = place_of(corpus, "can-cu-2", "02-KH/ĐU")
    page.goto(address + path)

    expect(page.locator("mark")).to_have_text(quote)
    expect(page.locator("mark")).to_be_in_viewport()


@WIDTHS
def test_row_of_an_annex_is_marked_cell_by_cell(page: Page, address: str, corpus: Corpus, width: int) -> None:
    path, quote = place_of(corpus, "phu-luc-ii-phan-ii-n2-khong-so", "Tham gia")
    page.goto(address + path)

    expect(page.locator("mark")).to_have_text(quote.split(" | "))
    expect(page.locator("mark").first).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("path", [TAN_AN, "/documents/lac-phuong-cchc-2026-2030", "/procedures/2.000815"])
def test_page_does_not_scroll_sideways(page: Page, address: str, width: int, path: str) -> None:
    page.goto(address + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_cell_says_its_column_on_a_phone_and_stands_below_it_on_a_desk(page: Page, address: str, width: int) -> None:
    page.goto(address + TAN_AN)
    row = page.locator("#phu-luc-ii-phan-i-n1")
    schedule = row.locator("[data-title='Thời gian']")
    expect(row.get_by_role("cell")).to_have_count(5)
    titled = schedule.evaluate("cell => getComputedStyle(cell, '::before').content")
    head = page.get_by_role("columnheader", name="Thời gian").bounding_box()
    cell = schedule.bounding_box()

    assert head is not None
    assert cell is not None
    if width == 360:
        assert "Thời gian" in titled
        assert cell["x"] + cell["width"] <= width
    else:
        assert titled == "none"
        assert head["x"] == cell["x"]


@pytest.mark.parametrize("width", [1440])
def test_keyboard_skips_to_the_text_and_reaches_the_table(page: Page, address: str, width: int) -> None:
    page.goto(address + TAN_AN)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    table = page.get_by_role("region", name="Bảng của Phụ lục II")
    table.focus()

    expect(table).to_be_focused()


@pytest.mark.parametrize("width", [1440])
def test_own_link_of_a_passage_shows_on_hover_and_copies_its_address(
    browser: Browser, address: str, width: int
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + TAN_AN)
    own = page.get_by_role("link", name="Liên kết tới mục II.1.a", exact=True)
    expect(own).to_have_css("opacity", "0")
    page.locator("#muc-ii-1-a").hover()
    expect(own).to_have_css("opacity", "1")
    own.click()

    expect(page.get_by_role("status")).to_have_text("Đã chép địa chỉ của mục II.1.a.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}{TAN_AN}#muc-ii-1-a"
    expect(page.locator(":target")).to_have_id("muc-ii-1-a")
    expect(page.locator(".reference")).to_contain_text(f", mục II.1.a, {address}{TAN_AN}#muc-ii-1-a")
    context.close()


@pytest.mark.parametrize("width", [360])
def test_reference_is_copied_by_a_button(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + TAN_AN)
    page.get_by_role("button", name="Chép trích dẫn").click()

    expect(page.get_by_role("status")).to_have_text("Đã chép trích dẫn.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Chủ tịch Ủy ban nhân dân xã Tân An, Kế hoạch số 104/KH-UBND ngày 28/04/2026 về thực hiện")
    assert copied.endswith(address + TAN_AN)
    context.close()


@pytest.mark.parametrize("width", [360])
def test_reference_is_selected_where_the_browser_does_not_copy(page: Page, address: str, width: int) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(address + TAN_AN)
    page.get_by_role("button", name="Chép trích dẫn").click()

    expect(page.get_by_role("status")).to_contain_text("chép bằng tay")
    assert page.evaluate("getSelection().toString()").startswith("Chủ tịch Ủy ban nhân dân xã Tân An, Kế hoạch số")


@pytest.mark.parametrize("width", [360])
def test_page_is_whole_without_scripts(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + TAN_AN)

    expect(page.get_by_role("button", name="Chép trích dẫn")).to_be_hidden()
    expect(page.locator(".reference")).to_be_visible()
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_text("Mục lục").click()
    page.get_by_role("navigation", name="Mục lục").get_by_role("link", name="III. GIẢI PHÁP THỰC HIỆN").click()
    expect(page.locator("#muc-iii")).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("width", [794])
def test_print_keeps_the_mark_and_the_address_and_leaves_navigation_out(
    page: Page, address: str, corpus: Corpus, width: int
) -> None:
    path, _ = place_of(corpus, "muc-ii-2-2-a-g2", "50%")
    page.goto(address + path)
    page.emulate_media(media="print")

    expect(page.locator("mark")).to_have_css("background-color", MARKED)
    expect(page.locator("mark")).to_have_css("print-color-adjust", "exact")
    expect(page.locator(".reference")).to_contain_text(address + path)
    for gone in ("nav", ".masthead", ".self >> nth=0", ".skip", ".copying"):
        expect(page.locator(gone)).to_be_hidden()


@WIDTHS
@pytest.mark.parametrize("path", [TAN_AN, "/documents/le-loi-cchc-2025?q=muc-ii-4", "/procedures/2.000815"])
def test_every_text_can_be_told_from_its_ground(page: Page, address: str, width: int, path: str) -> None:
    page.goto(address + path)

    assert page.evaluate(FAINT) == []
