"""The documents a plan rests on, asked for by kind and by issuer."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status

BASES = ("76/NQ-CP", "1478/QĐ-UBND", "282/QĐTTg", "2943/KH-UBND", "3196/UBND-KSTT", "1085/QĐ-TTg", "60-NQ/TU")


@pytest.mark.parametrize(
    ("commune", "question", "numbers"),
    [
        ("tan-an", "Xã làm theo quyết định nào của thành phố, ngày mấy?", {"1478/QĐ-UBND"}),
        ("tan-an", "quyet dinh nao cua thanh pho", {"1478/QĐ-UBND"}),
        ("tan-an", "xã dựa trên nghị quyết nào của chính phủ", {"76/NQ-CP"}),
        ("phong-tho", "Kế hoạch dựa trên mấy văn bản của tỉnh, số hiệu thế nào?", {"2943/KH-UBND", "3196/UBND-KSTT"}),
        ("phong-tho", "cong van nao cua tinh huong dan xay dung ke hoach", {"3196/UBND-KSTT"}),
        ("loc-binh", "có những nghị quyết nào của tỉnh ủy làm căn cứ", {"60-NQ/TU"}),
    ],
)
def test_bases_are_named_by_kind_and_issuer(
    assistant: Assistant, commune: str, question: str, numbers: set[str]
) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_legal_basis")
    told = " ".join(line for line in reply.text.splitlines() if not line.startswith("Nguồn"))
    assert {number for number in BASES if number in told} == numbers


def test_bases_of_whoever_is_above_are_all_that_are_named_first(assistant: Assistant) -> None:
    reply = assistant.ask("Xã căn cứ vào những văn bản nào của cấp trên để lập kế hoạch, có mấy cái?", "lac-phuong")

    assert "4" in reply.text.splitlines()[0]
    assert all(number in reply.text for number in ("76/NQ-CP", "23/CT-TTg", "3041/QĐ-UBND", "3470/QĐ-UBND"))


def test_base_that_says_nothing_of_the_matter_is_not_named(assistant: Assistant) -> None:
    reply = assistant.ask("quyết định nào của thành phố nói về trồng rừng", "tan-an")
    assert reply.outcome != "answered_legal_basis"


def test_document_that_is_asked_for_by_its_number_is_found_by_kind_and_issuer(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch của UBND tỉnh mà xã căn cứ là số mấy?", "loc-binh")

    assert ("145/KH-UBND" in reply.text, "316/KH-UBND" in reply.text, "76/NQ-CP" in reply.text) == (True, True, False)
    assert "2 văn bản khớp câu hỏi" in reply.text.splitlines()[0]


@pytest.mark.parametrize(
    ("commune", "question", "day", "date"),
    [
        ("phong-tho", "Công văn hướng dẫn xây dựng kế hoạch của UBND tỉnh là số mấy?", "ra ngay nao v", "24/6/2025"),
        ("phong-tho", "cong van nao cua tinh huong dan xay dung ke hoach", "ngày bao nhiêu?", "24/6/2025"),
        ("le-loi", "Đề án một cửa phường làm theo quyết định nào của Thủ tướng?", "ban hành hôm nào thế", "27/3/2021"),
    ],
)
def test_day_asked_after_a_cited_document_is_of_that_document(
    assistant: Assistant, commune: str, question: str, day: str, date: str
) -> None:
    first = assistant.ask(question, commune)
    reply = assistant.ask(day, commune, first.conversation_id)

    assert (reply.outcome, date in reply.text.splitlines()[0]) == ("answered_legal_basis", True)


def test_day_of_the_plan_is_told_after_a_cited_document_where_the_plan_is_named(assistant: Assistant) -> None:
    first = assistant.ask("cong van nao cua tinh huong dan xay dung ke hoach", "phong-tho")
    reply = assistant.ask("thế kế hoạch của xã ban hành ngày nào", "phong-tho", first.conversation_id)
    assert "28 tháng 7 năm 2025" in reply.text


def test_reports_after_a_cited_document_are_the_plans_own(assistant: Assistant) -> None:
    first = assistant.ask("nghị quyết nào của chính phủ", "loc-binh")
    reply = assistant.ask("các cơ quan phải báo cáo UBND xã khi nào", "loc-binh", first.conversation_id)
    assert (reply.outcome, "đột xuất" in reply.text) == ("answered_reporting", True)


def test_what_the_plan_rests_on_is_asked_without_naming_documents(assistant: Assistant) -> None:
    reply = assistant.ask("xã làm kế hoạch này dựa vào đâu", "loc-binh")
    assert (reply.outcome, "căn cứ 8 văn bản" in reply.text) == ("answered_legal_basis", True)
