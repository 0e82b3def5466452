"""Years that a question names, people it asks about, and matters that only another plan speaks of."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status


@pytest.mark.parametrize("question", ["chỉ tiêu năm 2028", "chi tieu nam 2029 la bao nhieu", "các chỉ tiêu năm 2030"])
def test_targets_of_a_year_are_those_whose_period_it_is_in(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "tan-an")
    assert "8 chỉ tiêu" in reply.text
    assert "2026 - 2027" not in reply.text.split("\nNguồn")[0]


def test_words_that_open_a_period_name_no_group(assistant: Assistant) -> None:
    """Tân An has a group of targets with "giai đoạn" in its title; all of it was listed."""
    reply = assistant.ask("các chỉ tiêu giai đoạn 2028-2030", "tan-an")
    assert "8 chỉ tiêu" in reply.text


@pytest.mark.parametrize(
    ("commune", "question", "years"),
    [
        ("phong-tho", "các chỉ tiêu năm 2027", "năm 2027"),
        ("phong-tho", "chi tieu nam 2027 la bao nhieu", "năm 2027"),
        ("tan-an", "nam 2031 chi tieu the nao", "năm 2031"),
        ("phong-tho", "chỉ tiêu giai đoạn 2028-2030", "giai đoạn 2028-2030"),
    ],
)
def test_year_that_no_target_is_for_is_said(assistant: Assistant, commune: str, question: str, years: str) -> None:
    reply = assistant.ask(question, commune)
    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_target_years")
    assert f"không nêu chỉ tiêu nào cho {years}." in reply.text


def test_year_is_part_of_what_is_not_found(assistant: Assistant) -> None:
    """The plan of 2025 has the matter, but not for 2026."""
    assert "“mức độ hài lòng năm 2026”" in assistant.ask("mức độ hài lòng năm 2026", "phong-tho").text


@pytest.mark.parametrize("question", ["chu tich xa co trach nhiem gi", "chủ tịch xã phải làm gì"])
def test_who_signed_is_no_answer_to_what_somebody_does(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "phong-tho").outcome == "not_found_no_evidence"


@pytest.mark.parametrize("question", ["chi tieu giai quyet dung han may phan tram", "mấy phần trăm hồ sơ đúng hạn"])
def test_matter_of_another_plan_is_a_matter_of_plans(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "le-loi").outcome == "not_found_no_evidence"
    assert assistant.ask("giá vàng hôm nay bao nhiêu", "le-loi").outcome == "not_found_out_of_scope"


@pytest.mark.parametrize("question", ["mục tiêu chung là gì", "muc tieu tong quat la gi"])
def test_part_is_preferred_that_is_named_word_by_word(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "loc-binh")
    assert "“Mục tiêu chung”, nêu: “Tiếp tục xây dựng nền hành chính" in reply.text


def test_what_must_be_done_by_a_year_is_a_list_of_tasks(assistant: Assistant) -> None:
    reply = assistant.ask("den cuoi nam 2027 phai xong nhung gi", "tan-an")
    assert "thời hạn cuối là năm 2027" in reply.text


def test_writing_a_report_is_reporting(assistant: Assistant) -> None:
    assert assistant.ask("ai viết báo cáo cải cách gửi lên trên", "lac-phuong").outcome == "answered_reporting"


@pytest.mark.parametrize("question", ["kh cchc 6th cuoi nam ng nao ky", "lãnh đạo nào đứng tên ký bản kế hoạch này"])
def test_who_signed_is_asked_in_many_ways(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "phong-tho").text.startswith("**Trịnh Khắc Tấn**")


def test_files_that_are_sent_somewhere_are_not_what_the_plan_is_sent_to(assistant: Assistant) -> None:
    question = "phản ánh kiến nghị về văn bản QPPL gửi lên hệ thống thì bên nào tiếp nhận xử lý"
    assert assistant.ask(question, "tan-an").text.startswith("**Văn phòng HĐND và UBND xã**")


def test_targets_of_a_table_are_counted_by_period(assistant: Assistant) -> None:
    reply = assistant.ask("Bảng chỉ tiêu ở Phụ lục 1 có bao nhiêu chỉ tiêu cho giai đoạn 2026-2027?", "tan-an")
    assert "10 chỉ tiêu" in reply.text.splitlines()[0]


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("tan-an", "nang cap cong thong tin dien tu xa het bao nhieu tien, cong ty nao lam"),
        ("phong-tho", "Bao nhiêu phần thủ tục cho phép làm ở đâu trong tỉnh cũng được?"),
    ],
)
def test_matter_of_the_plan_is_no_procedure(assistant: Assistant, commune: str, question: str) -> None:
    assert assistant.ask(question, commune).outcome != "answered_procedure"


def test_number_of_an_account_is_never_told(assistant: Assistant) -> None:
    reply = assistant.ask("số tài khoản nộp phí của phường", "le-loi")
    assert (reply.outcome, "không nêu số tài khoản" in reply.text) == ("not_found_unavailable", True)


def test_day_of_the_plan_is_asked_in_a_few_words(assistant: Assistant) -> None:
    assert "28 tháng 4 năm 2026" in assistant.ask("kế hoạch ngày bao nhiêu", "tan-an").text
