"""How a question is led up to does not change what it is answered with."""

import pytest

from bot.assistant import Assistant

OPENINGS = (
    "cho hỏi",
    "cho em hỏi",
    "xin hỏi",
    "dạ cho mình hỏi là",
    "cho mk hoi chut",
    "xin phép cho tôi hỏi",
    "bạn ơi cho hỏi",
    "cho biết",
)
QUESTIONS = (
    "ai chủ trì rà soát thủ tục hành chính",
    "ai lo vu ra soat thu tuc hanh chinh",
    "ai ký kế hoạch",
    "chỉ tiêu thanh toán trực tuyến là bao nhiêu",
    "đăng ký khai sinh cần giấy tờ gì",
    "kế hoạch có mấy phụ lục",
)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_question_that_is_led_up_to_is_answered_as_if_asked_at_once(
    assistant: Assistant, opening: str, question: str
) -> None:
    plain, led_up_to = (assistant.ask(asked, "tan-an") for asked in (question, f"{opening} {question}"))
    assert (led_up_to.status, led_up_to.text) == (plain.status, plain.text)


def test_whom_to_ask_is_still_a_question(assistant: Assistant) -> None:
    """Only what leads up to a question asks nothing; "hỏi ai" asks for somebody to turn to."""
    plain, whom = (assistant.ask(asked, "tan-an") for asked in ("ai rà soát thủ tục", "thắc mắc về rà soát thì hỏi ai"))
    assert plain.text != whom.text


def test_opening_alone_is_no_question(assistant: Assistant) -> None:
    assert assistant.ask("cho em hỏi", "tan-an").text


@pytest.mark.parametrize("thanks", ["Cám ơn cháu. ", "cam on ban nhieu, ", "Dạ cảm ơn ad nhé, "])
def test_thanks_before_a_question_are_no_part_of_it(assistant: Assistant, thanks: str) -> None:
    question = "thế bên Mặt trận thì được đề nghị làm gì?"
    assert assistant.ask(thanks + question, "tan-an").text == assistant.ask(question, "tan-an").text


def test_thanks_alone_are_thanks(assistant: Assistant) -> None:
    assert assistant.ask("cám ơn cháu nhiều, thế nhé", "tan-an").outcome == "chitchat_thanks"


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("ai chủ trì rà soát thủ tục hành chính", ", tôi mở cửa hàng nên muốn biết"),
        ("kế hoạch có mấy phụ lục", "? Để bác còn biết đường theo dõi"),
        ("chi tieu thanh toan truc tuyen la bao nhieu", ", chau ghi vao so"),
    ],
)
def test_what_is_added_about_oneself_is_no_part_of_the_question(
    assistant: Assistant, question: str, added: str
) -> None:
    plain, with_more = (assistant.ask(asked, "tan-an") for asked in (question, question + added))
    assert (with_more.status, with_more.text) == (plain.status, plain.text)


def test_what_is_added_and_claims_something_is_part_of_the_question(assistant: Assistant) -> None:
    reply = assistant.ask("chỉ tiêu thanh toán trực tuyến là bao nhiêu, tôi nghe nói 90%", "lac-phuong")
    assert "50%" in reply.text
    assert "90" in reply.text or reply.text.startswith("Không")
