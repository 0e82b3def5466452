"""What the work itself is made of, the documents it rests on, and whom the plan goes to: whole-plan questions."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from tests.support.shipped import talk

# Each plan's own fields: of tasks where it has such a part, of goals else.
COUNTED = {"lac-phuong": "6 nội dung", "tan-an": "6 nội dung", "le-loi": "7 nội dung", "phong-tho": "7 nội dung"}


@pytest.mark.parametrize(("commune", "counted"), COUNTED.items())
@pytest.mark.parametrize(
    "question", ["cải cách hành chính gồm mấy nội dung", "cchc gd nay gom may noi dung", "công tác CCHC gồm những gì"]
)
def test_fields_of_reform_are_counted_over_the_outline(
    assistant: Assistant, commune: str, counted: str, question: str
) -> None:
    reply = assistant.ask(question, commune)

    assert f"**{counted}**" in reply.text.split("\n")[0]
    assert "Cải cách thể chế" in reply.text
    assert "Cải cách tài chính công" in reply.text


@pytest.mark.parametrize("called", ["nội dung", "lĩnh vực", "mảng"])
def test_a_field_is_called_by_any_of_its_names(assistant: Assistant, called: str) -> None:
    """Lộc Bình says the number itself: "06 nội dung"."""
    reply = assistant.ask(f"cải cách hành chính gồm mấy {called}", "loc-binh")
    assert reply.text.startswith("**06 nội dung: cải cách thể chế")


def test_part_of_a_plan_is_no_field_of_reform(assistant: Assistant) -> None:
    reply = assistant.ask("cải cách thể chế gồm mấy nội dung", "le-loi")
    assert "“Cải cách thể chế”, có **4 nội dung**" in reply.text


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("lac-phuong", "Theo kế hoạch xã thì luân chuyển cán bộ do ai chủ trì?"),
        ("loc-binh", "Theo kế hoạch này chuyển đổi số do ai tham mưu?"),
        ("phong-tho", "Theo kế hoạch, phổ cập kiến thức chuyển đổi số cho những ai?"),
        ("le-loi", "Nơi nhận và giải quyết hồ sơ của dân phải chấn chỉnh tác phong gì?"),
        ("loc-binh", "hang nam lap du toan thuc hien ke hoach thi gui co quan nao tong hop"),
    ],
)
def test_a_matter_of_the_plan_is_not_answered_by_its_recipients(
    assistant: Assistant, commune: str, question: str
) -> None:
    reply = assistant.ask(question, commune)
    assert reply.status is Status.ANSWERED
    assert reply.outcome != "answered_recipients"


@pytest.mark.parametrize(
    "question",
    ["Kế hoạch này được gửi cho những nơi nào?", "vb nay gui so nao v", "kế hoạch có gửi cho trường học không"],
)
def test_whom_the_plan_goes_to_is_told(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "tan-an").outcome == "answered_recipients"


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("loc-binh", "Đẩy mạnh đề phòng nhũng nhiễu trong giải quyết thủ tục bằng cách gì?"),
        ("phong-tho", "Văn bản về phòng tham nhũng phổ biến cho ai?"),
        ("lac-phuong", "Cổng thông tin điện tử của Hải Phòng duy trì hoạt động ra sao?"),
        ("le-loi", "quân đội có tham gia không"),
    ],
)
def test_half_of_another_word_is_no_agency(assistant: Assistant, commune: str, question: str) -> None:
    assert assistant.reader.read(question).unknown_agency is None
    assert assistant.ask(question, commune).outcome != "not_found_unknown_agency"


def test_office_that_no_plan_has_is_still_unknown(assistant: Assistant) -> None:
    assert assistant.ask("phòng tài nguyên làm gì", "tan-an").outcome == "not_found_unknown_agency"


def test_documents_of_an_issuer_are_listed_and_known_by_their_number_alone(assistant: Assistant) -> None:
    asked = "Xã căn cứ văn bản nào của tỉnh để làm kế hoạch?"
    assert "3196/UBND-KSTT" in assistant.ask(asked, "phong-tho").text
    reply = talk(assistant, "phong-tho", asked, "cái 2943 ra ngày nào?")
    assert "ngày 20/9/2021" in reply.text


@pytest.mark.parametrize("question", ["có 294 người dân không", "2026 có bao nhiêu chỉ tiêu"])
def test_a_count_or_a_year_is_no_document(assistant: Assistant, question: str) -> None:
    assert assistant.reader.read(question).document_numbers == ()


def test_money_beside_the_budget_is_told(assistant: Assistant) -> None:
    reply = assistant.ask("Ngoài dự toán mỗi năm ra thì còn tiền ở đâu nữa không?", "tan-an")
    assert "các nguồn kinh phí khác" in reply.text


@pytest.mark.parametrize("question", ["Hiện xã có bao nhiêu biên chế sự nghiệp?", "hien nay xa co may bien che"])
def test_how_many_there_are_is_no_target(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "loc-binh").outcome == "not_found_unavailable"


def test_a_target_of_staff_is_still_told(assistant: Assistant) -> None:
    assert "10%" in assistant.ask("giảm bao nhiêu biên chế sự nghiệp", "loc-binh").text


def test_indexes_to_be_raised_are_told(assistant: Assistant) -> None:
    assert "SIPAS" in assistant.ask("Năm 2025 phường muốn nâng những chỉ số nào?", "le-loi").text


@pytest.mark.parametrize(
    ("commune", "question", "fact"),
    [
        ("loc-binh", "85% là chỉ tiêu gì", "hồ sơ giải quyết trực tuyến toàn trình"),
        ("loc-binh", "90% hài lòng là về cái gì?", "đất đai, xây dựng, đầu tư"),
        ("loc-binh", "60% la cai gi", "giao dịch thanh toán trực tuyến"),
        ("le-loi", "mức 90% là về gì", "mức độ hài lòng"),
    ],
)
def test_a_figure_is_told_what_it_is_of(assistant: Assistant, commune: str, question: str, fact: str) -> None:
    assert fact in assistant.ask(question, commune).text


def test_a_figure_that_no_target_has_is_not_found(assistant: Assistant) -> None:
    assert assistant.ask("33% là chỉ tiêu nào", "loc-binh").status is Status.NOT_FOUND
