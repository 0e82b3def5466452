"""Which offices have work of their own, asked without saying of what work."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status


@pytest.mark.parametrize(
    ("commune", "question", "offices"),
    [
        (
            "le-loi",
            "phuong phan viec cu the cho nhung chuc danh cong chuc nao, may nguoi",
            ("Văn phòng - Thống kê", "Tư pháp - Hộ tịch", "Văn hóa - Xã hội", "Tài chính - Kế toán"),
        ),
        (
            "loc-binh",
            "Kể tên các phòng, trung tâm và đoàn thể có phần việc riêng, trách nhiệm riêng",
            ("Phòng Kinh tế", "Văn hóa", "Mặt trận"),
        ),
    ],
)
def test_offices_are_named_with_what_each_is_given(
    assistant: Assistant, commune: str, question: str, offices: tuple[str, ...]
) -> None:
    reply = assistant.ask(question, commune)

    assert reply.status is Status.ANSWERED
    assert [office for office in offices if office.lower() not in reply.text.lower()] == []


def test_offices_of_a_matter_are_not_all_offices(assistant: Assistant) -> None:
    reply = assistant.ask("những phòng nào được giao rà soát thủ tục hành chính", "tan-an")
    assert "cơ quan" not in reply.text.splitlines()[0] or "rà soát" in reply.text


def test_parts_are_called_what_heading_and_question_call_them(assistant: Assistant) -> None:
    assert "**7 chỉ tiêu**" in assistant.ask("Phường có mấy chỉ tiêu chủ yếu?", "le-loi").text


def test_share_of_nothing_is_asked_back(assistant: Assistant) -> None:
    assert assistant.ask("bao nhiêu phần trăm?", "lac-phuong").status is Status.CLARIFY


@pytest.mark.parametrize("question", ["chỉ tiêu là bao nhiêu", "các mục tiêu là bao nhiêu phần trăm"])
def test_targets_as_a_whole_are_something(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "lac-phuong").status is not Status.CLARIFY


def test_work_of_an_office_is_no_matter_of_papers(assistant: Assistant) -> None:
    """What to bring to a counter ("mang gì") is typed like what an office does ("mảng gì")."""
    assert assistant.ask("tt dvsnc xa lo mang j v", "tan-an").status is Status.ANSWERED


def test_agencies_of_the_section_on_who_does_what_are_listed(assistant: Assistant) -> None:
    reply = assistant.ask("phan to chuc thuc hien co giao viec cho nhung phong, trung tam nao", "loc-binh")
    assert all(name in reply.text for name in ("Phòng Văn hóa", "Phòng Kinh tế", "Trung tâm Phục vụ hành chính công"))
