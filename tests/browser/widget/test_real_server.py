"""The widget against the real server with the shipped corpus: what the README promises a commune."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.store.keeper import Keeper
from tests.browser.widget.fake_api import FakeServer
from tests.browser.widget.portal import answers, ask_and_wait, open_panel, portal_html, script_tag, visiting
from tests.support.databases import keeper_in
from tests.support.fake_bot_api import serving

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    return keeper_in(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def server(assistant: Assistant, keeper: Keeper) -> Iterator[str]:
    with serving(create_app(assistant, ApiSettings(_env_file=None), keeper)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, server: str, portal: FakeServer, width: int) -> Iterator[Page]:
    address = portal.add_page("/", portal_html(script_tag(server)))
    with visiting(browser, server, portal.address, width=width) as page:
        page.goto(address)
        open_panel(page)
        yield page


@WIDTHS
def test_question_with_and_without_diacritics_has_the_same_answer(page: Page, width: int) -> None:
    told = [
        ask_and_wait(page, question).locator("p").first.inner_text()
        for question in ("Chỉ tiêu thanh toán trực tuyến là bao nhiêu?", "chi tieu thanh toan truc tuyen la bao nhieu")
    ]

    assert told[0].startswith("Từ 50% trở lên")
    assert told[0] == told[1]


@WIDTHS
def test_citation_opens_the_source_at_the_quote(page: Page, width: int) -> None:
    answer = ask_and_wait(page, "chi tieu thanh toan truc tuyen la bao nhieu")
    quote = answer.locator("q").first.inner_text()
    with page.context.expect_page() as opened:
        answer.locator(".chip").first.click()
    source = opened.value
    source.wait_for_load_state()

    cited = source.locator(":target")
    expect(cited).to_be_in_viewport()
    assert quote.strip("“” -")[:40] in " ".join(cited.inner_text().split())


@WIDTHS
def test_asked_back_and_chosen(browser: Browser, server: str, portal: FakeServer, width: int) -> None:
    address = portal.add_page("/", portal_html(script_tag(server, 'data-commune=""')))
    with visiting(browser, server, portal.address, width=width) as page:
        page.goto(address)
        open_panel(page)
        ask_and_wait(page, "Kế hoạch do ai ký?").get_by_role("button", name="xã Tân An").click()
        expect(answers(page)).to_have_count(2)

        expect(answers(page).last.locator(".sources")).to_contain_text("Tân An")


@WIDTHS
def test_rating_with_a_reason_is_kept(page: Page, keeper: Keeper, width: int) -> None:
    answer = ask_and_wait(page, "Kế hoạch do ai ký?")
    answer.get_by_role("button", name="Chưa đúng").click()
    answer.get_by_label("Khó hiểu").check()
    answer.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_text("Cảm ơn anh/chị đã đánh giá.")).to_be_visible()

    said = keeper.store.opinions.complaints()[0]
    assert (said.rating, said.text) == ("down", "Khó hiểu")


@WIDTHS
def test_help_is_answered_with_questions_that_can_be_asked(page: Page, width: int) -> None:
    page.get_by_role("button", name="Trợ lý trả lời được những gì?").click()
    answers(page).first.locator(".choices button").first.click()
    expect(answers(page)).to_have_count(2)

    expect(answers(page).last.locator(".sources")).to_be_visible()
