"""Which procedure is meant: by code, by names, told from its relatives, asked back about."""

import copy
import re
from collections.abc import Iterable

import pytest

from bot.assistant import Assistant
from bot.library import Library
from bot.procedures.finder import ProcedureFinder
from bot.reply import Status
from corpus.procedures.outline import document_id
from corpus.procedures.records import Procedure
from corpus.text import fold
from retrieval.index import Index
from tests.support.procedures import BIRTH, COPIES, MARRIAGE, codes, draft_of
from tests.support.shipped import COMMUNES, make_assistant

# Everyday names of nothing but words that every question has, or a form's code: not found by themselves.
NOT_FOUND_ALONE = frozenset({"nhận con", "mở quán", "giấy CT07", "mất CCCD", "làm VNeID", "cài VNeID"})


@pytest.mark.parametrize("question", ["mã {code}", "{code} phí bao nhiêu", "Thủ tục {code} cần giấy tờ gì?"])
@pytest.mark.parametrize("code", [COPIES, BIRTH, "3.000228", "1.014064"])
def test_code_names_its_procedure(assistant: Assistant, question: str, code: str) -> None:
    draft = draft_of(assistant, question.format(code=code))

    assert draft is not None
    assert draft.item_ids[0] == document_id(code)


def test_every_procedure_in_force_is_answered_by_its_code(assistant: Assistant, library: Library) -> None:
    replies = {code: assistant.ask(f"Thủ tục {code}") for code in library.procedures}

    assert len(replies) > 100
    assert {code for code, reply in replies.items() if codes(reply) != {code} or code not in reply.text} == set()


@pytest.mark.parametrize("is_folded", [False, True], ids=["marked", "folded"])
def test_every_procedure_is_near_the_top_for_its_official_name(
    assistant: Assistant, library: Library, finder: ProcedureFinder, is_folded: bool
) -> None:
    missed = _missed(assistant, finder, ((p, p.name) for p in library.procedures.values()), is_folded=is_folded)

    assert missed == set()


@pytest.mark.parametrize("is_folded", [False, True], ids=["marked", "folded"])
def test_every_procedure_is_near_the_top_for_its_everyday_names(
    assistant: Assistant, library: Library, finder: ProcedureFinder, is_folded: bool
) -> None:
    names = [(p, name) for p in library.procedures.values() for name in p.everyday_names]
    missed = _missed(assistant, finder, names, is_folded=is_folded)

    assert len(names) > 400
    assert {name for _, name in missed} - NOT_FOUND_ALONE == set()


def _missed(
    assistant: Assistant, finder: ProcedureFinder, names: Iterable[tuple[Procedure, str]], *, is_folded: bool
) -> set[tuple[str, str]]:
    """Returns the names whose procedure is not among the three best."""
    found = {}
    for procedure, name in names:
        ranked = finder.rank(assistant.reader.normalise(fold(name) if is_folded else name))
        found[procedure.code, name] = [candidate.procedure.code for candidate in ranked[:3]]
    return {(code, name) for (code, name), best in found.items() if code not in best}


def test_ranking_is_best_first_and_of_each_procedure_once(assistant: Assistant, finder: ProcedureFinder) -> None:
    ranked = finder.rank(assistant.reader.normalise("đăng ký lại khai sinh"))
    scores = [candidate.score for candidate in ranked]

    assert scores == sorted(scores, reverse=True)
    assert len({candidate.procedure.code for candidate in ranked}) == len(ranked)
    assert min(scores) > 0


@pytest.mark.parametrize("question", ["", "?", "cần giấy tờ gì", "bao nhiêu tiền vậy ạ"])
def test_question_that_names_nothing_has_no_candidates(
    assistant: Assistant, finder: ProcedureFinder, question: str
) -> None:
    assert finder.rank(assistant.reader.normalise(question)) == ()


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("làm hôn thú cần giấy tờ gì", MARRIAGE),
        ("báo tử cần giấy tờ gì", "1.000656"),
        ("giấy độc thân cần giấy tờ gì", "1.004873"),
        ("tách khẩu mất bao lâu", "1.010038"),
        ("làm KT3 mất bao lâu", "1.004194"),
        ("làm sổ đỏ cần giấy tờ gì", "1.013978"),
        ("rớt căn cước làm lại cần gì", "1.014064"),
        ("mở tiệm cần giấy tờ gì", "1.001612"),
        ("xin phép cất nhà cần giấy tờ gì", "1.013225"),
        ("lên thổ cư cần giấy tờ gì", "1.013949"),
        ("xin hộ nghèo cần giấy gì", "1.011607"),
        ("công chứng di chúc cần giấy tờ gì", "2.001019"),
        ("làm VNeID mức 2 ở đâu", "3.000228"),
    ],
)
def test_everyday_name_is_answered_with_and_without_marks(assistant: Assistant, question: str, code: str) -> None:
    marked, folded = assistant.ask(question, "tan-an"), assistant.ask(fold(question), "tan-an")

    assert (marked.status, codes(marked)) == (Status.ANSWERED, {code})
    assert folded.text == marked.text


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("đăng ký khai sinh cần gì", BIRTH),
        ("đăng ký lại khai sinh cần gì", "1.004884"),
        ("mất giấy khai sinh, làm lại cần gì", "1.004884"),
        ("khai sinh lưu động cần gì", "1.003583"),
        ("xin trích lục khai sinh cần gì", "2.000635"),
        ("đăng ký kết hôn cần gì", MARRIAGE),
        ("đăng ký lại kết hôn cần gì", "1.004746"),
        ("làm thẻ căn cước cần gì", "1.014061"),
        ("đổi thẻ căn cước cần gì", "1.014063"),
        ("làm căn cước cho con cần gì", "1.014062"),
        ("đăng ký tạm trú cần gì", "1.004194"),
        ("gia hạn tạm trú cần gì", "1.002755"),
        ("xóa tạm trú cần gì", "1.010028"),
        ("đăng ký giám hộ cần gì", "1.004837"),
        ("chấm dứt giám hộ cần gì", "1.004845"),
        ("giải thể hộ kinh doanh cần gì", "1.001266"),
    ],
)
def test_relatives_are_told_apart(assistant: Assistant, question: str, code: str) -> None:
    assert codes(assistant.ask(question, "le-loi")) == {code}
    assert codes(assistant.ask(fold(question), "le-loi")) == {code}


@pytest.mark.parametrize(
    ("plain", "foreign", "plain_code", "foreign_code"),
    [
        ("đăng ký kết hôn cần gì", "đăng ký kết hôn với chồng người Mỹ cần gì", MARRIAGE, "2.000806"),
        ("đăng ký kết hôn cần gì", "vợ người Lào, đăng ký kết hôn cần gì", MARRIAGE, "2.000806"),
        ("làm khai sinh cần gì", "con lai bố người Hàn làm khai sinh cần gì", BIRTH, "2.000528"),
        ("khai tử cần gì", "khai tử cho người nước ngoài cần gì", "1.000656", "1.001766"),
        ("đăng ký giám hộ cần gì", "đăng ký giám hộ với người nước ngoài cần gì", "1.004837", "1.001669"),
    ],
)
def test_foreigner_makes_it_the_foreign_variant(
    assistant: Assistant, plain: str, foreign: str, plain_code: str, foreign_code: str
) -> None:
    assert codes(assistant.ask(plain, "phong-tho")) == {plain_code}
    assert codes(assistant.ask(foreign, "phong-tho")) == {foreign_code}
    assert codes(assistant.ask(fold(foreign), "phong-tho")) == {foreign_code}


def test_foreigner_at_the_border_is_a_procedure_of_its_own(assistant: Assistant) -> None:
    reply = assistant.ask("đăng ký khai tử cho người Trung Quốc ở khu vực biên giới cần gì", "phong-tho")

    assert codes(reply) == {"1.004827"}


@pytest.mark.parametrize(
    "question",
    ["mấy ngày có kết quả?", "cần giấy tờ gì?", "bao nhiêu tiền vậy?", "nộp ở đâu", "may ngay co ket qua"],
)
@pytest.mark.parametrize("commune", [None, "lac-phuong"])
def test_field_of_no_procedure_is_asked_about(assistant: Assistant, commune: str | None, question: str) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome) == (Status.CLARIFY, "clarify_procedure")
    assert reply.citations == ()
    assert not re.search(r"\d", reply.text)


def test_near_tie_is_asked_about_and_each_choice_answers_for_its_own(index: Index) -> None:
    kites = {"2.000815": "Cấp phép thả diều ban ngày", "2.000884": "Cấp phép thả diều ban đêm"}
    alike = {"everyday_names": ("thả diều",), "alias_questions": (), "family": "thả diều"}
    changed = copy.copy(index)
    procedures = [
        p.model_copy(update={**alike, "name": kites[p.code]}) if p.code in kites else p for p in index.corpus.procedures
    ]
    changed.corpus = index.corpus.model_copy(update={"procedures": tuple(procedures)})
    assistant = make_assistant(changed)

    asked_back = assistant.ask("thả diều cần giấy tờ gì", "lac-phuong")

    assert (asked_back.status, asked_back.outcome) == (Status.CLARIFY, "clarify_procedure")
    assert asked_back.citations == ()
    assert {choice.label for choice in asked_back.choices} == set(kites.values())
    for choice in asked_back.choices:
        pressed = assistant.ask(choice.question, "lac-phuong", asked_back.conversation_id)
        assert {kites[code or ""] for code in codes(pressed)} == {choice.label}


@pytest.mark.parametrize("question", ["xin giấy phép bay flycam cần gì", "thủ tục chăn nuôi gia súc cần gì"])
@pytest.mark.parametrize("commune", [None, *COMMUNES])
def test_procedure_that_is_not_held_is_not_answered_from_another(
    assistant: Assistant, commune: str | None, question: str
) -> None:
    reply = assistant.ask(question, commune)

    assert (reply.status, reply.outcome, reply.citations) == (Status.NOT_FOUND, "not_found_procedure", ())
    assert "dichvucong.gov.vn" in reply.text


def test_request_without_a_field_is_told_the_procedure(assistant: Assistant) -> None:
    reply = assistant.ask("xin hỗ trợ mai táng phí", "loc-binh")

    assert (reply.status, codes(reply)) == (Status.ANSWERED, {"2.000821"})
    assert reply.text.startswith("Thủ tục **giải quyết hưởng chế độ tử tuất**")  # "phí" is part of what is asked for
