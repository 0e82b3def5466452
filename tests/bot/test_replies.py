"""What the contract promises of every reply, checked over the whole tuning set."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.evaluation.run import Scored
from bot.links import viewer_path
from bot.reply import Reply, Status
from bot.state import State
from tests.support.shipped import make_assistant, scored, unquoted

_MARK = re.compile(r"\[(\d+)\]")
# Heads that state a count or a verdict over the rows that follow; each row carries its mark.
_HEADED = frozenset({"answered_list", "answered_group", "answered_compare", "answered_outline", "answered_each"})


@pytest.fixture(scope="module")
def replies(index_folder: Path) -> tuple[Scored, ...]:
    return scored("tuning", index_folder)


def _answered(replies: tuple[Scored, ...]) -> Iterator[tuple[str, Reply]]:
    return ((row.judgment.id, row.reply) for row in replies if row.reply.status is Status.ANSWERED)


def test_every_answer_cites_and_every_quote_is_verbatim(replies: tuple[Scored, ...]) -> None:
    wrong = {name: unquoted(reply) for name, reply in _answered(replies) if unquoted(reply) or not reply.citations}

    assert wrong == {}


def test_marks_point_to_citations_numbered_from_one(replies: tuple[Scored, ...]) -> None:
    for row in replies:
        numbers = [citation.number for citation in row.reply.citations]
        marks = {int(mark) for mark in _MARK.findall(row.reply.text)}
        assert numbers == list(range(1, len(numbers) + 1)), row.judgment.id
        assert marks <= set(numbers), row.judgment.id
        assert marks or row.reply.status is not Status.ANSWERED, row.judgment.id


def test_citations_open_a_place_that_exists(assistant: Assistant, replies: tuple[Scored, ...]) -> None:
    library = assistant.kit.library
    for _, reply in _answered(replies):
        for citation in reply.citations:
            section_id = citation.path.partition("#")[2]
            assert citation.path == viewer_path(citation.document_id, section_id, citation.quote)
            assert library.section(citation.document_id, section_id) is not None, citation.path
            assert library.document(citation.document_id).commune == citation.commune


def test_answer_text_is_the_markdown_subset_in_nfc(replies: tuple[Scored, ...]) -> None:
    for row in replies:
        text = row.reply.text
        assert unicodedata.normalize("NFC", text) == text
        assert text == text.strip()
        assert text.count("**") % 2 == 0, text
        assert not re.search(r"[{}]|\*\*\*\*|“”|\bNone\b|\(\)|^#|^\* |[^\S\n]{2}", text, flags=re.MULTILINE), text


def test_other_replies_than_answers_and_near_misses_cite_nothing(replies: tuple[Scored, ...]) -> None:
    quiet = (Status.CLARIFY, Status.REFUSED, Status.CHITCHAT)

    assert [row.judgment.id for row in replies if row.reply.status in quiet and row.reply.citations] == []


def test_choices_come_with_a_clarifying_question_only(replies: tuple[Scored, ...]) -> None:
    with_choices = {row.reply.outcome for row in replies if row.reply.choices}

    assert with_choices <= {"clarify_commune", "clarify_record"}


def test_at_most_three_suggestions_and_none_twice(replies: tuple[Scored, ...]) -> None:
    for row in replies:
        assert len(row.reply.suggestions) <= 3
        assert len(set(row.reply.suggestions)) == len(row.reply.suggestions)


def test_not_found_says_where_to_turn(replies: tuple[Scored, ...]) -> None:
    silent = {
        row.reply.outcome
        for row in replies
        if row.reply.status is Status.NOT_FOUND and "Anh/chị có thể hỏi " not in row.reply.text
    }

    # Which places are held is where to turn; an emergency names the numbers to call; a procedure that is not listed has
    # its own sentence (the test below).
    assert silent <= {"not_found_unknown_commune", "not_found_emergency", "not_found_procedure"}


def test_unlisted_procedure_names_the_portal_and_the_desk(replies: tuple[Scored, ...]) -> None:
    unlisted = [row.reply.text for row in replies if row.reply.outcome == "not_found_procedure"]

    assert unlisted
    for text in unlisted:
        assert "Cổng Dịch vụ công quốc gia (dichvucong.gov.vn)" in text
        assert "bộ phận một cửa" in text


def test_fact_and_its_source_stand_at_the_top(replies: tuple[Scored, ...]) -> None:
    """The first line is marked; a head that only counts ("nêu 2 chỉ tiêu khớp câu hỏi:") is followed by such a line."""
    bare = []
    for name, reply in _answered(replies):
        first, *others = filter(None, reply.text.split("\n"))
        is_head = first.endswith(":") or reply.outcome in _HEADED
        if not _MARK.search(first) and not (is_head and others and _MARK.search(others[0])):
            bare.append((name, reply.text[:120]))

    assert bare == []


def test_ids_are_new_for_every_answer(assistant: Assistant) -> None:
    replies = [assistant.ask("Kế hoạch do ai ký?", "tan-an") for _ in range(20)]

    assert len({reply.answer_id for reply in replies}) == 20
    assert len({reply.conversation_id for reply in replies}) == 20


def test_the_same_question_gets_the_same_reply_from_two_assistants(assistant: Assistant, index_folder: Path) -> None:
    other = make_assistant(assistant.index)
    for question in ("Chỉ tiêu thanh toán trực tuyến?", "Phòng Kinh tế làm gì?", "Ai ký?", "Họp trực tuyến ra sao?"):
        assert other.ask(question, "loc-binh").text == assistant.ask(question, "loc-binh").text


def test_a_bug_is_an_apology_with_an_incident_id(
    index_folder: Path, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(state: State) -> State:
        raise ZeroDivisionError

    broken = make_assistant(assistant.index)
    broken.steps = (fail,)

    reply = broken.ask("Kế hoạch do ai ký hồ sơ mật?", "tan-an")

    incident = re.search(r"mã ([0-9a-f]{8})", reply.text)
    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "fault")
    assert incident
    assert [record.__dict__.get("incident") for record in caplog.records if record.levelname == "ERROR"] == [
        incident.group(1)
    ]
    assert "hồ sơ mật" not in caplog.text


def test_nothing_of_the_question_is_logged(assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    assistant.ask("Ông Phạm Quốc Khánh hỏi: thanh toán trực tuyến bao nhiêu?", "tan-an")

    logged = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "Khánh" not in logged
    assert "thanh toán trực tuyến bao nhiêu" not in logged
