"""Questions about the last answer: where it stands, one of its list, those of it that fit; slips put right."""

import pytest

from bot.assistant import Assistant
from bot.reply import Reply, Status
from corpus.text import fold
from tests.support.shipped import cited_communes, quotes, talk, unquoted

REVIEW = "Ai chủ trì rà soát, đơn giản hóa TTHC?"
TASKS = "Có những nhiệm vụ nào?"
CULTURE = "Phòng Văn hóa - Xã hội chủ trì những gì?"
FINANCE = "Phòng Kinh tế chủ trì những gì?"


def sections(reply: Reply) -> list[str]:
    return [citation.section for citation in reply.citations]


# --- where it stands ---


@pytest.mark.parametrize("asked", ["nguồn đâu?", "nguon o dau vay", "lấy ở đâu ra", "trích dẫn đi"])
def test_source_of_the_last_answer_is_quoted_from_where_it_stands(assistant: Assistant, asked: str) -> None:
    first, reply = talk(assistant, "lac-phuong", REVIEW), talk(assistant, "lac-phuong", REVIEW, asked)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_source")
    assert (sections(reply), quotes(reply)) == (sections(first), quotes(first))
    assert "Phụ lục, nhiệm vụ 3 (phần II)" in reply.text
    assert "Văn bản rà soát, đơn giản hóa TTHC" in reply.text
    assert unquoted(reply) == []


def test_source_is_that_of_the_commune_last_answered_for(assistant: Assistant) -> None:
    reply = talk(assistant, "lac-phuong", "Chỉ tiêu thanh toán trực tuyến?", "Còn Lộc Bình thì sao?", "nguồn đâu?")

    assert (reply.outcome, cited_communes(reply)) == ("answered_source", {"loc-binh"})
    assert "xã Lộc Bình" in reply.text


def test_asking_for_the_source_does_not_end_the_matter(assistant: Assistant) -> None:
    reply = talk(assistant, "lac-phuong", REVIEW, "nguồn đâu?", "khi nào xong?")

    assert reply.text.startswith("**2026-2030**")
    assert sections(reply) == ["Phụ lục, nhiệm vụ 3 (phần II)"]


# --- one of the list ---


@pytest.mark.parametrize(
    ("listed", "asked", "opening", "number"),
    [
        (FINANCE, "cái thứ hai", "**Phòng Kinh tế** chủ trì", 10),
        (FINANCE, "cái đầu tiên ai phối hợp?", "**Các phòng, trung tâm, đơn vị liên quan** phối hợp", 9),
        (FINANCE, "cái cuối cùng ai phối hợp?", "**Các đơn vị sự nghiệp** phối hợp", 10),
        (CULTURE, "nhiệm vụ thứ ba khi nào xong?", "**2026-2030** là thời gian", 7),
        (CULTURE, "việc cuối cùng khi nào xong?", "**Hàng năm** là thời gian", 15),
    ],
)
def test_item_is_picked_by_its_place_in_the_list(
    assistant: Assistant, listed: str, asked: str, opening: str, number: int
) -> None:
    for question in (asked, fold(asked)):
        reply = talk(assistant, "lac-phuong", listed, question)

        assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_task")
        assert reply.text.startswith(opening)
        assert [section.split(" (")[0] for section in sections(reply)] == [f"Phụ lục, nhiệm vụ {number}"]


# --- those that fit ---


@pytest.mark.parametrize(
    ("commune", "listed", "asked", "numbers"),
    [
        ("lac-phuong", TASKS, "trong mấy cái đó cái nào do Phòng Kinh tế chủ trì?", ["9 (phần V)", "10 (phần V)"]),
        ("lac-phuong", CULTURE, "trong đó cái nào làm hằng năm?", ["14 (phần VII)", "15 (phần VII)"]),
        ("lac-phuong", CULTURE, "trong mấy cái đó cái nào nói về tuyển dụng?", ["8 (phần IV)"]),
        ("tan-an", TASKS, "trong mấy cái đó cái nào xong trong năm 2027?", ["2 (phần IV)"]),
        ("tan-an", TASKS, "cái nào hàng năm?", ["2 (phần I)", "7 (phần III)", "3 (phần VI)"]),
        ("tan-an", FINANCE, "trong mấy cái đó cái nào thường xuyên?", ["2 (phần V)"]),
    ],
    ids=["agency", "recurrence", "topic", "year", "recurrence-of-all", "recurrence-of-agency"],
)
def test_those_of_the_list_that_fit_are_counted_and_shown(
    assistant: Assistant, commune: str, listed: str, asked: str, numbers: list[str]
) -> None:
    reply = talk(assistant, commune, listed, asked)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_list")
    assert reply.text.startswith(f"Trong các nội dung vừa nêu, có **{len(numbers)} nhiệm vụ**:")
    assert [section.split("nhiệm vụ ")[1] for section in sections(reply)] == numbers


@pytest.mark.parametrize(
    ("commune", "listed", "asked"),
    [
        ("tan-an", FINANCE, "trong mấy cái đó cái nào làm hằng quý?"),
        ("lac-phuong", FINANCE, "trong mấy cái đó cái nào hằng năm?"),
        ("lac-phuong", CULTURE, "trong đó việc nào do Phòng Kinh tế chủ trì?"),
    ],
)
def test_list_of_which_none_fits_is_said_to_have_none(
    assistant: Assistant, commune: str, listed: str, asked: str
) -> None:
    """The plan may have such rows elsewhere; what was asked about is the list."""
    reply = talk(assistant, commune, listed, asked)

    assert (reply.status, reply.outcome, reply.citations) == (Status.NOT_FOUND, "not_found_none_picked", ())
    assert reply.text.startswith("Trong các nội dung vừa nêu, không có")


# --- slips put right ---


@pytest.mark.parametrize(
    ("first", "correction", "opening", "number"),
    [
        ("nhiệm vụ số 9 ai phối hợp?", "à không, tôi hỏi số 10 cơ", "**Các đơn vị sự nghiệp** phối hợp", "10 (phần V)"),
        ("nhiệm vụ số 9 khi nào xong?", "nhầm, số 2 cơ", "**2026 - tháng 2/2027** là thời gian", "2 (phần I)"),
        ("nhiem vu so 9 khi nao xong", "nham so 2 co", "**2026 - tháng 2/2027** là thời gian", "2 (phần I)"),
    ],
)
def test_corrected_number_keeps_what_was_asked_of_it(
    assistant: Assistant, first: str, correction: str, opening: str, number: str
) -> None:
    reply = talk(assistant, "lac-phuong", first, correction)

    assert reply.text.startswith(opening)
    assert sections(reply) == [f"Phụ lục, nhiệm vụ {number}"]


@pytest.mark.parametrize(
    ("first", "own"),
    [
        ("Kế hoạch do ai ký?", "Kế hoạch xã Lộc Bình do ai ký?"),
        ("Chỉ tiêu thanh toán trực tuyến?", "Chỉ tiêu thanh toán trực tuyến xã Lộc Bình?"),
    ],
)
def test_corrected_commune_keeps_the_matter(assistant: Assistant, first: str, own: str) -> None:
    reply = talk(assistant, "lac-phuong", first, "nhầm, Lộc Bình cơ")

    assert reply.status is Status.ANSWERED
    assert reply.text == assistant.ask(own, "lac-phuong").text


def test_corrected_agency_is_counted_instead(assistant: Assistant) -> None:
    first = "Phòng Kinh tế chủ trì bao nhiêu nhiệm vụ?"
    reply = talk(assistant, "lac-phuong", first, "à không, tôi hỏi Phòng Văn hóa - Xã hội cơ")

    assert reply.text.startswith("Phòng Văn hóa - Xã hội chủ trì **9 nhiệm vụ**")


# --- nothing said before ---


@pytest.mark.parametrize(
    "question",
    [
        "nguồn đâu?",
        "cái thứ hai là gì",
        "cái cuối cùng khi nào xong?",
        "trong mấy cái đó cái nào của Phòng Kinh tế?",
        "à không, tôi hỏi số 10 cơ",
        "nhầm, Lộc Bình cơ",
    ],
)
@pytest.mark.parametrize("before", [(), ("giá vàng hôm nay?",), ("cảm ơn",)], ids=["nothing", "elsewhere", "thanks"])
def test_without_an_answer_before_nothing_is_taken_up(
    assistant: Assistant, before: tuple[str, ...], question: str
) -> None:
    reply = talk(assistant, "lac-phuong", *before, question)

    assert reply.status in (Status.NOT_FOUND, Status.CLARIFY)
    assert reply.outcome != "not_found_none_picked"
    assert "vừa nêu" not in reply.text


def test_list_of_another_conversation_is_not_picked_from(assistant: Assistant) -> None:
    assistant.ask(FINANCE, "lac-phuong")
    reply = assistant.ask("cái thứ hai", "lac-phuong")

    assert reply.status is not Status.ANSWERED


def test_single_passage_is_told_again(assistant: Assistant) -> None:
    reply = talk(assistant, "phong-tho", "Xã quán triệt phương châm gì khi triển khai kế hoạch?", "kể đủ 5 cái đó ra")

    assert reply.status is Status.ANSWERED
    assert "dễ hiểu, dễ nhớ, dễ làm, dễ đánh giá, dễ kiểm tra" in reply.text


# --- what only looks like a place in it ---


def test_work_of_another_number_is_not_the_nth_of_the_list(assistant: Assistant) -> None:
    reply = talk(assistant, "lac-phuong", "phòng văn hóa xã hội chủ trì những việc nào", "việc số 9 hạn khi nào")

    assert sections(reply) == ["Phụ lục, nhiệm vụ 9 (phần V)"]


@pytest.mark.parametrize("question", ["xã mình có đặt chỉ tiêu hài lòng 90% không", "xa minh co chi tieu hai long ko"])
def test_word_that_looks_like_a_number_picks_nothing_of_the_list(assistant: Assistant, question: str) -> None:
    """Without marks "hài" is "hai"; the second of the last answer's targets was judged."""
    reply = talk(assistant, "tan-an", "chỉ tiêu cấp kết quả giải quyết thủ tục hành chính điện tử", question)
    assert "hài lòng" in reply.text
    assert "điện tử" not in reply.text.split("\n")[0]


def test_year_after_a_list_is_no_number_of_it(assistant: Assistant) -> None:
    listed = "các chỉ tiêu của kế hoạch"
    fifth, of_year = (talk(assistant, "tan-an", listed, f"chỉ tiêu {word}").text for word in ("thứ năm", "năm 2027"))
    assert fifth != of_year


def test_second_of_a_list_is_picked(assistant: Assistant) -> None:
    first, second, third = (
        talk(assistant, "tan-an", "chỉ tiêu thanh toán trực tuyến", f"chỉ tiêu thứ {word}").text
        for word in ("hai", "2", "nhat")
    )
    assert first == second
    assert first != third


def test_where_funds_come_from_is_no_question_about_the_last_answer(assistant: Assistant) -> None:
    asked = "kinh phí lấy ở đâu"
    assert talk(assistant, "lac-phuong", "ai ký kế hoạch", asked).text == assistant.ask(asked, "lac-phuong").text
