"""A point in time that a question puts forward is held against the source, whatever else of it is right."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status

NOT_SAID = "Văn bản không ghi mốc thời gian đó."


@pytest.mark.parametrize(
    ("commune", "question", "opening", "fact"),
    [
        # a task, a target, a duty, a fact, running text: each has its own sentence
        ("tan-an", "Hạn sơ kết chính quyền hai cấp là năm 2029, phải không?", "Không, **2027**", "2027"),
        ("lac-phuong", "Hạn xây ứng dụng trên điện thoại cho dân là quý 2/2027, phải không?", "Không, ", "2026-2030"),
        ("loc-binh", "Hạn cho 70% viên chức có trình độ đại học là năm 2027, phải không?", NOT_SAID, "2026 - 2030"),
        ("tan-an", "Hạn tổng kết toàn bộ kế hoạch này là 2028, phải vậy không?", NOT_SAID, "2030"),
        ("le-loi", "Hạn gửi báo cáo cả năm là 15/11, phải không?", NOT_SAID, "01/12"),
        ("phong-tho", "Hạn làm thủ tục không phụ thuộc địa giới là năm 2026, phải không?", NOT_SAID, "2025"),
        ("le-loi", "han vuot chi tieu thu ngan sach quan giao la nam 2026 dung ko", NOT_SAID, "2025"),
        ("phong-tho", "Hạn kiểm tra 20% cơ quan chuyên môn là năm 2027, đúng chứ?", NOT_SAID, "2025"),
    ],
)
def test_a_wrong_time_is_never_affirmed(
    assistant: Assistant, commune: str, question: str, opening: str, fact: str
) -> None:
    reply = assistant.ask(question, commune)

    assert reply.status is Status.ANSWERED
    assert reply.text.startswith(opening)
    assert fact in reply.text


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("tan-an", "Sơ kết chính quyền hai cấp có hạn là 2027, đúng không?"),
        ("le-loi", "Hạn gửi báo cáo năm là 01/12, phải không?"),
        ("tan-an", "han tong ket ke hoach la nam 2030 phai khong"),
    ],
)
def test_a_right_time_is_affirmed(assistant: Assistant, commune: str, question: str) -> None:
    assert assistant.ask(question, commune).text.startswith("Đúng")


def test_the_last_year_of_a_targets_period_is_its_deadline(assistant: Assistant) -> None:
    reply = assistant.ask("Hạn cho 70% viên chức có trình độ đại học là năm 2030, phải không?", "loc-binh")
    assert reply.text.startswith("Đúng, ")


@pytest.mark.parametrize("question", ["sơ kết mô hình 2 cấp vào tháng mấy năm 2027", "so ket mo hinh 2 cap ngay nao"])
def test_a_finer_time_than_the_table_has_is_said_not_to_be_there(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "tan-an")
    assert reply.text.startswith("**2027**")
    assert "Bảng nhiệm vụ không ghi ngày, tháng cụ thể hơn." in reply.text


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("le-loi", "Đợt tổng kết Kế hoạch 179 phải xong trước tháng mấy?"),
        ("loc-binh", "Phủ sóng 5G xong vào tháng mấy?"),
        ("phong-tho", "ai ký văn bản xin lỗi"),
    ],
)
def test_words_without_what_is_asked_are_shown_as_near_and_not_as_the_answer(
    assistant: Assistant, commune: str, question: str
) -> None:
    reply = assistant.ask(question, commune)
    assert reply.status is Status.NOT_FOUND
    assert "Nội dung gần nhất" in reply.text
