"""Counts over the rows of an annex: by who leads or takes part, by group, by time; a number that is put forward."""

from collections import Counter

import pytest

from bot.assistant import Assistant
from bot.reply import Reply, Status
from corpus.text import fold
from tests.support.shipped import cited_communes, first_sentence, unquoted

# "Các phòng, trung tâm, đơn vị liên quan" names nobody in particular.
_GENERIC = "Các "


def rows(reply: Reply) -> list[str]:
    """Returns what is cited, as number and part: "4 (phần VI)"."""
    return [citation.section.split("nhiệm vụ ")[1] for citation in reply.citations]


def assert_counted(reply: Reply, commune: str, stated: str) -> None:
    """The count stands in the first sentence, and as many rows of the commune are cited."""
    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_list")
    assert stated in first_sentence(reply.text)
    assert cited_communes(reply) == {commune}
    assert f"**{len(reply.citations)} nhiệm vụ**" in stated
    assert unquoted(reply) == []


@pytest.mark.parametrize(
    ("commune", "question", "stated", "numbers"),
    [
        (
            "lac-phuong",
            "nhóm chỉ đạo điều hành có bao nhiêu nhiệm vụ làm hằng năm?",
            "**3 nhiệm vụ** thuộc nhóm “Công tác chỉ đạo điều hành” ghi “hằng năm”",
            ["14 (phần VII)", "15 (phần VII)", "16 (phần VII)"],
        ),
        (
            "lac-phuong",
            "Phòng Văn hóa - Xã hội chủ trì bao nhiêu nhiệm vụ hằng năm?",
            "Phòng Văn hóa - Xã hội chủ trì **2 nhiệm vụ** ghi “hằng năm”",
            ["14 (phần VII)", "15 (phần VII)"],
        ),
        (
            "tan-an",
            "cải cách thủ tục hành chính có bao nhiêu nhiệm vụ hằng năm?",
            "**1 nhiệm vụ** thuộc nhóm “Cải cách thủ tục hành chính” ghi “hằng năm”",
            ["7 (phần III)"],
        ),
        (
            "tan-an",
            "bao nhiêu nhiệm vụ làm hàng năm?",
            "**3 nhiệm vụ** ghi “hằng năm”",
            ["2 (phần I)", "7 (phần III)", "3 (phần VI)"],
        ),
        (
            "tan-an",
            "có bao nhiêu nhiệm vụ hoàn thành trong năm 2027?",
            "**1 nhiệm vụ** ghi thời hạn cuối là năm 2027",
            ["2 (phần IV)"],
        ),
        (
            "tan-an",
            "Trung tâm Phục vụ hành chính công phối hợp bao nhiêu nhiệm vụ?",
            "phối hợp **1 nhiệm vụ**",
            ["1 (phần III)"],
        ),
        (
            "tan-an",
            "Bao nhiêu nhiệm vụ có sự phối hợp của VNPT Hải Phòng?",
            "VNPT Hải Phòng phối hợp **1 nhiệm vụ**",
            ["4 (phần VI)"],
        ),
    ],
    ids=["group-recurrence", "agency-recurrence", "one-of-group", "recurrence", "year", "coordinator", "company"],
)
def test_tasks_are_narrowed_by_all_that_is_asked(
    assistant: Assistant, commune: str, question: str, stated: str, numbers: list[str]
) -> None:
    for asked in (question, fold(question)):
        reply = assistant.ask(asked, commune)

        assert_counted(reply, commune, stated)
        assert rows(reply) == numbers


def test_years_of_the_whole_plan_narrow_only_where_time_is_spoken_of(assistant: Assistant) -> None:
    whole = assistant.ask("kế hoạch 2026-2030 có bao nhiêu nhiệm vụ?", "lac-phuong")
    dated = assistant.ask("có bao nhiêu nhiệm vụ có thời hạn 2026-2030?", "lac-phuong")
    tasks = assistant.kit.library.tasks("lac-phuong")
    written = [task for task in tasks if task.schedule and task.schedule.raw.replace(" ", "") == "2026-2030"]

    assert_counted(whole, "lac-phuong", f"**{len(tasks)} nhiệm vụ**")
    assert_counted(dated, "lac-phuong", f"**{len(written)} nhiệm vụ** ghi thời gian thực hiện 2026-2030")
    assert 0 < len(written) < len(tasks)


@pytest.mark.parametrize("commune", ["lac-phuong", "tan-an"])
def test_count_of_every_lead_agency_is_that_of_its_rows(assistant: Assistant, commune: str) -> None:
    library = assistant.kit.library
    counted = Counter(agency.agency_id for task in library.tasks(commune) for agency in task.lead_agencies)
    found = {agency.name: count for key, count in counted.items() if (agency := library.agency(key)) is not None}
    named = {name: count for name, count in found.items() if not name.startswith(_GENERIC)}

    assert len(named) == 5
    for name, count in named.items():
        reply = assistant.ask(f"{name} chủ trì bao nhiêu nhiệm vụ?", commune)
        assert_counted(reply, commune, f"{name} chủ trì **{count} nhiệm vụ**")


@pytest.mark.parametrize("commune", ["lac-phuong", "tan-an"])
def test_every_group_of_the_annex_counts_its_own_rows(assistant: Assistant, commune: str) -> None:
    tasks = assistant.kit.library.tasks(commune)
    recurrences = Counter((task.group, task.schedule.recurrence) for task in tasks if task.schedule)
    asked = {
        (group, recurrence): count
        for (group, recurrence), count in recurrences.items()
        if group is not None and recurrence is not None
    }
    replies = {
        key: assistant.ask(f"nhóm {key[0].capitalize()} có bao nhiêu nhiệm vụ {key[1].value}?", commune)
        for key in asked
    }

    assert len(asked) >= (1 if commune == "lac-phuong" else 5)
    for key, reply in replies.items():
        assert_counted(reply, commune, f"**{asked[key]} nhiệm vụ** thuộc nhóm")


def test_agencies_that_lead_are_counted_with_the_rows_of_each(assistant: Assistant) -> None:
    reply = assistant.ask("Bao nhiêu cơ quan chủ trì nhiệm vụ?", "lac-phuong")
    tasks = assistant.kit.library.tasks("lac-phuong")
    own = Counter(agency.name for task in tasks for agency in task.lead_agencies)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_list")
    assert f"**{len(own)} cơ quan, đơn vị** chủ trì" in first_sentence(reply.text)
    assert [line.split(" nhiệm vụ [")[0] for line in reply.text.splitlines() if line.startswith("- ")] == [
        f"- {name}: {count}" for name, count in own.items()
    ]
    assert len(reply.citations) == len(tasks)


def test_agencies_that_watch_targets_are_counted_over_the_annex(assistant: Assistant) -> None:
    reply = assistant.ask("Bao nhiêu cơ quan theo dõi chỉ tiêu?", "tan-an")
    watched = [t for t in assistant.kit.library.targets("tan-an") if t.responsible_agency is not None]

    assert reply.text.startswith("**1 cơ quan, đơn vị**")
    assert f"- Trung tâm Phục vụ hành chính công xã: {len(watched)} chỉ tiêu [1]" in reply.text
    assert len(reply.citations) == len(watched)


@pytest.mark.parametrize(
    ("question", "count", "label"),
    [
        ("Phòng Kinh tế có bao nhiêu nhiệm vụ?", 3, "mục V.4"),
        ("Phòng Văn hóa - Xã hội có mấy nhiệm vụ?", 10, "mục V.2"),
    ],
)
def test_without_an_annex_the_duties_of_an_agency_are_counted(
    assistant: Assistant, question: str, count: int, label: str
) -> None:
    reply = assistant.ask(question, "loc-binh")

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_duty")
    assert f"**{count} nội dung**" in first_sentence(reply.text)
    expected = [f"{label}, gạch đầu dòng {n}" for n in range(1, count + 1)]
    assert [citation.section for citation in reply.citations] == expected


def test_agency_without_such_a_task_is_said_to_have_none(assistant: Assistant) -> None:
    reply = assistant.ask("Phòng Kinh tế chủ trì bao nhiêu nhiệm vụ hằng năm?", "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_agency_no_role")
    assert "không nêu Phòng Kinh tế chủ trì nhiệm vụ nào ghi “hằng năm”" in reply.text


@pytest.mark.parametrize(
    ("commune", "claim", "opening", "counted"),
    [
        ("lac-phuong", "có 16 nhiệm vụ đúng không?", "Đúng, ", "**16 nhiệm vụ**"),
        ("lac-phuong", "có đủ 20 nhiệm vụ không?", "Không, ", "**16 nhiệm vụ**"),
        ("lac-phuong", "Phòng Kinh tế chủ trì 2 nhiệm vụ phải không?", "Đúng, ", "**2 nhiệm vụ**"),
        ("lac-phuong", "Phòng Kinh tế chủ trì 3 nhiệm vụ phải không?", "Không, ", "**2 nhiệm vụ**"),
        ("tan-an", "Văn phòng HĐND và UBND chủ trì 10 nhiệm vụ đúng không?", "Đúng, ", "**10 nhiệm vụ**"),
        ("loc-binh", "Phòng Kinh tế được giao 4 nhiệm vụ đúng không?", "Không, ", "**3 nội dung**"),
    ],
)
def test_number_put_forward_is_judged_by_the_count(
    assistant: Assistant, commune: str, claim: str, opening: str, counted: str
) -> None:
    reply = assistant.ask(claim, commune)

    assert reply.status is Status.ANSWERED
    assert reply.text.startswith(opening)
    assert counted in first_sentence(reply.text)


def test_number_that_is_asked_for_is_not_judged(assistant: Assistant) -> None:
    reply = assistant.ask("có bao nhiêu nhiệm vụ?", "lac-phuong")

    assert not reply.text.startswith(("Đúng, ", "Không, "))


@pytest.mark.parametrize(
    "question", ["có bao nhiêu nhiệm vụ hoàn thành trong năm 2029?", "có bao nhiêu nhiệm vụ hằng quý?"]
)
def test_none_of_that_is_said_and_not_passed_over(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_none_of_that")


def test_agency_is_counted_once_however_its_name_is_written(assistant: Assistant) -> None:
    tasks = assistant.kit.library.tasks("tan-an")
    leads = {agency.agency_id for task in tasks for agency in task.lead_agencies}

    reply = assistant.ask("bao nhiêu cơ quan chủ trì nhiệm vụ?", "tan-an")

    assert f"**{len(leads)} cơ quan, đơn vị**" in first_sentence(reply.text)


def test_kind_of_agencies_that_rows_name_is_counted(assistant: Assistant) -> None:
    reply = assistant.ask("Các cơ quan chuyên môn thuộc xã chủ trì bao nhiêu nhiệm vụ?", "tan-an")

    assert "chủ trì **4 nhiệm vụ**" in first_sentence(reply.text)


def test_agency_that_leads_tasks_is_said_to_take_part_in_none_of_the_annex(assistant: Assistant) -> None:
    reply = assistant.ask("phòng kinh tế phối hợp mấy việc", "tan-an")

    assert reply.outcome == "not_found_agency_no_role"
    assert "Phụ lục nhiệm vụ trong kế hoạch của xã Tân An không nêu Phòng Kinh tế phối hợp nhiệm vụ nào" in reply.text


@pytest.mark.parametrize(
    "question", ["kế hoạch có bao nhiêu nhiệm vụ", "tổng cộng mấy đầu việc", "6 thang cuoi nam phai lam may viec"]
)
@pytest.mark.parametrize("commune", ["le-loi", "loc-binh", "phong-tho"])
def test_tasks_of_an_annex_that_is_missing_are_not_counted(assistant: Assistant, commune: str, question: str) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert "không kèm danh mục nhiệm vụ" in reply.text


def test_tasks_of_an_agency_in_a_group_are_listed(assistant: Assistant) -> None:
    question = "Riêng mảng chính phủ điện tử, chính phủ số, Phòng Văn hóa - Xã hội chủ trì những đầu việc nào?"
    reply = assistant.ask(question, "lac-phuong")

    assert_counted(reply, "lac-phuong", "**3 nhiệm vụ**")
    assert rows(reply) == ["11 (phần VI)", "12 (phần VI)", "13 (phần VI)"]


def test_rows_of_the_last_list_are_narrowed_to_a_group(assistant: Assistant) -> None:
    listed = assistant.ask("Phòng Văn hóa - Xã hội chủ trì bao nhiêu nhiệm vụ trong phụ lục?", "lac-phuong")
    reply = assistant.ask(
        "trong số đó mấy việc thuộc mảng chính phủ điện tử, chính phủ số", "lac-phuong", listed.conversation_id
    )

    assert "có **3 nhiệm vụ**" in first_sentence(reply.text)
    assert rows(reply) == ["11 (phần VI)", "12 (phần VI)", "13 (phần VI)"]


def test_group_of_each_task_is_told_where_it_is_asked_for(assistant: Assistant) -> None:
    reply = assistant.ask("Nhiệm vụ số 7 và số 8 thuộc lĩnh vực nào, ai chủ trì?", "lac-phuong")

    assert reply.text.count("nhóm: **Cải cách chế độ công vụ**; chủ trì: **Phòng Văn hóa - Xã hội**") == 2
