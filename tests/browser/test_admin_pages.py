"""The operator's page in a real browser: on a phone and at a desk, with no script, by every axe rule."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.settings import ApiSettings
from bot.store.keeper import make_keeper
from bot.store.operating import Part
from tests.api.admin.operators import HOSTILE, PAGES, PASSWORD, answer, hashed, publisher_in
from tests.browser.axe import axe_violations
from tests.support.databases import PATIENT, keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import serving

pytestmark = [pytest.mark.needs("chromium", "vietnamese-font")]
WIDTHS = pytest.mark.parametrize("width", [360, 1440])
LONG = "Xin hỏi thủ tục đăng ký lại khai sinh cho người đã có giấy tờ cá nhân nhưng sổ hộ tịch bị mất thì làm thế nào? "


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store, folder = keeper_in().store, tmp_path_factory.mktemp("documents")
    for number, (question, commune) in enumerate(
        [("Giờ làm việc của bộ phận một cửa?", "lac-phuong"), (LONG, "tan-an"), (HOSTILE, ""), ("x" * 300, "tan-an")]
    ):
        store.answers.add(answer(f"n{number}", commune=commune), question, question.lower())
    for number in range(12):
        store.answers.add(answer(f"a{number}", "answered", channel="telegram" if number % 3 else "api"))
        store.opinions.rate("p", f"a{number}", "answered_task", "down" if number % 4 == 0 else "up", "outdated",
                            comment=LONG if number % 8 == 0 else None, commune="tan-an")  # fmt: skip
    store.opinions.remark("p", "tan-an", "Chữ trong khung chat hơi nhỏ.\nNgười già khó đọc.")
    store.opinions.remark("p", None, LONG * 3)
    store.switches.turn(Part.MODEL, is_on=False, reason="Mô hình viết sai số liệu của kế hoạch 2026, đang kiểm tra lại")
    store.audit.note("console", "index", index_id="fake-index", created=35, updated=2, deleted=0, rejected=1,
                     documents=["lac-phuong-cchc-2026-2030", "tan-an-cchc-2026"])  # fmt: skip
    keeper = make_keeper(store, PATIENT)
    settings = ApiSettings.model_validate({"_env_file": None, "admin_password_hash": hashed()})
    with serving(create_app(FakeAssistant(), settings, keeper, publisher=publisher_in(folder))) as address:
        yield address


def _sign_in(page: Page, address: str) -> None:
    page.goto(address + "/admin")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")


@WIDTHS
@pytest.mark.needs("axe-core")
def test_no_page_has_a_violation_or_scrolls_sideways(page: Page, address: str, width: int) -> None:
    found = {}
    page.goto(address + "/admin/dang-nhap")
    found["sign in"] = axe_violations(page)
    _sign_in(page, address)
    for path in PAGES:
        page.goto(f"{address}/admin{path}")
        found[path] = axe_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: faults for path, faults in found.items() if faults} == {}


@WIDTHS
def test_controls_are_large_enough_for_a_finger(page: Page, address: str, width: int) -> None:
    _sign_in(page, address)
    small = []
    for path in PAGES:
        page.goto(f"{address}/admin{path}")
        for control in page.locator("button:visible, select:visible, input:visible, nav a:visible").all():
            box = control.bounding_box()
            assert box is not None
            if box["height"] < 44:
                small.append((path, control.text_content(), box["height"]))

    assert small == []


@pytest.mark.parametrize("width", [360])
def test_part_is_turned_off_and_on_without_scripts(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    _sign_in(page, address)
    page.get_by_role("link", name="Bật, tắt").click()
    page.get_by_label("Lý do tắt Bot Telegram").fill("bảo trì")
    page.get_by_role("button", name="Tắt Bot Telegram").click()
    expect(page.get_by_role("status")).to_contain_text("Đã tắt.")
    expect(page.get_by_role("heading", name="Bot Telegram: đang tắt")).to_be_visible()
    page.get_by_role("button", name="Bật lại Bot Telegram").click()
    expect(page.get_by_role("heading", name="Bot Telegram: đang bật")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    page.goto(address + "/admin/bat-tat")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1440])
def test_browser_sends_nothing_without_a_reason(page: Page, address: str, width: int) -> None:
    _sign_in(page, address)
    page.goto(address + "/admin/bat-tat")
    page.get_by_role("button", name="Tắt Trợ lý trên trang web").click()

    expect(page.get_by_label("Lý do tắt Trợ lý trên trang web")).to_be_focused()
    expect(page.get_by_role("heading", name="Trợ lý trên trang web: đang bật")).to_be_visible()


@pytest.mark.parametrize("width", [360])
@pytest.mark.parametrize(
    ("path", "name", "file"),
    [
        ("/cau-hoi", "Tải XLSX", "cau-hoi-chua-tra-loi.xlsx"),
        ("/cau-hoi", "Tải CSV", "cau-hoi-chua-tra-loi.csv"),
        ("/bao-cao", "Tải báo cáo", f"bao-cao-quy-1-{datetime.now(UTC).year}.xlsx"),
    ],
)
def test_files_are_downloaded(page: Page, address: str, width: int, path: str, name: str, file: str) -> None:
    _sign_in(page, address)
    page.goto(f"{address}/admin{path}")
    if path == "/bao-cao":
        page.get_by_label("Quý").select_option("1")
        page.get_by_label("Năm").select_option(str(datetime.now(UTC).year))
    with page.expect_download() as started:
        page.locator(".downloads a, .filter button").get_by_text(name, exact=True).click()

    assert started.value.suggested_filename == file


@pytest.mark.parametrize("width", [360])
def test_rows_are_cards_on_a_phone(page: Page, address: str, width: int) -> None:
    _sign_in(page, address)
    page.goto(address + "/admin/cau-hoi")
    row = page.locator("table.gaps tbody tr").first
    label = row.locator("td").first.evaluate("(cell) => getComputedStyle(cell, '::before').content")

    assert label == '"Số lần: "'
    expect(page.locator("table.gaps thead")).to_have_css("position", "absolute")
