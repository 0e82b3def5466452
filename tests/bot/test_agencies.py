"""Who has the work: posts that a plan does not name, and the agency that a follow-up points at."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from tests.support.shipped import cited_communes, talk


@pytest.mark.parametrize(
    ("question", "commune", "post"),
    [
        ("cong chuc dia chinh lam gi", "lac-phuong", "công chức địa chính"),
        ("công chức địa chính xây dựng có nhiệm vụ gì?", "tan-an", "công chức địa chính"),
        ("kế toán xã phải làm gì", "loc-binh", "kế toán"),
        ("cong an xa phai lam nhung gi", "phong-tho", "công an xã"),
        ("trạm y tế phải làm gì", "phong-tho", "trạm y tế"),
        # The plan writes "tổ dân phố", and not of its head.
        ("tổ trưởng tổ dân phố lo chuyện gì", "le-loi", "tổ trưởng tổ dân phố"),
    ],
)
def test_a_post_that_the_plan_does_not_name_is_said_not_to_be_in_it(
    assistant: Assistant, question: str, commune: str, post: str
) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_unknown_agency")
    assert f"không nêu {post}" in reply.text


@pytest.mark.parametrize(
    ("question", "commune", "words"),
    [
        ("công chức tư pháp hộ tịch làm gì", "le-loi", "Công chức Tư pháp - Hộ tịch"),
        ("kế toán phường làm gì", "le-loi", "kế toán"),
    ],
)
def test_a_post_that_the_plan_names_is_answered(assistant: Assistant, question: str, commune: str, words: str) -> None:
    reply = assistant.ask(question, commune)

    assert reply.status is Status.ANSWERED
    assert cited_communes(reply) == {commune}
    assert words in reply.text


@pytest.mark.parametrize(
    ("question", "commune", "agency"),
    [
        ("phòng kinh tế có vai gì về dự toán", "loc-binh", "phòng kinh tế"),
        ("van phong hdnd lo gi trong ra soat van ban", "tan-an", "văn phòng hđnd"),
    ],
)
def test_what_an_agency_has_to_do_with_a_matter_is_told_by_words_that_name_it(
    assistant: Assistant, question: str, commune: str, agency: str
) -> None:
    reply = assistant.ask(question, commune)

    assert reply.status is Status.ANSWERED
    assert agency in f"{reply.text} {reply.citations[0].quote}".lower()


def test_an_agency_that_is_not_named_beside_a_matter_has_nothing_to_do_with_it(assistant: Assistant) -> None:
    assert assistant.ask("phòng kinh tế làm gì với đất đai", "tan-an").status is Status.NOT_FOUND


def test_a_new_officer_asks_for_the_work_of_the_post(assistant: Assistant) -> None:
    reply = assistant.ask(
        "Tôi là công chức Văn hóa - Xã hội mới nhận việc, kế hoạch yêu cầu tôi đảm đương những gì?", "le-loi"
    )

    assert reply.outcome == "answered_duty"
    assert reply.text.startswith("Công chức Văn hóa - Xã hội của phường Lê Lợi được giao")


def test_who_asks_is_not_who_is_asked_about(assistant: Assistant) -> None:
    reply = assistant.ask("Tôi là trưởng thôn, ai chủ trì nhiệm vụ số 3?", "lac-phuong")

    assert reply.outcome == "answered_task"


@pytest.mark.parametrize(
    ("commune", "first", "then", "agency"),
    [
        ("le-loi", "ai lo cải cách thể chế", "ổng còn lo thêm khoản nào nữa", "Công chức Tư pháp - Hộ tịch"),
        (
            "tan-an",
            "ai chủ trì việc đo sự hài lòng",
            "đơn vị đó còn lo việc gì nữa",
            "Trung tâm Phục vụ hành chính công",
        ),
        # The office that was named stands in the words of another's duty, and in a fact of nobody's.
        (
            "loc-binh",
            "Gặp khó khăn khi làm kế hoạch thì báo qua phòng nào?",
            "phòng đó còn làm gì nữa",
            "Phòng Văn hóa",
        ),
        ("loc-binh", "Phòng nào tổng hợp dự toán tiền làm cải cách?", "đơn vị đó còn làm gì nữa", "Phòng Kinh tế"),
    ],
)
def test_what_else_who_was_just_named_has_to_do(
    assistant: Assistant, commune: str, first: str, then: str, agency: str
) -> None:
    reply = talk(assistant, commune, first, then)

    assert reply.outcome == "answered_duty"
    assert reply.text.startswith(agency)


def test_tasks_done_in_a_year_are_those_whose_row_says_so(assistant: Assistant) -> None:
    none = assistant.ask("nhiem vu nao xong trong nam 2026", "lac-phuong")
    one = assistant.ask("nhiệm vụ nào kết thúc năm 2027", "lac-phuong")
    all_of_them = assistant.ask("liet ke cac nhiem vu nam 2027", "lac-phuong")

    assert none.outcome == "not_found_none_of_that"
    assert "không có nhiệm vụ nào ghi thời hạn cuối là năm 2026" in none.text
    assert "**1 nhiệm vụ** ghi thời hạn cuối là năm 2027" in one.text
    assert "2026 - tháng 2/2027" in one.text
    assert "**16 nhiệm vụ**" in all_of_them.text


@pytest.mark.parametrize(
    "question",
    [
        "tại sao hồ sơ của tôi chưa có kết quả",
        "vi sao giay to cua em mai chua xong",
        "ủa hồ sơ của chị nộp hôm bữa sao chưa thấy trả",
    ],
)
def test_why_ones_own_file_is_late_is_its_owners_matter(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "phong-tho").outcome == "not_found_own_file"


def test_where_to_write_is_answered_by_what_names_a_place(assistant: Assistant) -> None:
    assert assistant.ask("dân kêu ca thì phản ánh ở đâu", "loc-binh").status is Status.NOT_FOUND


def test_what_the_plan_says_of_late_files_is_no_ones_own(assistant: Assistant) -> None:
    reply = assistant.ask(
        "Hồ sơ của tôi đã nộp, muốn xem tới khâu nào thì phường theo dõi trên hệ thống nào?", "le-loi"
    )

    assert reply.outcome != "not_found_own_file"


@pytest.mark.parametrize("question", ["xã có trung tâm phục vụ hành chính công không", "co phong kinh te khong"])
def test_agency_that_is_there_is_told_with_its_work(assistant: Assistant, question: str) -> None:
    """It was answered that no agency leads."""
    reply = assistant.ask(question, "tan-an")
    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_list")
    assert reply.text.startswith("Có. ")


def test_agency_that_is_named_without_work_is_said_to_have_none(assistant: Assistant) -> None:
    assert assistant.ask("phường có bộ phận một cửa không", "le-loi").outcome == "not_found_agency_no_role"


@pytest.mark.parametrize("question", ["co phai phong kinh te chu tri khong", "Phòng Kinh tế chủ trì đúng không?"])
def test_claim_about_no_matter_is_asked_back(assistant: Assistant, question: str) -> None:
    """Any duty that leads something was held against it, and "Không" was said."""
    assert assistant.ask(question, "tan-an").outcome == "clarify_topic"
