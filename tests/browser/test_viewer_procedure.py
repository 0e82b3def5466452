"""The page of a procedure in a real browser: the cited row is lit and in view, on a phone as on a desk."""

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from api.app import create_app
from api.settings import ApiSettings
from bot.links import viewer_path
from corpus.procedures.outline import sections_of
from tests.api.sample_procedures import CODE, make_assistant, make_procedures
from tests.support.databases import keeper_in
from tests.support.fake_bot_api import serving

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(create_app(make_assistant(), ApiSettings(_env_file=None), keeper_in())) as address:
        yield address


@WIDTHS
def test_cited_row_is_lit_and_in_view(page: Page, address: str, width: int) -> None:
    page.goto(f"{address}/procedures/{CODE}#cach-nop-1")

    cited = page.locator(":target")
    expect(cited).to_contain_text("2.000 đồng/trang (hai trang đầu)")
    expect(cited).to_be_in_viewport()
    expect(cited.locator("td").first).to_have_css("background-color", "rgb(255, 243, 196)")
    expect(page.locator("#cach-nop-2 td").first).not_to_have_css("background-color", "rgb(255, 243, 196)")


@WIDTHS
def test_quoted_row_is_marked_and_in_view(page: Page, address: str, width: int) -> None:
    row = next(s for s in sections_of(make_procedures()[-1]) if s.section_id == "cach-nop-1")
    page.goto(address + viewer_path(row.document_id, row.section_id, row.text))

    fee = page.locator("mark", has_text="2.000 đồng/trang")
    expect(fee).to_be_in_viewport()
    expect(fee).to_have_css("background-color", "rgb(255, 221, 102)")
    expect(page.locator("#cach-nop-2 mark")).to_have_count(0)


@WIDTHS
def test_whole_row_fits_the_screen(page: Page, address: str, width: int) -> None:
    page.goto(f"{address}/procedures/{CODE}?q=cach-nop-1")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row = page.locator("tr.is-cited").bounding_box()
    assert row is not None
    assert row["x"] >= 0
    assert row["x"] + row["width"] <= width


@WIDTHS
def test_successor_opens_from_the_banner(page: Page, address: str, width: int) -> None:
    page.goto(f"{address}/procedures/1.000656")
    banner = page.get_by_label("Thủ tục không còn áp dụng")
    expect(banner).to_be_in_viewport()
    banner.get_by_role("link", name="Đăng ký khai sinh").click()

    expect(page).to_have_url(re.compile(r"/procedures/1\.001193$"))
