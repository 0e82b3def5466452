"""What is offered where nothing was found: questions about what comes nearest, each of which has an answer."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from tests.support.shipped import cited_communes

FIXED = ("Kế hoạch có những chỉ tiêu nào?", "Phụ lục có bao nhiêu nhiệm vụ?", "Kế hoạch do ai ký?")
UNMET = (
    ("so voi hoi 2025 thi tgian cho lam giay to o xa se bot di may phan", "tan-an", "50%"),
    ("Xã có định dùng trí khôn nhân tạo kiểu máy tự trả lời cho dân không?", "loc-binh", "trả lời tự động"),
    ("Sau này phòng nào lo thu gọn mấy cái ban quản lý công trình lại?", "lac-phuong", "Văn hóa - Xã hội"),
)


@pytest.mark.parametrize(("question", "commune", "fact"), UNMET)
def test_what_was_meant_is_one_press_away(assistant: Assistant, question: str, commune: str, fact: str) -> None:
    reply = assistant.ask(question, commune)
    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_no_evidence")

    answers = [assistant.ask(offered, commune) for offered in reply.suggestions]

    assert any(fact in answer.text for answer in answers)


@pytest.mark.parametrize(("question", "commune", "fact"), UNMET)
def test_what_is_offered_is_answered_from_the_same_plan(
    assistant: Assistant, question: str, commune: str, fact: str
) -> None:
    near = [offered for offered in assistant.ask(question, commune).suggestions if offered not in FIXED]

    assert 1 <= len(near) <= 2
    for offered in near:
        answer = assistant.ask(offered, commune)
        assert answer.status is Status.ANSWERED
        assert cited_communes(answer) == {commune}
        assert len(offered) < 130


def test_the_nearest_passage_is_quoted_where_it_speaks_of_what_was_asked(assistant: Assistant) -> None:
    reply = assistant.ask("Xã có định dùng trí khôn nhân tạo kiểu máy tự trả lời cho dân không?", "loc-binh")

    assert "trả lời tự động" in reply.text
    assert "“… " in reply.text


def test_nothing_is_offered_beside_what_the_plan_does_not_speak_of(assistant: Assistant) -> None:
    reply = assistant.ask("giá vàng hôm nay bao nhiêu", "tan-an")

    assert reply.outcome == "not_found_out_of_scope"
    assert not any(offered.startswith("Kế hoạch nêu gì về") for offered in reply.suggestions)
