"""Asking and reading: the answer streams, is announced once, and shows its sources and buttons."""

import threading

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from tests.browser.widget.fake_api import Act, FakeServer, make_citation, make_reply
from tests.browser.widget.portal import LABEL, answers, ask, ask_and_wait, open_panel

pytestmark = [pytest.mark.needs("chromium")]


def test_answer_is_rendered_as_the_contract_has_it(page: Page, api: FakeServer) -> None:
    open_panel(page)
    answer = ask_and_wait(page, "chi tieu?")

    expect(answer.locator("strong").first).to_have_text("Từ 50% trở lên")
    expect(answer.locator("ul > li").first).to_contain_text("Phối hợp: các phòng")
    expect(answer.locator(".notice")).to_have_text("Văn bản ghi hai mức khác nhau.")
    expect(answer.locator("sup a").first).to_have_attribute("href", f"{api.address}/documents/plan#s1")
    chip = answer.locator(".sources a").first
    expect(chip).to_contain_text("mục II.1")
    expect(answer.locator(".document")).to_have_text(["Kế hoạch cải cách hành chính, số 15/KH-UBND"])
    expect(chip).to_have_attribute("target", "_blank")
    expect(answer.locator("q").first).to_have_text("Thanh toán trực tuyến đạt từ 50% trở lên")
    assert api.asked == [{"question": "chi tieu?", "commune": "lac-phuong", "conversation_id": None}]


def test_mark_without_a_source_stays_text(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(make_reply(answer="Mức **50% [1]** và [7].", citations=[make_citation(1)])))
    open_panel(page)
    answer = ask_and_wait(page)

    expect(answer.locator("strong sup a")).to_have_count(1)
    expect(answer.locator("sup")).to_have_count(1)
    expect(answer.locator("p").first).to_contain_text("và [7].")


def test_sources_beyond_three_are_folded(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(make_reply(citations=[make_citation(number) for number in range(1, 8)])))
    open_panel(page)
    answer = ask_and_wait(page)

    expect(answer.locator(".chip:visible")).to_have_count(3)
    answer.get_by_text("Xem thêm 4 nguồn").click()
    expect(answer.locator(".chip:visible")).to_have_count(7)


def test_words_appear_before_the_reply_and_are_announced_once(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(deltas=("**Từ 50%** ", "trở lên"), gate=gate))
    open_panel(page)
    page.evaluate(
        """() => {
            const log = document.querySelector("mot-cua-chat").shadowRoot.querySelector("[role=log]");
            window.announced = [];
            new MutationObserver((records) => records.forEach((record) => record.addedNodes.forEach((added) => {
              if (!record.target.closest("[aria-live=off]")) window.announced.push(added.textContent);
            }))).observe(log, { childList: true, subtree: true, characterData: true });
        }"""
    )
    ask(page, "Chỉ tiêu?")
    draft = page.locator("mot-cua-chat .draft")
    expect(draft).to_have_text("Từ 50% trở lên")
    assert draft.get_attribute("aria-hidden") == "true"
    assert page.evaluate("announced.length") == 1  # the question itself
    gate.set()
    expect(answers(page)).to_have_count(1)

    expect(draft).to_be_empty()
    said = page.evaluate("announced")
    assert len(said) == 2
    assert said[1].startswith("Trợ lý: Từ 50% trở lên số giao dịch")


def test_long_wait_is_said_to_screen_readers(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(gate=gate))
    page.clock.install()
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    status = page.locator("mot-cua-chat [role=status]")
    expect(page.locator("mot-cua-chat .waiting, mot-cua-chat .draft p").first).to_be_visible()
    expect(status).to_be_empty()
    page.clock.fast_forward(2100)

    expect(status).to_have_text("Đang tra cứu…")
    gate.set()
    expect(answers(page)).to_have_count(1)
    expect(status).to_be_empty()


def test_choice_asks_for_its_commune_in_the_same_conversation(page: Page, api: FakeServer) -> None:
    choice = {"label": "xã Tân An", "question": "Kế hoạch do ai ký?", "commune": "tan-an"}
    api.acts.append(Act(make_reply(status="clarify", answer="Xã nào?", citations=[], choices=[choice], suggestions=[])))
    open_panel(page)
    answer = ask_and_wait(page, "Ai ký?")
    expect(answer.locator(".tools")).to_have_count(0)
    answer.get_by_role("button", name="xã Tân An").click()
    expect(answers(page)).to_have_count(2)

    assert api.asked[1] == {"question": "Kế hoạch do ai ký?", "commune": "tan-an", "conversation_id": "c1"}


def test_suggestion_is_asked_when_pressed(page: Page, api: FakeServer) -> None:
    open_panel(page)
    ask_and_wait(page).get_by_role("button", name="Kế hoạch do ai ký?").click()
    expect(answers(page)).to_have_count(2)

    assert api.asked[1]["question"] == "Kế hoạch do ai ký?"


def test_typing_goes_on_while_waiting_and_enter_keeps_it(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(gate=gate))
    open_panel(page)
    ask(page, "Câu một?")
    ask(page, "Câu hai?")
    expect(page.get_by_text("Trợ lý đang trả lời câu trước")).to_be_visible()
    expect(page.get_by_label(LABEL)).to_have_value("Câu hai?")
    gate.set()
    expect(answers(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(2)

    assert [body["question"] for body in api.asked] == ["Câu một?", "Câu hai?"]


def test_line_break_and_input_method_do_not_send(page: Page, api: FakeServer) -> None:
    open_panel(page)
    field = page.get_by_label(LABEL)
    field.fill("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    field.evaluate(
        "(field) => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(field).to_have_value("dòng một\ndòng hai")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(1)

    assert [body["question"] for body in api.asked] == ["dòng một\ndòng hai"]


def test_too_long_a_question_is_kept_and_not_sent(page: Page, api: FakeServer) -> None:
    open_panel(page)
    field = page.get_by_label(LABEL)
    field.fill("ă" * 1001)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Câu hỏi dài 1001 ký tự")).to_be_visible()
    expect(field).to_have_value("ă" * 1001)
    field.fill("ă" * 1000)
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(1)

    assert [len(body["question"]) for body in api.asked] == [1000]


def test_answer_that_comes_while_closed_is_marked_unread(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(gate=gate))
    open_panel(page)
    launcher = page.locator("mot-cua-chat .launcher")
    ask(page, "Chỉ tiêu?")
    page.keyboard.press("Escape")
    expect(launcher).to_have_attribute("aria-label", "Hỏi trợ lý ảo")
    gate.set()
    expect(launcher).to_have_attribute("aria-label", "Hỏi trợ lý ảo (có tin chưa đọc)")
    expect(launcher.locator(".dot")).to_be_visible()
    launcher.click()
    page.keyboard.press("Escape")

    expect(launcher.locator(".dot")).to_be_hidden()


def test_it_says_what_it_is_before_the_first_question(page: Page) -> None:
    open_panel(page)
    intro = page.locator("mot-cua-chat .intro")

    expect(intro).to_contain_text("Đây là máy trả lời tự động, không phải cán bộ.")
    expect(intro).to_contain_text("văn bản đã công bố là đúng")
    expect(intro).to_contain_text("Máy chủ giữ câu hỏi gần nhất 30 phút")
    expect(intro).to_contain_text("Lời trả lời chỉ nằm trong thẻ trình duyệt này")
    expect(intro).to_contain_text("Xin đừng nhập thông tin cá nhân")
