"""A commune with a plan of years and one of a single year: each question is answered from one of them."""

from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.reply import Reply
from corpus.ingest import load_corpus
from retrieval.index import open_index
from retrieval.indexing import build_index
from retrieval.settings import RetrievalSettings
from tests.support.clerks import TEXT
from tests.support.shipped import AFTER_2025, DATA, FakeClock, make_assistant, quotes, talk

IN_2027 = date(2027, 3, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the shipped plans with a yearly plan of xã Tân An beside its five-year one."""
    root = tmp_path_factory.mktemp("yearly")
    manifest = (
        "document_id: tan-an-2027\ncommune: {slug: tan-an, name: xã Tân An, province: thành phố Hải Phòng}\n"
        "file: plan.txt\nsha256: ''\n"
    )
    (root / "manifest.yaml").write_text(manifest, encoding="utf-8")
    (root / "plan.txt").write_text(TEXT, encoding="utf-8")
    index = root / "index"
    build_index(load_corpus(DATA, None, {"tan-an-2027": root}), index, RetrievalSettings.model_construct())
    return index


@pytest.fixture(scope="module")
def both(folder: Path) -> Assistant:
    return make_assistant(open_index(folder, RetrievalSettings.model_construct()), FakeClock(AFTER_2025))


def documents(reply: Reply) -> set[str]:
    return {citation.document_id for citation in reply.citations}


@pytest.mark.parametrize(
    ("question", "said", "document"),
    [
        ("chi tieu thanh toan truc tuyen la bao nhieu", "80 %", "tan-an-cchc-2026-2030"),
        ("chỉ tiêu thanh toán trực tuyến năm 2027", "87%", "tan-an-2027"),
        ("ke hoach 12/kh-ubnd muc tieu thanh toan truc tuyen bao nhieu", "87%", "tan-an-2027"),
        ("theo kế hoạch số 104/KH-UBND thì tỷ lệ thanh toán trực tuyến là bao nhiêu", "80 %", "tan-an-cchc-2026-2030"),
        ("kế hoạch 2027 số mấy", "12/KH-UBND", "tan-an-2027"),
        ("kế hoạch 12 có mấy nhiệm vụ", "2 nhiệm vụ", "tan-an-2027"),
        ("xã có bao nhiêu nhiệm vụ", "35 nhiệm vụ", "tan-an-cchc-2026-2030"),
        ("kế hoạch năm 2027 có những chỉ tiêu nào", "3 chỉ tiêu", "tan-an-2027"),
        ("hội nghị đối thoại doanh nghiệp tổ chức khi nào", "Quý III/2027", "tan-an-2027"),
        ("số hóa kết quả giải quyết tthc năm 2027", "100%", "tan-an-2027"),
        ("bao cao kq kế hoạch 2027 nop truoc ngay nao", "10/12/2027", "tan-an-2027"),
    ],
)
def test_question_is_answered_from_the_document_it_is_about(
    both: Assistant, question: str, said: str, document: str
) -> None:
    reply = both.ask(question, "tan-an")

    assert said in reply.text, reply.text
    assert documents(reply) == {document}


def test_what_another_document_answers_too_is_offered_and_answered(both: Assistant) -> None:
    first = both.ask("chi tieu thanh toan truc tuyen la bao nhieu", "tan-an")
    assert first.suggestions[0] == "Theo kế hoạch 12/KH-UBND thì sao?"

    second = both.ask(first.suggestions[0], "tan-an", first.conversation_id)
    assert "87%" in second.text
    assert documents(second) == {"tan-an-2027"}


def test_what_a_named_document_does_not_say_is_not_taken_from_another(both: Assistant) -> None:
    reply = talk(both, "tan-an", "kế hoạch 12/KH-UBND ai ký?")

    assert reply.status == "not_found"
    assert "không ghi người ký" in reply.text


def test_conversation_stays_with_the_document(both: Assistant) -> None:
    reply = talk(both, "tan-an", "hội nghị đối thoại doanh nghiệp tổ chức khi nào", "phòng nào phối hợp")

    assert "Phòng Văn hóa - Xã hội" in reply.text
    assert documents(reply) == {"tan-an-2027"}


def test_item_of_a_list_is_picked_from_the_document_that_listed_it(both: Assistant) -> None:
    reply = talk(both, "tan-an", "năm 2027 có mấy nhiệm vụ", "việc thứ hai ai làm")

    assert "Phòng Kinh tế" in reply.text
    assert documents(reply) == {"tan-an-2027"}
    assert not any("12/KH-UBND" in suggestion for suggestion in reply.suggestions)


def test_other_years_are_not_answered_from_the_plan_of_one(both: Assistant) -> None:
    reply = talk(both, "tan-an", "chỉ tiêu thanh toán trực tuyến năm 2027", "thế còn năm 2026?")

    assert "80 %" in reply.text
    assert documents(reply) == {"tan-an-cchc-2026-2030"}


def test_plan_of_the_year_comes_first_once_it_is_in_force(folder: Path) -> None:
    later = make_assistant(open_index(folder, RetrievalSettings.model_construct()), FakeClock(IN_2027))

    assert "87%" in later.ask("chi tieu thanh toan truc tuyen la bao nhieu", "tan-an").text


def test_other_communes_are_answered_as_without_it(both: Assistant, index_folder: Path, assistant: Assistant) -> None:
    for commune, question in (
        ("lac-phuong", "ai chủ trì rà soát thủ tục hành chính"),
        ("le-loi", "kế hoạch năm 2025 có bao nhiêu nhiệm vụ"),
        ("loc-binh", "số kế hoạch"),
    ):
        here, there = both.ask(question, commune), assistant.ask(question, commune)
        assert (here.text, quotes(here)) == (there.text, quotes(there))


@pytest.mark.parametrize(
    ("commune", "held"), [("tan-an", "giai đoạn 2026 - 2030, kế hoạch năm 2027"), ("le-loi", "kế hoạch năm 2025")]
)
def test_plan_of_years_that_is_not_there_is_said(both: Assistant, commune: str, held: str) -> None:
    reply = both.ask("kế hoạch năm 2033 có những nhiệm vụ gì", commune)

    assert reply.status == "not_found"
    assert "chưa có kế hoạch năm 2033" in reply.text
    assert held in reply.text
