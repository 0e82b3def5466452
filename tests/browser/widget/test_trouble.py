"""What goes wrong on a citizen's network: it is said, nothing typed is lost, one press (or the network) asks again."""

import threading

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from tests.browser.widget.fake_api import Act, FakeServer, make_reply
from tests.browser.widget.portal import LABEL, answers, ask, ask_and_wait, open_panel

pytestmark = [pytest.mark.needs("chromium")]


def test_network_lost_in_mid_stream_and_regained(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(deltas=("Từ 50% ",), gate=gate))
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    expect(page.locator("mot-cua-chat .draft")).to_have_text("Từ 50%")
    page.get_by_label(LABEL).fill("câu đang gõ dở")
    page.context.set_offline(True)
    expect(page.locator("mot-cua-chat .fault")).to_contain_text("Mất kết nối mạng. Câu hỏi vẫn còn")
    expect(page.locator("mot-cua-chat .draft")).to_be_empty()
    expect(page.locator("mot-cua-chat .person")).to_contain_text("Chỉ tiêu?")
    gate.set()
    page.context.set_offline(False)

    expect(answers(page)).to_have_count(1)
    expect(page.locator("mot-cua-chat .fault")).to_have_count(0)
    expect(page.locator("mot-cua-chat .person")).to_have_count(1)
    expect(page.get_by_label(LABEL)).to_have_value("câu đang gõ dở")
    assert [body["question"] for body in api.asked] == ["Chỉ tiêu?"] * 2


def test_offline_question_waits_for_the_network(page: Page, api: FakeServer) -> None:
    open_panel(page)
    page.context.set_offline(True)
    ask(page, "Chỉ tiêu?")
    retry = page.get_by_role("button", name="Thử lại")
    retry.click()
    expect(page.locator("mot-cua-chat .fault")).to_contain_text("Mất kết nối mạng")
    page.context.set_offline(False)

    expect(answers(page)).to_have_count(1)
    assert len(api.asked) == 1


def test_cut_stream_is_asked_again_as_a_plain_request(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(deltas=("Từ ",), is_cut=True))
    open_panel(page)
    ask_and_wait(page)

    assert [headers["Accept"] for headers in api.seen_headers] == ["text/event-stream", "application/json"]
    expect(page.locator("mot-cua-chat .fault")).to_have_count(0)


def test_stream_without_a_reply_is_asked_again_as_a_plain_request(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(reply=None, deltas=("Từ ",)))
    open_panel(page)
    ask_and_wait(page)

    assert len(api.asked) == 2


def test_server_that_does_not_stream_is_read_plainly(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(is_plain=True))
    open_panel(page)
    ask_and_wait(page)

    assert len(api.asked) == 1


def test_silence_of_thirty_seconds_is_given_up(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(deltas=("Từ ",), gate=gate))
    page.clock.install()
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    page.clock.run_for(100)
    expect(page.locator("mot-cua-chat .draft")).to_have_text("Từ")
    page.clock.fast_forward(30_000)
    expect(page.locator("mot-cua-chat .fault")).to_contain_text("chưa trả lời sau 30 giây")
    gate.set()
    page.get_by_role("button", name="Thử lại").click()

    expect(answers(page)).to_have_count(1)


def test_person_stops_an_answer_and_asks_it_again(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(deltas=("Từ ",), gate=gate))
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator("mot-cua-chat .fault")).to_contain_text("Đã dừng")
    gate.set()
    page.get_by_role("button", name="Thử lại").click()

    expect(answers(page)).to_have_count(1)
    expect(page.locator("mot-cua-chat .scroll")).to_be_focused()


def test_too_many_questions_say_how_long_to_wait(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(status=429, detail="quá nhiều", headers={"Retry-After": "12"}))
    page.clock.install()
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    expect(page.locator("mot-cua-chat .fault")).to_contain_text("Anh/chị thử lại sau 12 giây.")
    page.clock.fast_forward(5_000)
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator("mot-cua-chat .status")).to_contain_text("sau 7 giây")
    assert len(api.asked) == 1
    page.clock.fast_forward(7_000)
    page.get_by_role("button", name="Thử lại").click()

    expect(answers(page)).to_have_count(1)


def test_refused_question_is_put_back_with_the_servers_words(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(status=422, detail="Câu hỏi chưa có chữ hay số nào để tra cứu."))
    open_panel(page)
    ask(page, "???")

    expect(page.locator("mot-cua-chat .fault")).to_have_text("Câu hỏi chưa có chữ hay số nào để tra cứu.")
    expect(page.get_by_label(LABEL)).to_have_value("???")
    expect(page.get_by_role("button", name="Thử lại")).to_have_count(0)


def test_refused_question_is_not_offered_again_after_a_reload(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(status=422, detail="Câu hỏi chưa có chữ hay số nào để tra cứu."))
    open_panel(page)
    page.get_by_label(LABEL).fill("câu kế tiếp")
    page.wait_for_function("Object.values(sessionStorage).join().includes('câu kế tiếp')")
    page.evaluate("document.querySelector('mot-cua-chat').ask('???')")
    expect(page.locator("mot-cua-chat .fault")).to_be_visible()
    page.reload()
    open_panel(page)

    expect(page.get_by_label(LABEL)).to_have_value("câu kế tiếp")
    expect(page.locator("mot-cua-chat .fault")).to_have_count(0)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Act(status=500, detail="Có lỗi ngoài dự kiến; mã sự cố: abc."), "mã sự cố: abc"),
        (Act(status=503, detail="Trợ lý trên trang web đang tạm dừng: bảo trì"), "đang tạm dừng: bảo trì"),
        (Act(status=503), "Không kết nối được với trợ lý"),
        (Act(reply="{", is_plain=True), "Không kết nối được với trợ lý"),
        (Act(reply="[]"), "Không kết nối được với trợ lý"),
        (Act(reply='{"answer": 5}'), "Không kết nối được với trợ lý"),
    ],
    ids=["500", "switched-off", "503", "not-json", "an-array", "answer-not-text"],
)
def test_fault_of_the_server_can_be_tried_again(page: Page, api: FakeServer, act: Act, said: str) -> None:
    api.acts.append(act)
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    expect(page.locator("mot-cua-chat .fault")).to_contain_text(said)
    page.get_by_role("button", name="Thử lại").click()

    expect(answers(page)).to_have_count(1)
    expect(page.locator("mot-cua-chat .person")).to_have_count(1)


def test_reply_with_wrong_fields_shows_what_is_right(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(make_reply(citations=[None, 5, {"id": "1"}], choices="x", suggestions=[1, "Ai ký?"], notice=7)))
    open_panel(page)
    answer = ask_and_wait(page)

    expect(answer.get_by_role("button", name="Ai ký?")).to_be_visible()
    expect(answer.locator(".sources, .notice")).to_have_count(0)


def test_new_question_takes_the_place_of_a_failed_one(page: Page, api: FakeServer) -> None:
    api.acts.append(Act(status=500, detail="Lỗi."))
    open_panel(page)
    ask(page, "Câu một?")
    expect(page.locator("mot-cua-chat .fault")).to_be_visible()
    ask_and_wait(page, "Câu hai?")

    expect(page.locator("mot-cua-chat .fault")).to_have_count(0)


def test_question_cut_off_by_a_reload_can_be_asked_again(page: Page, api: FakeServer) -> None:
    gate = threading.Event()
    api.acts.append(Act(gate=gate))
    open_panel(page)
    ask(page, "Chỉ tiêu?")
    page.get_by_label(LABEL).fill("gõ dở")
    page.reload()
    gate.set()
    open_panel(page)
    expect(page.get_by_label(LABEL)).to_have_value("gõ dở")
    page.get_by_role("button", name="Thử lại").click()

    expect(answers(page)).to_have_count(1)
