"""Yes is said only to a claim that is borne out as a whole; a right figure or office in it is not enough."""

import re

import pytest

from bot.assistant import Assistant
from bot.reply import Status

AFFIRMED = re.compile(r"(?:Đúng|Có)[.,]")

# Each has something right in it (the figure, the office, the matter) and something that the source says otherwise.
FALSE = [
    ("lac-phuong", "ho so giai quyet truc tuyen dat toi da 85% dung khong"),
    ("lac-phuong", "hoạt động kiểm tra qua môi trường số không quá 70% đúng không"),
    ("lac-phuong", "số hóa một phần dữ liệu đất đai thôi đúng không"),
    ("lac-phuong", "không ứng dụng AI trong quản lý đúng không"),
    ("lac-phuong", "Kết quả CCHC không gắn với đánh giá cán bộ đúng không"),
    ("lac-phuong", "100% hồ sơ công việc xử lý trên mạng kể cả hồ sơ mật đúng không"),
    ("lac-phuong", "năm 2027 số hóa 100% hồ sơ thủ tục đúng không"),
    ("lac-phuong", "100% viên chức được bố trí đúng vị trí việc làm đúng không"),
    ("tan-an", "cắt 50% thời gian giải quyết TTHC so với năm 2024 phải không"),
    ("tan-an", "100% chế độ báo cáo của doanh nghiệp làm bằng giấy đúng không"),
    ("tan-an", "Hàng tháng Phòng Văn hóa - Xã hội tập huấn cho cán bộ đúng không"),
    ("tan-an", "Chỉ có Văn phòng HĐND và UBND xã được giao cải cách thể chế thôi đúng không"),
    ("loc-binh", "tăng 10% biên chế sự nghiệp đúng không"),
    ("loc-binh", "giam 10% bien che cong chuc dung khong"),
    ("loc-binh", "giảm bình quân 7% chi trực tiếp so với năm 2025 phải không"),
    ("loc-binh", "85% hồ sơ trực tuyến một phần đúng không"),
    ("loc-binh", "100% TTHC không cần niêm yết công khai đúng không"),
    ("loc-binh", "Văn phòng chủ trì các nhiệm vụ cải cách thể chế đúng không"),
    ("phong-tho", "kế hoạch của Phong Thổ là cho cả năm 2025 đúng không"),
    ("phong-tho", "kế hoạch cho 6 tháng đầu năm 2025 đúng không"),
    ("phong-tho", "100% TTHC không phụ thuộc địa giới trong cả nước đúng không"),
    ("le-loi", "chỉ cần đạt chỉ tiêu thu ngân sách thôi đúng không"),
    ("le-loi", "tăng biên chế đúng không"),
    ("le-loi", "100% hồ sơ trễ hạn đúng không"),
    ("le-loi", "Báo cáo 6 tháng gửi trước ngày 30/6 đúng không"),
    ("le-loi", "báo cáo quý gửi sau ngày 01 tháng cuối quý đúng không"),
]
TRUE = [
    ("lac-phuong", "phu luc co 16 nhiem vu dung khong"),
    ("lac-phuong", "báo cáo gửi về Phòng Văn hóa - Xã hội đúng không"),
    ("lac-phuong", "den nam 2030 100% TTHC giai quyet tren moi truong dien tu dung khong"),
    ("le-loi", "muc do hai long dat tu 90% dung ko"),
    ("le-loi", "giam chi thuong xuyen tu ngan sach dung khong"),
    ("loc-binh", "bang thong tren 1 Gbps dat 100% dung khong"),
    ("phong-tho", "phuong cham 5 de dung ko"),
    ("phong-tho", "Kế hoạch số 23/KH-UBND ngày 28/7/2025 đúng không"),
]


@pytest.mark.parametrize(("commune", "question"), FALSE)
def test_half_a_truth_is_not_affirmed(assistant: Assistant, commune: str, question: str) -> None:
    assert not AFFIRMED.match(assistant.ask(question, commune).text)


@pytest.mark.parametrize(("commune", "question"), TRUE)
def test_a_truth_is_affirmed(assistant: Assistant, commune: str, question: str) -> None:
    assert AFFIRMED.match(assistant.ask(question, commune).text)


def test_what_gets_no_yes_is_still_answered_in_the_sources_words(assistant: Assistant) -> None:
    reply = assistant.ask("hồ sơ giải quyết trực tuyến đạt tối đa 85% đúng không", "lac-phuong")
    assert reply.status is Status.ANSWERED
    assert reply.text.startswith("Kế hoạch ghi **tối thiểu 85%**")


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("tan-an", "du toan gui UBND xa qua phong van hoa xa hoi dung khong"),
        ("loc-binh", "du toan gui phong kinh te tong hop dung khong"),
        ("loc-binh", "kho khan vuong mac bao cao qua phong van hoa xa hoi dung khong"),
    ],
)
def test_office_with_a_part_in_anothers_duty_is_not_denied(assistant: Assistant, commune: str, question: str) -> None:
    assert not assistant.ask(question, commune).text.startswith("Không")


def test_another_figure_denies_nothing(assistant: Assistant) -> None:
    reply = assistant.ask("tổ một cửa phải giải quyết đúng hạn 100% đúng không", "loc-binh")
    assert not reply.text.startswith("Không, kế hoạch ghi **95%")


def test_a_wrong_figure_of_the_matter_itself_is_denied(assistant: Assistant) -> None:
    reply = assistant.ask("mức độ hài lòng về giải quyết TTHC là 80% đúng không", "le-loi")
    assert reply.text.startswith("Không, kế hoạch ghi **90% trở lên**")


def test_a_plan_whose_time_is_over_is_not_said_to_hold(assistant: Assistant) -> None:
    reply = assistant.ask("hết năm 2025 rồi kế hoạch còn hiệu lực không", "phong-tho")
    assert reply.text.startswith("Kế hoạch dành cho **6 tháng cuối năm 2025**")


def test_wrong_day_of_the_plan_is_denied(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch số 23/KH-UBND ngày 28/6/2025 đúng không", "phong-tho")
    assert reply.text.startswith("Không, ")
    assert "28 tháng 7 năm 2025" in reply.text


def test_number_is_not_denied_by_a_day_where_it_is_blank(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch Lạc Phượng số 104/KH-UBND đúng không", "lac-phuong")
    assert reply.outcome == "not_found_blank_in_source"
    assert "số hiệu" in reply.text
