"""Going on within a list, to the people beside, to another period, and asking why."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from tests.support.shipped import cited_communes, talk


@pytest.mark.parametrize(
    ("commune", "turns", "fact"),
    [
        (
            "lac-phuong",
            (
                "Có mấy nhiệm vụ về cải cách chế độ công vụ trong phụ lục?",
                "cái đầu tiên ai làm?",
                "cái thứ hai thì sao?",
            ),
            "nhiệm vụ số 8",
        ),
        (
            "lac-phuong",
            ("Nhóm chính quyền điện tử có những nhiệm vụ gì?", "cái thứ hai ai làm?", "cái thứ ba ra sản phẩm gì?"),
            "**Phần mềm**",
        ),
        ("tan-an", ("nhiem vu nao lam hang nam", "cai dau tien ai lam", "con cai thu hai"), "nhiệm vụ số 7"),
        (
            "loc-binh",
            ("muc tieu ve chinh quyen so gom gi", "cai thu nhat", "cai thu hai bao nhieu"),
            "kỹ năng số căn bản",
        ),
    ],
)
def test_a_list_is_kept_while_its_items_are_picked(
    assistant: Assistant, commune: str, turns: tuple[str, ...], fact: str
) -> None:
    assert fact in talk(assistant, commune, *turns).text.split("\n")[0]


def test_what_was_picked_is_gone_on_about(assistant: Assistant) -> None:
    asked = "Có mấy nhiệm vụ về cải cách chế độ công vụ trong phụ lục?"
    reply = talk(assistant, "lac-phuong", asked, "cái đầu tiên ai làm?", "cái thứ hai thì sao?", "sản phẩm của nó")
    assert reply.text.startswith("**Văn bản /Quyết định**")


@pytest.mark.parametrize(
    ("commune", "turns", "figure"),
    [
        ("loc-binh", ("bao nhiêu viên chức có trình độ đại học?", "còn công chức cấp xã?"), "**100%**"),
        (
            "loc-binh",
            ("bao nhiêu viên chức có trình độ đại học?", "con cong chuc cap xa", "còn cán bộ công chức nói chung?"),
            "**Trên 95%**",
        ),
        ("loc-binh", ("can bo cong chuc dai hoc phai dat may %", "vien chuc thi sao"), "**70%**"),
        ("phong-tho", ("bao nhiêu cán bộ được tập huấn phân tích dữ liệu?", "còn về CCHC?"), "**100%**"),
    ],
)
def test_others_in_the_same_sentence_have_their_own_figure(
    assistant: Assistant, commune: str, turns: tuple[str, ...], figure: str
) -> None:
    assert talk(assistant, commune, *turns).text.startswith(figure)


def test_a_figure_is_not_told_again_for_a_period_that_has_none(assistant: Assistant) -> None:
    reply = talk(assistant, "tan-an", "SIPAS bao nhiêu", "giai đoạn trước thì sao")
    assert reply.status is Status.NOT_FOUND


@pytest.mark.parametrize("why", ["vì sao?", "tai sao vay", "sao lại là phòng đó"])
def test_no_reason_is_made_up_nor_is_what_was_said_denied(assistant: Assistant, why: str) -> None:
    reply = talk(assistant, "loc-binh", "ai chủ trì cải cách tài chính công", why)
    assert reply.status is Status.NOT_FOUND
    assert "lý do" in reply.text
    assert "cơ quan chủ trì" not in reply.text.split("\n")[0]


def test_the_other_end_of_a_comparison(assistant: Assistant) -> None:
    reply = talk(assistant, None, "Xã nào đặt mức hài lòng cao nhất?", "còn thấp nhất?")
    assert reply.outcome == "answered_compare"
    assert reply.text.startswith("Phường Lê Lợi đặt mức thấp nhất")


def test_one_commune_is_told_no_figure_of_another(assistant: Assistant) -> None:
    reply = talk(assistant, "lac-phuong", "So sánh mức hài lòng của các xã", "mức đó là bao nhiêu")
    assert cited_communes(reply) <= {"lac-phuong"} or reply.outcome == "answered_compare"


@pytest.mark.parametrize(
    "question", ["báo cáo định kỳ khi nào", "định kỳ báo cáo vào ngày nào", "bao cao dinh ky khi nao"]
)
@pytest.mark.parametrize("commune", ["tan-an", "lac-phuong", "phong-tho", "loc-binh", "le-loi"])
def test_regular_reports_are_not_answered_with_the_plans_own_day(
    assistant: Assistant, commune: str, question: str
) -> None:
    reply = assistant.ask(question, commune)
    assert reply.outcome != "answered_issued_on"
    assert "ngày ban hành" not in reply.text


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("le-loi", "hài lòng về đất đai bao nhiêu"),
        ("phong-tho", "hài lòng về xây dựng bao nhiêu"),
        ("loc-binh", "giảm biên chế hành chính bao nhiêu"),
        ("lac-phuong", "bao nhieu phan tram vien chuc bo tri dung vi tri viec lam"),
    ],
)
def test_figure_of_another_field_or_of_other_people_is_no_answer(
    assistant: Assistant, commune: str, question: str
) -> None:
    assert assistant.ask(question, commune).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("commune", "question", "figure"),
    [("lac-phuong", "hài lòng về đất đai bao nhiêu", "90%"), ("loc-binh", "hài lòng về y tế bao nhiêu", "90%")],
)
def test_figure_of_the_field_is_told(assistant: Assistant, commune: str, question: str, figure: str) -> None:
    assert figure in assistant.ask(question, commune).text.split("\n")[0]


def test_who_watches_a_matter_is_no_figure(assistant: Assistant) -> None:
    reply = assistant.ask("ai theo dõi cải cách thủ tục?", "loc-binh")
    assert reply.text.startswith("**Trung tâm Phục vụ hành chính công**")


def test_targets_that_an_agency_watches_are_listed(assistant: Assistant) -> None:
    reply = assistant.ask("Trung tâm Phục vụ hành chính công theo dõi chỉ tiêu nào?", "tan-an")
    assert "18 chỉ tiêu" in reply.text.split("\n")[0]


def test_words_of_another_period_are_no_answer(assistant: Assistant) -> None:
    reply = assistant.ask("thanh toán trên cổng quốc gia 2026-2027", "tan-an")
    assert "2028" not in reply.text.split("\nNguồn")[0]


def test_what_comes_after_a_period_is_that_periods_figure(assistant: Assistant) -> None:
    reply = talk(assistant, "tan-an", "đến 2027 hồ sơ trực tuyến mấy %", "còn sau đó")
    assert "2028 - 2030" in reply.text.split("\n")[0]


def test_no_words_of_one_commune_stand_as_anothers(assistant: Assistant) -> None:
    turns = ("so sánh tỷ lệ hồ sơ trực tuyến các xã", "xã nào thấp nhất", "vì sao")
    reply = talk(assistant, None, *turns)
    assert cited_communes(reply) <= {"lac-phuong"}
