"""What can be done with an answer, and the menu: rate, copy, share, print, size, memory, speech, restart."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

from tests.browser.widget.fake_api import Act, FakeServer, make_citation, make_reply
from tests.browser.widget.portal import (
    LABEL,
    answers,
    ask_and_wait,
    open_panel,
    portal_html,
    script_tag,
    visiting,
)

pytestmark = [pytest.mark.needs("chromium")]
VOICE = """
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-US" }, { lang: "vi-VN" }],
  speak: (utterance) => { window.spoken.push(utterance.text); window.lastUtterance = utterance; },
  cancel: () => window.spoken.push("(im)"),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
EAR = """
window.SpeechRecognition = class {
  start() { window.ear = this; }
  stop() { this.onend(); }
  hear(text) { this.onresult({ results: [[{ transcript: text }]] }); }
};
"""


def _menu(page: Page) -> None:
    page.get_by_role("button", name="Tùy chọn").click()


def _storage(page: Page, kind: str) -> list[Any]:
    kept: list[str] = page.evaluate(f"Object.values({kind})")
    return [json.loads(text) for text in kept]


def test_good_answer_is_rated_at_once(page: Page, api: FakeServer) -> None:
    open_panel(page)
    answer = ask_and_wait(page)
    good = answer.get_by_role("button", name="Có ích")
    good.click()
    expect(page.get_by_text("Cảm ơn anh/chị đã đánh giá.")).to_be_visible()
    expect(good).to_have_attribute("aria-pressed", "true")
    good.click(force=True)
    answer.get_by_role("button", name="Chưa đúng").click(force=True)

    assert api.rated == [{"answer_id": "a1", "rating": "up"}]
    expect(answer.locator(".why")).to_have_count(0)


def test_bad_answer_is_rated_with_a_reason(page: Page, api: FakeServer) -> None:
    api.rating_statuses.append(503)
    open_panel(page)
    answer = ask_and_wait(page)
    bad = answer.get_by_role("button", name="Chưa đúng")
    bad.click()
    expect(answer.get_by_label("Sai so với văn bản")).to_be_focused()
    expect(answer.locator(".why")).to_contain_text("Xin đừng ghi thông tin cá nhân")
    answer.get_by_label("Thiếu thông tin").check()
    answer.get_by_label("Nói thêm").fill("thiếu phí")
    send = answer.get_by_role("button", name="Gửi đánh giá")
    send.click()
    expect(page.get_by_text("Chưa gửi được đánh giá")).to_be_visible()
    expect(answer.get_by_label("Nói thêm")).to_have_value("thiếu phí")
    send.click()
    expect(bad).to_have_attribute("aria-pressed", "true")

    expect(bad).to_be_focused()
    assert api.rated == [{"answer_id": "a1", "rating": "down", "comment": "Thiếu thông tin: thiếu phí"}]


def test_cancelled_rating_sends_nothing(page: Page, api: FakeServer) -> None:
    open_panel(page)
    answer = ask_and_wait(page)
    answer.get_by_role("button", name="Chưa đúng").click()
    answer.get_by_role("button", name="Bỏ qua").click()
    expect(answer.get_by_role("button", name="Chưa đúng")).to_be_focused()

    assert api.rated == []


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_answer_is_copied_with_its_sources(page: Page, api: FakeServer, has_clipboard: bool) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not has_clipboard:  # what a page without https is like
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    open_panel(page)
    copy = ask_and_wait(page).get_by_role("button", name="Sao chép")
    copy.click()
    expect(page.get_by_text("Đã sao chép câu trả lời kèm nguồn.")).to_be_visible()
    expect(copy).to_be_focused()
    page.evaluate("delete navigator.clipboard")
    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith("Chỉ tiêu?\n\nTừ 50% trở lên số giao dịch [1].")
    assert "[2] Kế hoạch cải cách hành chính, số 15/KH-UBND, mục II.2\n“Thanh toán trực tuyến" in copied
    assert f"{api.address}/documents/plan#s2" in copied


def test_source_without_a_quote_is_copied_without_empty_marks(page: Page, api: FakeServer) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    api.acts.append(Act(make_reply(citations=[make_citation(1, quote="")])))
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="Sao chép").click()
    expect(page.get_by_text("Đã sao chép câu trả lời kèm nguồn.")).to_be_visible()

    assert f"mục II.1\n{api.address}/documents/plan#s1" in page.evaluate("navigator.clipboard.readText()")


def test_shared_link_brings_the_question_back(page: Page, api: FakeServer, portal: FakeServer) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choice = {"label": "xã Tân An", "question": "Ai ký & bao giờ?", "commune": "tan-an"}
    api.acts.append(Act(make_reply(status="clarify", choices=[choice])))
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="xã Tân An").click()
    expect(answers(page)).to_have_count(2)
    answers(page).last.get_by_role("button", name="Chia sẻ").click()
    expect(page.get_by_text("Đã sao chép liên kết")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{portal.address}/#mot-cua=")
    friend = page.context.new_page()
    friend.goto(link)

    expect(friend.get_by_label(LABEL)).to_have_value("Ai ký & bao giờ?")
    expect(friend.get_by_text("Câu hỏi từ liên kết được chia sẻ")).to_be_visible()
    assert len(api.asked) == 2  # asking stays the person's own act
    friend.get_by_role("button", name="Gửi").click()
    expect(answers(friend)).to_have_count(1)
    assert api.asked[-1] == {"question": "Ai ký & bao giờ?", "commune": "tan-an", "conversation_id": None}
    friend.reload()
    open_panel(friend)
    expect(friend.get_by_label(LABEL)).to_have_value("")


def test_conversation_alone_is_printed(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address, 'data-commune="x" data-title="Hỏi xã"')))
    with visiting(browser, api.address, portal.address, "about:") as page:
        page.add_init_script("window.print = () => { window.top.printed = document.body.innerText; }")
        page.goto(address)
        open_panel(page)
        ask_and_wait(page, "Chỉ tiêu <b>?")
        _menu(page)
        page.get_by_role("button", name="In cuộc trò chuyện").click()
        printed = page.evaluate("window.printed")

    assert printed.startswith("Hỏi xã\n")
    for part in (
        "Chỉ tiêu <b>?",
        "Từ 50% trở lên số giao dịch [1].",
        "văn bản đã công bố là căn cứ",
        "/documents/plan#s1",
    ):
        assert part in printed
    assert "Cổng thông tin xã" not in printed


def test_letters_grow_and_stay_grown_in_the_tab(page: Page) -> None:
    open_panel(page)
    heading = page.locator("mot-cua-chat h2")
    size = "(element) => parseFloat(getComputedStyle(element).fontSize)"
    before = heading.evaluate(size)
    _menu(page)
    page.get_by_label("Rất lớn").check()
    assert heading.evaluate(size) == pytest.approx(before * 1.45)
    page.reload()
    open_panel(page)

    assert heading.evaluate(size) == pytest.approx(before * 1.45)


def test_page_view_alone_stores_nothing(page: Page) -> None:
    expect(page.locator("mot-cua-chat .bubble")).to_be_visible()

    assert _storage(page, "sessionStorage") + _storage(page, "localStorage") == []


def test_conversation_stays_in_the_tab_alone(page: Page, api: FakeServer, portal: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page, "Câu một?")
    page.reload()
    open_panel(page)
    expect(answers(page)).to_have_count(1)
    ask_and_wait(page, "Câu hai?")
    assert api.asked[1]["conversation_id"] == "c1"
    assert _storage(page, "localStorage") == []
    other = page.context.new_page()
    other.goto(portal.address + "/")
    open_panel(other)

    expect(other.locator("mot-cua-chat .log")).to_be_empty()


def test_conversation_is_kept_by_consent_and_erased_by_withdrawal(
    page: Page, api: FakeServer, portal: FakeServer
) -> None:
    open_panel(page)
    ask_and_wait(page)
    _menu(page)
    keep = page.get_by_label("Nhớ cuộc trò chuyện trên máy này")
    expect(keep).not_to_be_checked()
    keep.check()
    assert [len(kept["turns"]) for kept in _storage(page, "localStorage")] == [1]
    assert _storage(page, "sessionStorage") == []
    other = page.context.new_page()
    other.goto(portal.address + "/")
    open_panel(other)
    expect(answers(other)).to_have_count(1)
    _menu(other)
    other.get_by_label("Nhớ cuộc trò chuyện trên máy này").uncheck()

    assert _storage(other, "localStorage") == []


def test_kept_conversation_is_forgotten_after_thirty_days(page: Page) -> None:
    open_panel(page)
    ask_and_wait(page)
    _menu(page)
    page.get_by_label("Nhớ cuộc trò chuyện trên máy này").check()
    page.evaluate(
        """() => Object.keys(localStorage).forEach((key) => {
            const kept = JSON.parse(localStorage[key]);
            localStorage[key] = JSON.stringify({ ...kept, savedAt: kept.savedAt - 31 * 24 * 3600 * 1000 });
        })"""
    )
    page.reload()
    open_panel(page)

    expect(page.locator("mot-cua-chat .log")).to_be_empty()
    assert _storage(page, "localStorage") == []


def test_browser_that_forbids_storage_still_answers(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address) as page:
        page.add_init_script(
            """for (const name of ["localStorage", "sessionStorage"]) {
                Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
            }"""
        )
        page.goto(address)
        open_panel(page)
        ask_and_wait(page)


def test_restart_forgets_after_a_second_press(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page)
    _menu(page)
    page.get_by_role("button", name="Hỏi lại từ đầu").click()
    expect(page.get_by_role("button", name="Giữ lại")).to_be_focused()
    page.get_by_role("button", name="Giữ lại").click()
    expect(answers(page)).to_have_count(1)
    _menu(page)
    page.get_by_role("button", name="Hỏi lại từ đầu").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator("mot-cua-chat .log")).to_be_empty()
    assert _storage(page, "sessionStorage")[0]["turns"] == []
    assert api.deleted == ["/v1/conversations/c1"]
    ask_and_wait(page)

    assert api.asked[1]["conversation_id"] is None


def test_what_is_stored_is_downloaded(page: Page, api: FakeServer) -> None:
    api.stored["/v1/conversations/c1"] = {"answers": [{"answer_id": "a1"}]}
    open_panel(page)
    ask_and_wait(page)
    _menu(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải dữ liệu đang lưu").click()
    kept = downloading.value
    expect(page.locator("mot-cua-chat .status")).to_contain_text("Đã tải về")
    api.stored.clear()
    page.get_by_role("button", name="Tải dữ liệu đang lưu").click()

    assert kept.suggested_filename == "du-lieu-cuoc-tro-chuyen.json"
    assert json.loads(Path(kept.path()).read_text(encoding="utf-8")) == {"answers": [{"answer_id": "a1"}]}
    expect(page.locator("mot-cua-chat .status")).to_contain_text("không lưu gì")


def test_panel_says_what_is_kept_and_leads_to_the_page(page: Page, api: FakeServer) -> None:
    open_panel(page)
    about = page.locator("mot-cua-chat .about")

    expect(about).to_contain_text("giữ câu hỏi gần nhất 30 phút")
    expect(about).to_contain_text("đánh giá 90 ngày")
    expect(about.get_by_role("link", name="Quyền riêng tư")).to_have_attribute("href", api.address + "/rieng-tu")


def test_speech_is_not_offered_where_the_browser_has_none(
    browser: Browser, api: FakeServer, portal: FakeServer
) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address) as page:
        page.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
        page.add_init_script("speechSynthesis.getVoices = () => [{ lang: 'en-US' }]")
        page.goto(address)
        open_panel(page)
        _menu(page)
        expect(page.get_by_label("Nhớ cuộc trò chuyện")).to_be_visible()

        expect(page.get_by_label("Đọc to câu trả lời")).to_have_count(0)
        expect(page.get_by_label("Hỏi bằng giọng nói")).to_have_count(0)


def test_answers_are_read_aloud_only_when_asked_for(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address) as page:
        page.add_init_script(VOICE)
        page.goto(address)
        open_panel(page)
        first = ask_and_wait(page)
        expect(first.get_by_role("button", name="Đọc to")).to_have_count(0)
        assert page.evaluate("spoken") == []
        _menu(page)
        page.get_by_label("Đọc to câu trả lời").check()
        second = ask_and_wait(page)
        stop = second.get_by_role("button", name="Ngừng đọc")
        expect(stop).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("spoken.at(-1)").startswith("Từ 50% trở lên số giao dịch.")
        stop.click()
        expect(second.get_by_role("button", name="Đọc to")).to_be_visible()
        first.get_by_role("button", name="Đọc to").click()
        page.evaluate("lastUtterance.onend()")
        expect(first.get_by_role("button", name="Đọc to")).to_have_attribute("aria-pressed", "false")


def test_answer_without_buttons_is_read_too_and_restart_silences_it(
    browser: Browser, api: FakeServer, portal: FakeServer
) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    api.acts.append(Act(make_reply(status="chitchat", answer="Chào anh/chị.", citations=[])))
    with visiting(browser, api.address, portal.address) as page:
        page.add_init_script(VOICE)
        page.goto(address)
        open_panel(page)
        _menu(page)
        page.get_by_label("Đọc to câu trả lời").check()
        ask_and_wait(page, "xin chào")
        assert page.evaluate("spoken.at(-1)") == "Chào anh/chị."
        page.evaluate("document.querySelector('mot-cua-chat').restart()")

        assert page.evaluate("spoken.at(-1)") == "(im)"


def test_spoken_question_is_put_into_the_field(browser: Browser, api: FakeServer, portal: FakeServer) -> None:
    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address) as page:
        page.add_init_script(EAR)
        page.goto(address)
        open_panel(page)
        expect(page.get_by_role("button", name="Nói câu hỏi")).to_have_count(0)
        _menu(page)
        page.get_by_label("Hỏi bằng giọng nói").check()
        page.keyboard.press("Escape")
        page.get_by_label(LABEL).fill("Cho tôi hỏi")
        page.get_by_role("button", name="Nói câu hỏi").click()
        expect(page.get_by_role("button", name="Ngừng nghe")).to_have_attribute("aria-pressed", "true")
        page.evaluate("ear.hear('làm giấy khai sinh')")
        page.evaluate("ear.onend()")
        expect(page.get_by_label(LABEL)).to_have_value("Cho tôi hỏi làm giấy khai sinh")
        assert page.evaluate("ear.lang") == "vi-VN"
        page.get_by_role("button", name="Nói câu hỏi").click()
        page.evaluate("ear.onerror({ error: 'not-allowed' }); ear.onend()")

        expect(page.get_by_text("không cho dùng micrô")).to_be_visible()
        assert api.asked == []
