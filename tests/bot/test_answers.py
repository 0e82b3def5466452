"""The worked examples of what a good reply reads like, asked of the shipped corpus."""

from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.reply import Reply, Status
from retrieval.index import Index
from tests.support.shipped import (
    AFTER_2025,
    COMMUNES,
    FakeClock,
    cited_communes,
    first_sentence,
    make_assistant,
    unquoted,
)


def assert_answers(reply: Reply, *facts: str, communes: tuple[str, ...], outcome: str) -> None:
    """The fact stands in the first sentence, and what is cited really stands in the communes' files."""
    assert (reply.status, reply.outcome) == (Status.ANSWERED, outcome)
    head = first_sentence(reply.text)
    assert [fact for fact in facts if fact not in head] == [], head
    assert cited_communes(reply) == set(communes)
    assert unquoted(reply) == []
    assert "\nNguồn: Kế hoạch " in reply.text


def test_target_opens_with_the_figure_and_adds_the_other_of_the_same_item(assistant: Assistant) -> None:
    reply = assistant.ask("chi tieu thanh toan truc tuyen la bao nhieu", "lac-phuong")

    assert_answers(reply, "**Từ 50% trở lên**", "[1]", communes=("lac-phuong",), outcome="answered_target")
    assert "**100%** [1]" in reply.text
    assert reply.citations[0].section.startswith("mục II.2.2")
    assert "tỷ lệ giao dịch thanh toán trực tuyến đạt từ 50% trở lên" in reply.citations[0].quote


def test_lead_agency_opens_with_the_agency_and_lists_the_rest_of_the_row(assistant: Assistant) -> None:
    reply = assistant.ask("ai lo cắt bớt giấy tờ rườm rà?", "lac-phuong")

    assert_answers(
        reply, "**Trung tâm Phục vụ hành chính công**", "số 3", communes=("lac-phuong",), outcome="answered_task"
    )
    details = [line for line in reply.text.splitlines() if line.startswith("- ")]
    assert details[:3] == [
        "- Phối hợp: Các phòng, đơn vị chuyên môn",
        "- Thời gian: 2026-2030",
        "- Sản phẩm: Văn bản rà soát, đơn giản hóa TTHC",
    ]


def test_deadline_only_opens_with_the_deadline(assistant: Assistant) -> None:
    reply = assistant.ask("Việc sửa VBQPPL cho hợp với sắp xếp bộ máy khi nào xong?", "lac-phuong")

    assert_answers(reply, "tháng 2/2027", "số 2", "[1]", communes=("lac-phuong",), outcome="answered_task")
    assert "- Chủ trì: Văn phòng HĐND&UBND" in reply.text


def test_list_of_an_agency_opens_with_the_count_and_cites_each_row(assistant: Assistant) -> None:
    reply = assistant.ask("Phòng Kinh tế chủ trì những gì?", "lac-phuong")

    assert_answers(reply, "Phòng Kinh tế", "**2 nhiệm vụ**", communes=("lac-phuong",), outcome="answered_list")
    items = [line for line in reply.text.splitlines() if line.startswith("- ")]
    assert [(item[:7], item[-3:]) for item in items] == [("- Số 9 ", "[1]"), ("- Số 10", "[2]")]
    assert all("2026-2030" in item for item in items)


def test_comparison_names_the_higher_one_first(assistant: Assistant) -> None:
    reply = assistant.ask("So sánh thanh toán trực tuyến Lạc Phượng và Lộc Bình")

    communes = ("lac-phuong", "loc-binh")
    assert_answers(reply, "Xã Lộc Bình đặt cao hơn", "60%", "50%", communes=communes, outcome="answered_compare")
    assert reply.text.index("- Xã Lộc Bình") < reply.text.index("- Xã Lạc Phượng")


def test_comparison_marks_the_figures_of_its_first_sentence(assistant: Assistant) -> None:
    reply = assistant.ask("So sánh thanh toán trực tuyến Lạc Phượng và Lộc Bình")

    assert "[1][2]" in first_sentence(reply.text)


def test_not_in_the_source_says_so_shows_the_near_thing_and_where_to_turn(assistant: Assistant) -> None:
    reply = assistant.ask("Chỉ tiêu tỷ lệ thanh toán trực tuyến?", "le-loi")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_no_evidence")
    first, near, turn_to = reply.text.split("\n\n")
    assert first.startswith("Kế hoạch năm 2025 của phường Lê Lợi không nêu rõ chỉ tiêu")
    assert "thanh toán trực tuyến" in first
    assert near.startswith("Nội dung gần nhất trong kế hoạch")
    assert turn_to == "Anh/chị có thể hỏi Ủy ban nhân dân phường Lê Lợi."
    assert cited_communes(reply) == {"le-loi"}
    assert unquoted(reply) == []
    assert "%" not in reply.text


def test_blank_in_the_source_is_quoted_as_blank(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch số mấy?", "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert first_sentence(reply.text) == "Bản kế hoạch mà trợ lý có để trống số hiệu: “Số: /KH-UBND”."


def test_date_of_which_only_the_month_stands_is_said_so(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch ban hành khi nào?", "lac-phuong")

    assert_answers(reply, "**tháng 9 năm 2025**", "[1]", communes=("lac-phuong",), outcome="answered_issued_on")


@pytest.mark.parametrize("commune", [None, *COMMUNES])
def test_unknown_place_is_never_answered_from_another(assistant: Assistant, commune: str | None) -> None:
    reply = assistant.ask("Xã Kim Liên đặt chỉ tiêu gì?", commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_unknown_commune")
    assert reply.citations == ()
    assert reply.text.startswith("Trợ lý chưa có tài liệu của xã Kim Liên.")
    for name in ("xã Lạc Phượng", "xã Tân An", "phường Lê Lợi", "xã Lộc Bình", "xã Phong Thổ"):
        assert name in reply.text


@pytest.mark.parametrize(
    ("commune", "period"), [("phong-tho", "6 tháng cuối năm 2025"), ("le-loi", "năm 2025")], ids=["half", "year"]
)
def test_period_over_is_a_notice_after_its_last_day_only(index: Index, commune: str, period: str) -> None:
    clock = FakeClock()
    assistant = make_assistant(index, clock)
    before = assistant.ask("Mức độ hài lòng của người dân phải đạt bao nhiêu?", commune)
    clock.day = AFTER_2025
    after = assistant.ask("Mức độ hài lòng của người dân phải đạt bao nhiêu?", commune)

    over = f"Kế hoạch này dành cho {period}; thời gian thực hiện đã qua."
    assert (before.status, after.status) == (Status.ANSWERED, Status.ANSWERED)
    assert over not in (before.notice or "")
    assert over in (after.notice or "")
    assert before.text == after.text


def test_running_plan_has_no_period_notice(index: Index) -> None:
    assistant = make_assistant(index, FakeClock(day=AFTER_2025))

    reply = assistant.ask("Ai chủ trì rà soát, đơn giản hóa TTHC?", "lac-phuong")

    assert (reply.status, reply.notice) == (Status.ANSWERED, None)


def test_source_that_contradicts_itself_is_quoted_with_both_readings(assistant: Assistant) -> None:
    reply = assistant.ask("Phải cắt giảm bao nhiêu TTHC nội bộ?", "phong-tho")

    assert_answers(
        reply, "2 mức khác nhau", "20%", "30%", "[1]", "[2]", communes=("phong-tho",), outcome="answered_target"
    )
    assert len({citation.quote for citation in reply.citations}) == 2
    assert "20%" in (reply.notice or "")
    assert "30%" in (reply.notice or "")


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Chỉ tiêu thanh toán trực tuyến là 20% đúng không?", "Không, "),
        ("Chỉ tiêu thanh toán trực tuyến là 80% đúng không?", "Đúng, "),
    ],
)
def test_claimed_figure_is_confirmed_or_corrected(assistant: Assistant, question: str, opening: str) -> None:
    reply = assistant.ask(question, "tan-an")

    assert_answers(
        reply, opening, "80 %", "2026 - 2027", "2028 - 2030", communes=("tan-an",), outcome="answered_target"
    )
    assert "20%" not in reply.text
    assert len(reply.citations) == 2


def test_claimed_figure_of_a_matter_that_only_comes_near_is_told_without_yes_or_no(assistant: Assistant) -> None:
    reply = assistant.ask("thu tuc lien thong co phai 100% k", "loc-binh")

    assert_answers(reply, "trục liên thông", communes=("loc-binh",), outcome="answered_target")
    assert not reply.text.startswith(("Đúng", "Không"))


def test_target_without_a_time_of_its_own_is_said_to_have_none(assistant: Assistant) -> None:
    reply = assistant.ask("hạn chót số hóa hồ sơ là khi nào", "lac-phuong")

    assert_answers(reply, "không ghi thời hạn riêng", "100%", communes=("lac-phuong",), outcome="answered_target")


def test_periods_of_reports_come_from_words_that_name_some(assistant: Assistant) -> None:
    reply = assistant.ask("Các cơ quan báo cáo kết quả cải cách hành chính theo những kỳ nào?", "loc-binh")

    assert_answers(reply, "hằng quý, 6 tháng, hằng năm", communes=("loc-binh",), outcome="answered_reporting")


def test_work_of_a_post_is_not_told_from_what_others_report_to_it(assistant: Assistant) -> None:
    reply = assistant.ask("chu tich xa phai lam gi", "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_no_evidence")


@pytest.mark.parametrize(
    ("commune", "question", "part"),
    [
        ("lac-phuong", "kế hoạch có nói gì về AI không", "công nghệ số mới như AI"),
        ("le-loi", "tự chủ tài chính có nói không", "nâng cao tính tự chủ"),  # "có nói" is no hearsay
    ],
)
def test_matter_is_found_beside_words_of_asking(assistant: Assistant, commune: str, question: str, part: str) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_prose")
    assert part in reply.text
    assert unquoted(reply) == []


def test_running_text_under_the_heading_of_other_years_answers_no_year(assistant: Assistant) -> None:
    reply = assistant.ask("chi so hai long cua nguoi dan 2027 la may phan tram", "tan-an")

    assert reply.status is Status.NOT_FOUND  # "Chỉ số SIPAS" stands under "Giai đoạn 2028 - 2030"


def test_without_a_commune_it_is_asked_for_with_one_choice_each(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch do ai ký?")

    assert (reply.status, reply.text) == (Status.CLARIFY, "Anh/chị hỏi về xã, phường nào?")
    assert [choice.commune for choice in reply.choices] == list(COMMUNES)
    assert {choice.question for choice in reply.choices} == {"Kế hoạch do ai ký?"}
    assert [choice.label for choice in reply.choices] == [
        "Xã Lạc Phượng",
        "Phường Lê Lợi",
        "Xã Lộc Bình",
        "Xã Phong Thổ",
        "Xã Tân An",
    ]


def test_pressing_a_choice_answers_for_that_commune(assistant: Assistant) -> None:
    asked_back = assistant.ask("Chỉ tiêu thanh toán trực tuyến?")
    choice = next(choice for choice in asked_back.choices if choice.commune == "loc-binh")

    reply = assistant.ask(choice.question, choice.commune, asked_back.conversation_id)

    assert asked_back.status is Status.CLARIFY
    assert_answers(reply, "**Từ 60% trở lên**", communes=("loc-binh",), outcome="answered_target")


@pytest.mark.parametrize("commune", [None, "lac-phuong"])
def test_what_is_not_ours_is_said_not_to_be(assistant: Assistant, commune: str | None) -> None:
    reply = assistant.ask("giá vàng hôm nay?", commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_out_of_scope")
    assert reply.text.startswith("Trợ lý chỉ trả lời về kế hoạch cải cách hành chính")
    assert "Anh/chị có thể hỏi " in reply.text
    assert reply.citations == ()


@pytest.mark.parametrize(("commune", "place"), [("lac-phuong", "xã Lạc Phượng"), (None, "xã, phường")])
def test_greeting_says_that_it_is_a_machine_of_the_place(assistant: Assistant, commune: str | None, place: str) -> None:
    reply = assistant.ask("chào bạn", commune)

    assert (reply.status, reply.citations) == (Status.CHITCHAT, ())
    assert f"máy trả lời tự động) của {place}." in reply.text


@pytest.mark.parametrize(
    ("commune", "signatory"),
    [
        ("lac-phuong", "**Đỗ Văn Thắng**, Phó Chủ tịch"),
        ("loc-binh", "**Triệu Thanh Hùng**, Phó Chủ tịch"),
        ("phong-tho", "**Trịnh Khắc Tấn**, Phó Chủ tịch"),
        ("tan-an", "**Bùi Văn Khoan**, Chủ tịch"),
    ],
)
def test_signatory_comes_with_the_office(assistant: Assistant, commune: str, signatory: str) -> None:
    reply = assistant.ask("Kế hoạch do ai ký?", commune)

    assert_answers(reply, signatory, "[1]", communes=(commune,), outcome="answered_signatory")


@pytest.mark.parametrize("question", ["xã thuộc tỉnh nào", "Xã Phong Thổ ở tỉnh nào?"])
def test_province_is_cited(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "phong-tho")

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_province")
    assert "tỉnh Lai Châu" in first_sentence(reply.text)
    assert unquoted(reply) == []


def test_province_names_its_document(assistant: Assistant) -> None:
    assert "\nNguồn: " in assistant.ask("xã thuộc tỉnh nào", "phong-tho").text


def test_named_commune_wins_over_the_portal(assistant: Assistant) -> None:
    there = assistant.ask("Kế hoạch xã Lộc Bình do ai ký?", "lac-phuong")
    here = assistant.ask("Kế hoạch do ai ký?", "loc-binh")

    assert replace(there, answer_id="", conversation_id="") == replace(here, answer_id="", conversation_id="")


@pytest.mark.parametrize(
    ("commune", "question"), [*((commune, "khi nào xong?") for commune in COMMUNES), ("lac-phuong", "ai phối hợp?")]
)
def test_question_without_a_matter_is_asked_about(assistant: Assistant, commune: str, question: str) -> None:
    assert assistant.ask(question, commune).status is Status.CLARIFY


@pytest.mark.parametrize(
    ("commune", "said", "opening", "facts"),
    [
        ("tan-an", "Loa xã thông báo thanh toán trực tuyến đạt 20%", "Không, ", ("80 %", "2026 - 2027")),
        ("tan-an", "nghe nói thanh toán trực tuyến 80% hả", "Đúng, ", ("80 %", "2026 - 2027")),
        ("lac-phuong", "Sếp tôi khẳng định thanh toán trực tuyến từ 50% trở lên", "Đúng, ", ("từ 50% trở lên",)),
    ],
)
def test_figure_that_somebody_is_said_to_have_said_is_checked(
    assistant: Assistant, commune: str, said: str, opening: str, facts: tuple[str, ...]
) -> None:
    reply = assistant.ask(said, commune)

    assert_answers(reply, *facts, communes=(commune,), outcome="answered_target")
    assert reply.text.startswith(opening)
    assert "20%" not in reply.text


@pytest.mark.parametrize(
    ("said", "opening"),
    [
        ("hàng xóm kể Phòng Kinh tế chủ trì rà soát, đơn giản hóa TTHC", "Không, "),
        ("sếp bảo Trung tâm Phục vụ hành chính công chủ trì rà soát, đơn giản hóa TTHC đúng không", "Đúng, "),
    ],
)
def test_agency_that_somebody_is_said_to_have_named_is_checked(assistant: Assistant, said: str, opening: str) -> None:
    reply = assistant.ask(said, "lac-phuong")

    assert reply.text.startswith(f"{opening}**Trung tâm Phục vụ hành chính công** chủ trì nhiệm vụ số 3")
    assert cited_communes(reply) == {"lac-phuong"}


@pytest.mark.parametrize(
    ("said", "opening"),
    [
        ("ông trưởng thôn bảo là kế hoạch do Chủ tịch Nguyễn Văn Nam ký à?", "Không, "),
        ("nghe nói kế hoạch do ông Đỗ Văn Thắng ký", "Đúng, "),
    ],
)
def test_signatory_that_somebody_is_said_to_have_named_is_checked(
    assistant: Assistant, said: str, opening: str
) -> None:
    reply = assistant.ask(said, "lac-phuong")

    assert reply.text.startswith(f"{opening}**Đỗ Văn Thắng**, Phó Chủ tịch")
    assert "Nguyễn Văn Nam" not in reply.text


@pytest.mark.parametrize(
    ("question", "commune"),
    [
        ("Trường nào tuyên truyền cải cách hành chính?", "tan-an"),
        ("Vì sao phải rà soát, đơn giản hóa TTHC?", "lac-phuong"),
        ("các bước rà soát đơn giản hóa TTHC?", "lac-phuong"),
    ],
)
def test_detail_that_the_nearest_words_lack_is_not_answered_with_them(
    assistant: Assistant, question: str, commune: str
) -> None:
    """The matter is there, and what is asked of it is not: the words are shown as near, not as the answer."""
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_no_evidence")
    assert " không nêu " in first_sentence(reply.text)


def test_detail_is_answered_where_the_words_hold_it(assistant: Assistant) -> None:
    """How often is in the row, and why is not."""
    often = assistant.ask("kiểm tra cải cách hành chính mấy lần", "lac-phuong")
    why = assistant.ask("vì sao phải kiểm tra cải cách hành chính", "lac-phuong")

    assert_answers(often, "**Hàng năm**", "số 15", communes=("lac-phuong",), outcome="answered_task")
    assert why.status is Status.NOT_FOUND


def test_what_a_plan_replaces_is_said_to_be_left_open(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch này ra đời để thay thế cho kế hoạch số nào trước đó vậy?", "tan-an")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert "được kế hoạch này thay thế" in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "Mấy cuộc đi kiểm tra thì bao nhiêu phần làm qua máy tính, qua mạng chứ không xuống tận nơi?",
        "Kiểm tra mà làm qua máy tính, khỏi xuống tận nơi thì mấy phần trăm?",
    ],
)
def test_known_phrase_is_met_with_stray_words_between(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "loc-binh")

    assert reply.status is Status.ANSWERED
    assert "70%" in reply.text.split("\n")[0]


def test_plan_question_in_the_words_of_a_task_is_no_procedure(assistant: Assistant) -> None:
    reply = assistant.ask("Ai được giao khai thác Hệ thống Dữ liệu điều hành?", "tan-an")

    assert cited_communes(reply) == {"tan-an"}


@pytest.mark.parametrize(
    ("commune", "question", "facts", "outcome"),
    [
        ("lac-phuong", "ai thay mặt xã ký kế hoạch này", ("Đỗ Văn Thắng",), "answered_signatory"),
        ("lac-phuong", "ai ky thay chu tich trong ke hoach cchc cua xa", ("Đỗ Văn Thắng",), "answered_signatory"),
        (
            "phong-tho",
            "ke hoach cchc 6 thang cuoi nam 2025 so may ngay bao nhieu",
            ("**23/KH-UBND**", "ngày 28 tháng 7 năm 2025"),
            "answered_document_number",
        ),
        (
            "phong-tho",
            "ke hoach so 23 cua phong tho la cho ca giai doan 2026-2030 phai k",
            ("Không, ", "6 tháng cuối năm 2025"),
            "answered_plan_period",
        ),
        ("le-loi", "bản tổng kết cả năm phải nộp trước hôm nào", ("01/12",), "answered_reporting"),
        (
            "loc-binh",
            "van phong HDND va UBND xa duoc giao may gach dau dong",
            ("**3 nội dung**",),
            "answered_duty",
        ),
        (
            None,
            "Kế hoạch của Tân An và của Phong Thổ lần lượt do ai ký?",
            ("Bùi Văn Khoan", "Trịnh Khắc Tấn"),
            "answered_each",
        ),
    ],
)
def test_roundabout_question_gets_the_fact(
    assistant: Assistant, commune: str | None, question: str, facts: tuple[str, ...], outcome: str
) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, outcome)
    assert [fact for fact in facts if fact not in reply.text] == [], reply.text


def test_promise_to_sign_for_someone_is_still_refused(assistant: Assistant) -> None:
    assert assistant.ask("bot ký thay chủ tịch giúp tôi tờ này", "lac-phuong").outcome == "refused_promise"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("bố tôi mất rồi giờ khai tử sao", "đăng ký khai tử"),
        ("ông nội mất rồi, làm khai tử thế nào", "đăng ký khai tử"),
        ("vợ em mất rồi, khai tử sao", "đăng ký khai tử"),
        ("giấy khai tử của bố tôi mất rồi làm lại sao", "đăng ký lại khai tử"),
    ],
)
def test_somebody_who_died_is_told_from_a_paper_that_is_lost(assistant: Assistant, question: str, name: str) -> None:
    assert f"**{name}**" in assistant.ask(question, "loc-binh").text


def test_count_of_targets_is_of_the_matter_that_is_named(assistant: Assistant) -> None:
    reply = assistant.ask("xã có mấy chỉ tiêu về dịch vụ công", "phong-tho")

    assert "nêu 8 chỉ tiêu" in reply.text
    assert all("dịch vụ công" in citation.quote.lower() for citation in reply.citations), reply.text


def test_words_without_a_number_are_said_to_have_none_where_one_is_asked_for(assistant: Assistant) -> None:
    reply = assistant.ask("dùng chữ ký số phải đạt bao nhiêu", "lac-phuong")
    assert "nêu, không kèm con số: “Đẩy mạnh sử dụng chữ ký số" in reply.text


def test_agency_without_tasks_is_counted_by_what_it_is_given(assistant: Assistant) -> None:
    reply = assistant.ask("phòng kinh tế chủ trì bao nhiêu việc", "phong-tho")
    assert reply.text.startswith("Phòng Kinh tế của xã Phong Thổ được giao")
