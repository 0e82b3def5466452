"""Questions that go on about a procedure, and whose question it is: the desk's or the plan's."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from corpus.text import fold
from tests.support.procedures import BIRTH, COPIES, MARRIAGE, codes, draft_of
from tests.support.shipped import talk


# --- going on ---
@pytest.mark.parametrize(
    ("first", "follow_up", "code", "fact"),
    [
        ("đăng ký kết hôn cần giấy tờ gì", "còn lệ phí?", MARRIAGE, "miễn phí"),
        ("đổi căn cước cần gì", "mất bao lâu?", "1.014063", "7 ngày làm việc"),
        ("tách hộ mất bao lâu", "thế nộp ở đâu?", "1.010038", "Công an cấp xã"),
        ("mở tiệm cần giấy tờ gì", "nộp online được không", "1.001612", "Có."),
        ("lập di chúc ở xã tốn mấy đồng", "vậy cần giấy tờ gì", "2.001019", "Hồ sơ chứng thực di chúc"),
        ("sao y cần gì", "con le phi", COPIES, "2.000 đồng/trang"),
    ],
)
def test_another_field_stays_with_the_procedure(
    assistant: Assistant, first: str, follow_up: str, code: str, fact: str
) -> None:
    reply = talk(assistant, "lac-phuong", first, follow_up)

    assert codes(reply) == {code}
    assert fact in reply.text


@pytest.mark.parametrize(
    ("first", "follow_up", "code", "section"),
    [
        ("xin giấy phép xây dựng nhà ở cần giấy tờ gì", "còn gia hạn?", "1.013227", "mục Thành phần hồ sơ"),
        ("xin giấy phép xây dựng nhà ở mất bao lâu", "còn cấp lại?", "1.013228", "mục Cách nộp"),
        ("đăng ký tạm trú mất bao lâu", "còn gia hạn?", "1.002755", "mục Cách nộp"),
        ("đăng ký khai sinh hết bao nhiêu tiền", "còn khai tử thì sao?", "1.000656", "mục Cách nộp"),
    ],
)
def test_another_procedure_keeps_the_field(
    assistant: Assistant, first: str, follow_up: str, code: str, section: str
) -> None:
    reply = talk(assistant, "lac-phuong", first, follow_up)

    assert codes(reply) == {code}
    assert reply.citations[0].section.startswith(section)


def test_follow_up_outlasts_small_talk_and_a_refusal(assistant: Assistant) -> None:
    first = "đăng ký lại khai sinh cần gì"
    reply = talk(assistant, "lac-phuong", first, "cảm ơn", "giá vàng hôm nay?", "thế mất bao lâu")

    assert codes(reply) == {"1.004884"}


def test_procedures_and_plans_alternate_in_one_conversation(assistant: Assistant) -> None:
    target = "Chỉ tiêu thanh toán trực tuyến là bao nhiêu?"
    fee = "đăng ký khai sinh hết bao nhiêu tiền"

    assert talk(assistant, "tan-an", fee, target).text == assistant.ask(target, "tan-an").text
    assert talk(assistant, "tan-an", target, fee).text == assistant.ask(fee, "tan-an").text


# --- whose question it is ---
@pytest.mark.parametrize(
    "question",
    [
        "Ai chủ trì rà soát, đơn giản hóa TTHC?",
        "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn là bao nhiêu?",
        "kế hoạch do ai ký",
        "Phòng Kinh tế chủ trì những gì?",
        "phải cắt giảm bao nhiêu TTHC nội bộ",
        "chỉ tiêu số hóa hồ sơ là bao nhiêu",
        "kinh phí lấy ở đâu",
        "chỉ tiêu cấp căn cước là bao nhiêu",
        "xin chào",
    ],
)
def test_question_about_a_plan_is_not_taken_by_the_desk(assistant: Assistant, question: str) -> None:
    assert draft_of(assistant, question) is None
    assert draft_of(assistant, fold(question)) is None


def test_no_matter_of_a_plan_is_taken_by_the_desk(assistant: Assistant) -> None:
    """Plans speak of procedures all the time ("hồ sơ TTHC được tiếp nhận")."""
    records = assistant.index.corpus.records
    asked = [f"Chỉ tiêu {record.indicator} là bao nhiêu?" for record in records if record.kind == "target"]
    asked += [f"Ai chủ trì {record.title}?" for record in records if record.kind == "task"]

    assert len(asked) > 100
    assert [question for question in asked if draft_of(assistant, question) is not None] == []


@pytest.mark.parametrize("commune", [None, "lac-phuong", "tan-an"])
def test_question_about_a_procedure_needs_no_commune(assistant: Assistant, commune: str | None) -> None:
    reply = assistant.ask("đăng ký khai sinh cần giấy tờ gì", commune)

    assert (reply.outcome, codes(reply)) == ("answered_procedure", {BIRTH})
    assert {citation.commune for citation in reply.citations} == {None}


@pytest.mark.parametrize(
    "question",
    [
        "hồ sơ của tôi đến đâu rồi",
        "kiểm tra tình trạng hồ sơ giúp",
        "giấy khai sinh của con tôi đã làm xong chưa ạ",
        "hồ sơ đất của nhà em xong chưa",
        "tra cứu hồ sơ của tôi với",
    ],
)
@pytest.mark.parametrize("commune", [None, "phong-tho"])
def test_state_of_ones_own_file_is_redirected(assistant: Assistant, commune: str | None, question: str) -> None:
    reply, folded = assistant.ask(question, commune), assistant.ask(fold(question), commune)

    assert (reply.status, reply.outcome, reply.citations) == (Status.NOT_FOUND, "not_found_own_file", ())
    assert "dichvucong.gov.vn" in reply.text
    assert folded.text == reply.text


def test_ones_own_file_is_no_question_about_papers(assistant: Assistant) -> None:
    reply = assistant.ask("hồ sơ đăng ký kết hôn của tôi cần những giấy tờ gì", "lac-phuong")

    assert codes(reply) == {MARRIAGE}
