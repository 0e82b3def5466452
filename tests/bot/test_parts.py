"""How many parts a part of the plan has, and which: groups, numbered items, bullets, annexes."""

import re

import pytest

from bot.assistant import Assistant
from bot.reply import Reply, Status
from corpus.text import fold
from tests.support.shipped import cited_communes, first_sentence, unquoted

_MAIN_PART = re.compile(r"mục [IVX]+")


def assert_counted(reply: Reply, commune: str, stated: str) -> None:
    """The count stands in the first sentence, and everything that is counted is cited from the commune's file."""
    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_outline")
    assert stated in first_sentence(reply.text)
    assert cited_communes(reply) == {commune}
    assert unquoted(reply) == []
    assert "\nNguồn: Kế hoạch " in reply.text


def items(reply: Reply) -> list[str]:
    return [line for line in reply.text.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("commune", "question", "stated", "heading"),
    [
        ("lac-phuong", "Mục III có mấy phần?", "**5 phần**", "mục III"),
        ("le-loi", "Mục III có mấy phần?", "**7 phần**", "mục III"),
        ("le-loi", "Nhiệm vụ, giải pháp gồm mấy nội dung?", "**7 nội dung**", "mục III"),
        ("loc-binh", "Mục V có mấy phần?", "**7 phần**", "mục V"),
        ("phong-tho", "mục III có bao nhiêu phần", "**9 phần**", "mục III"),
        ("tan-an", "Giải pháp thực hiện có mấy giải pháp?", "**6 giải pháp**", "mục III"),
        ("loc-binh", "Phòng Kinh tế được giao mấy gạch đầu dòng?", "**3 gạch đầu dòng**", "mục V.4"),
        ("tan-an", "Phòng Kinh tế được giao mấy gạch đầu dòng?", "**2 gạch đầu dòng**", "mục VI.2.3"),
    ],
)
def test_parts_are_counted_in_the_words_of_the_question(
    assistant: Assistant, commune: str, question: str, stated: str, heading: str
) -> None:
    reply = assistant.ask(question, commune)

    assert_counted(reply, commune, stated)
    assert reply.citations[0].section == heading
    assert f"**{len(items(reply))} " in stated
    assert len(reply.citations) == len(items(reply)) + 1


@pytest.mark.parametrize(
    ("commune", "question"),
    [
        ("le-loi", "Nhiệm vụ, giải pháp gồm mấy nội dung?"),
        ("tan-an", "Giải pháp thực hiện có mấy giải pháp?"),
        ("loc-binh", "Phòng Kinh tế được giao mấy gạch đầu dòng?"),
        ("tan-an", "Kế hoạch có mấy phụ lục?"),
        ("lac-phuong", "Phụ lục chia thành mấy nhóm nhiệm vụ?"),
    ],
)
def test_count_is_the_same_without_marks(assistant: Assistant, commune: str, question: str) -> None:
    reply = assistant.ask(question, commune)

    assert reply.outcome == "answered_outline"
    assert assistant.ask(fold(question), commune).text == reply.text


def test_numbered_heading_counts_exactly_its_own_parts(assistant: Assistant) -> None:
    """Every main part of every plan, asked for by its number, has as many parts as the outline has under it."""
    library = assistant.kit.library
    numbered = [
        (commune, heading, library.parts(heading))
        for commune in library.communes
        for heading in library.headings(commune)
        if heading.kind == "heading" and _MAIN_PART.fullmatch(heading.label)
    ]
    counted = [(commune, heading, parts) for commune, heading, parts in numbered if len(parts) > 1]
    replies = [assistant.ask(f"{heading.label} có mấy phần?", commune) for commune, heading, _ in counted]
    wrong = [
        (commune, heading.label, reply.text)
        for (commune, heading, parts), reply in zip(counted, replies, strict=True)
        if f"**{len(parts)} phần**" not in reply.text or reply.citations[0].section != heading.label
    ]

    assert len(counted) > 15
    assert wrong == []


def test_number_of_a_heading_is_read_in_small_letters_too(assistant: Assistant) -> None:
    reply = assistant.ask("mục iii có mấy phần", "lac-phuong")

    assert_counted(reply, "lac-phuong", "**5 phần**")
    assert reply.text == assistant.ask("Mục III có mấy phần?", "lac-phuong").text


def test_single_part_is_quoted_instead_of_counted(assistant: Assistant) -> None:
    reply = assistant.ask("mục tiêu tổng quát có mấy nội dung", "lac-phuong")

    assert_counted(reply, "lac-phuong", "Đến năm 2030, xã Lạc Phượng có nền hành chính dân chủ")
    assert items(reply) == []


@pytest.mark.parametrize(
    ("commune", "total", "groups", "first"),
    [
        ("lac-phuong", 16, 7, "- Cải cách thể chế: 2 nhiệm vụ [1]"),
        ("tan-an", 35, 7, "- Công tác chỉ đạo, điều hành cải cách hành chính: 4 nhiệm vụ [1]"),
    ],
)
@pytest.mark.parametrize(
    "question", ["Phụ lục chia thành mấy nhóm nhiệm vụ?", "nhiệm vụ chia thành bao nhiêu lĩnh vực"]
)
def test_groups_of_the_annex_add_up_to_its_tasks(
    assistant: Assistant, question: str, commune: str, total: int, groups: int, first: str
) -> None:
    reply = assistant.ask(question, commune)

    assert_counted(reply, commune, f"{total} nhiệm vụ thành **{groups} nhóm**")
    assert items(reply)[0] == first
    counted = [int(line.split(": ")[-1].split()[0]) for line in items(reply)]
    assert (len(counted), sum(counted)) == (groups, total)
    assert len(reply.citations) == total


@pytest.mark.parametrize(("commune", "labels"), [("lac-phuong", ["Phụ lục"]), ("tan-an", ["Phụ lục 1", "Phụ lục II"])])
@pytest.mark.parametrize("question", ["Kế hoạch có mấy phụ lục?", "kèm theo bao nhiêu cái phụ lục"])
def test_annexes_are_counted_and_named(assistant: Assistant, question: str, commune: str, labels: list[str]) -> None:
    reply = assistant.ask(question, commune)

    assert_counted(reply, commune, f"**{len(labels)} phụ lục**")
    assert [citation.section for citation in reply.citations] == labels
    assert [line.split(":")[0] for line in items(reply)] == [f"- {label}" for label in labels]


@pytest.mark.parametrize("commune", ["le-loi", "loc-binh", "phong-tho"])
def test_groups_of_an_annex_that_is_not_at_hand_are_not_counted(assistant: Assistant, commune: str) -> None:
    reply = assistant.ask("Phụ lục chia thành mấy nhóm nhiệm vụ?", commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert "nhóm**" not in reply.text


@pytest.mark.parametrize("commune", ["le-loi", "loc-binh", "phong-tho"])
@pytest.mark.parametrize("question", ["Kế hoạch có mấy phụ lục?", "có phụ lục kèm theo không, phụ lục về gì"])
def test_annex_that_the_file_lacks_is_said_to_be_missing(assistant: Assistant, question: str, commune: str) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert "không kèm" in reply.text
    assert "phụ lục** kèm theo" not in reply.text


@pytest.mark.parametrize(
    ("commune", "question", "stated"),
    [
        ("loc-binh", "Kế hoạch của xã gồm mấy phần lớn (đánh số La Mã)?", "**5 phần** lớn"),
        ("phong-tho", "ke hoach co may phan", "**4 phần** lớn"),
    ],
)
def test_main_parts_are_counted_and_named(assistant: Assistant, commune: str, question: str, stated: str) -> None:
    reply = assistant.ask(question, commune)

    assert_counted(reply, commune, stated)
    assert all(_MAIN_PART.fullmatch(citation.section) for citation in reply.citations)
    assert len(items(reply)) == len(reply.citations)


def test_matter_that_no_group_names_does_not_count_every_task(assistant: Assistant) -> None:
    reply = assistant.ask("Số hóa dữ liệu tập trung vào mấy lĩnh vực, là những lĩnh vực nào?", "tan-an")

    assert "35 nhiệm vụ" not in reply.text


@pytest.mark.parametrize(
    ("commune", "outcome"), [("le-loi", "not_found_unknown_agency"), ("phong-tho", "not_found_no_evidence")]
)
def test_agency_without_a_heading_of_its_own_gets_no_count(assistant: Assistant, commune: str, outcome: str) -> None:
    reply = assistant.ask("Phòng Kinh tế được giao mấy gạch đầu dòng?", commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, outcome)


def test_number_that_no_heading_has_is_not_another_one(assistant: Assistant) -> None:
    reply = assistant.ask("Mục IX có mấy phần?", "lac-phuong")

    assert reply.status is not Status.ANSWERED


def test_number_of_tasks_or_of_a_share_is_no_count_of_parts(assistant: Assistant) -> None:
    tasks = assistant.ask("Phụ lục có bao nhiêu nhiệm vụ?", "lac-phuong")
    share = assistant.ask("Chỉ tiêu thanh toán trực tuyến là mấy phần trăm?", "lac-phuong")

    assert (tasks.outcome, share.outcome) == ("answered_list", "answered_target")
