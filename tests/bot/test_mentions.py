"""What a plan names in its sentences: standards, enumerations with their own number, reporting periods."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from tests.support.shipped import cited_communes, first_sentence, unquoted

STANDARDS = ("TCVN ISO 9001:2015", "TCVN ISO 18091:2020")


@pytest.mark.parametrize("commune", ["lac-phuong", "le-loi", "tan-an"])
@pytest.mark.parametrize(
    "question",
    ["Xã đang theo những bộ tiêu chuẩn ISO nào?", "dung may cai chuan iso", "Kế hoạch nói tới mấy tiêu chuẩn, tên gì?"],
)
def test_every_standard_is_named(assistant: Assistant, commune: str, question: str) -> None:
    reply = assistant.ask(question, commune)

    assert reply.status is Status.ANSWERED
    assert all(f"**{standard}**" in reply.text for standard in STANDARDS)
    assert cited_communes(reply) == {commune}
    assert unquoted(reply) == []


def test_plan_without_a_standard_says_so(assistant: Assistant) -> None:
    reply = assistant.ask("xã áp dụng tiêu chuẩn ISO nào", "loc-binh")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_no_evidence")
    assert "ISO 9001" not in reply.text


@pytest.mark.parametrize(
    "question",
    ["Tiêu chuẩn nào để đánh giá cán bộ?", "Ai chủ trì áp dụng tiêu chuẩn ISO?", "ISO 9001:2015 làm lúc nào?"],
)
def test_question_about_something_else_lists_no_standards(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, "tan-an").outcome != "answered_standard"


@pytest.mark.parametrize(
    "question",
    [
        "Cải cách hành chính của xã tập trung vào mấy nội dung, kể tên giúp?",
        "ke hoach tap trung may noi dung cai cach",
        "Giai đoạn này xã tập trung cải cách tất thảy mấy nội dung?",
    ],
)
def test_enumeration_is_said_with_its_own_number(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "loc-binh")

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_enumeration")
    assert first_sentence(reply.text).startswith("**06 nội dung: cải cách thể chế")
    assert unquoted(reply) == []


def test_contents_of_another_part_are_no_enumeration(assistant: Assistant) -> None:
    assert assistant.ask("Phần tổ chức thực hiện có mấy nội dung?", "loc-binh").outcome == "answered_outline"


@pytest.mark.parametrize(
    ("commune", "question", "stated"),
    [
        (
            "phong-tho",
            "Báo cáo định kỳ gửi UBND xã gồm mấy kỳ?",
            "**4 kỳ** báo cáo định kỳ: quý I, 6 tháng, quý III, năm",
        ),
        ("phong-tho", "moi nam bao cao may lan", "**4 kỳ** báo cáo định kỳ: quý I, 6 tháng, quý III, năm"),
        ("lac-phuong", "có mấy kỳ báo cáo định kỳ", "**3 kỳ** báo cáo định kỳ: quý, 6 tháng, năm"),
    ],
)
def test_reporting_periods_are_counted(assistant: Assistant, commune: str, question: str, stated: str) -> None:
    assert stated in assistant.ask(question, commune).text


def test_a_quarterly_report_is_not_counted_as_one_time_a_year(assistant: Assistant) -> None:
    reply = assistant.ask("mỗi năm báo cáo mấy lần", "lac-phuong")

    assert "kỳ**" not in reply.text
    assert "quý, 6 tháng, năm" in reply.text
