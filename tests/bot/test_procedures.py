"""Answers about administrative procedures: which one is meant, what of it is asked, and what is said of it."""

import copy
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.composing.draft import Draft
from bot.conversation import Turn
from bot.guard import violations
from bot.library import Library
from bot.links import viewer_path
from bot.procedures.acceptance import certainty, features
from bot.procedures.desk import ProceduresDesk
from bot.procedures.finder import ProcedureFinder
from bot.procedures.reading import ProcedureReader
from bot.reply import Reply, Status
from bot.understanding.normalisation import NormalisedText
from corpus.documents import Section
from corpus.procedures.outline import Field, document_id, fee_text, sections_of, time_text
from corpus.procedures.records import ChannelKind, Procedure, ProcedureStatus
from corpus.text import fold
from prompts.loader import load_procedure_rules
from retrieval.index import Index
from tests.support.shipped import AFTER_2025, COMMUNES, FakeClock, letters, make_assistant, talk

COPIES = "2.000815"
BIRTH = "1.001193"
MARRIAGE = "1.000894"
# Everyday names of nothing but words that every question has, or a form's code: not found by themselves.
NOT_FOUND_ALONE = frozenset({"nhận con", "mở quán", "giấy CT07", "mất CCCD", "làm VNeID", "cài VNeID"})
# Rows beyond this are counted and cited, not shown.
SHOWN = 10
_NUMBER = re.compile(r"(?<!\[)(?<![\w.,/])\d+(?:[.,]\d+)*(?![\w\]])")
_QUESTIONS = ("sao y bản chính mất bao nhiêu tiền", "đăng ký kết hôn cần giấy tờ gì", "tách hộ mất bao lâu", "khai tử")


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.kit.library


@pytest.fixture(scope="module")
def finder(index: Index) -> ProcedureFinder:
    return ProcedureFinder(index, load_procedure_rules())


@pytest.fixture(scope="module")
def withdrawing(index: Index) -> Assistant:
    """The shipped corpus on a day when one procedure is abolished and three are replaced: by one, two, one not held."""
    changes: dict[str, dict[str, object]] = {
        "1.004746": {"status": ProcedureStatus.ABOLISHED},
        "1.005461": {"status": ProcedureStatus.REPLACED, "replaced_by": ("1.000656",)},
        "1.004884": {"status": ProcedureStatus.REPLACED, "replaced_by": (BIRTH, "1.000689")},
        "1.010038": {"status": ProcedureStatus.REPLACED, "replaced_by": ("1.999999",)},
    }
    procedures = tuple(p.model_copy(update=changes.get(p.code, {})) for p in index.corpus.procedures)
    later = copy.copy(index)
    later.corpus = index.corpus.model_copy(update={"procedures": procedures})
    return make_assistant(later)


def codes(reply: Reply) -> set[str | None]:
    return {citation.procedure_code for citation in reply.citations}


def holds(text: str, words: str) -> bool:
    """Tells whether `text` says `words`, whatever is bold, cut or marked between them."""
    return letters(words) in letters(re.sub(r"\[\d+\]", "", text))


def missing(text: str, pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if not holds(text, piece)]


def draft_of(assistant: Assistant, question: str, last: Turn | None = None) -> Draft | None:
    return assistant.desk.answer(assistant.reader.normalise(question), last)


# --- which procedure ---


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


# --- what of it ---


@pytest.mark.parametrize(
    ("question", "facts", "section"),
    [
        ("sao y bản chính mất bao nhiêu tiền một trang", ["2.000 đồng/trang"], "mục Cách nộp"),
        ("lập di chúc ở xã tốn mấy đồng", ["50.000 đồng/di chúc"], "mục Cách nộp"),
        ("nhận con nuôi hết bao nhiêu tiền", ["400.000 đồng/trường hợp"], "mục Cách nộp"),
        ("đăng ký khai sinh lệ phí bao nhiêu", ["miễn phí"], "mục Cách nộp"),
        ("gia hạn tạm trú mất bao lâu", ["3 ngày làm việc"], "mục Cách nộp"),
        ("đổi căn cước bao lâu có", ["7 ngày làm việc"], "mục Cách nộp"),
        ("xin chặt cây xanh bao lâu có", ["10 ngày làm việc", "20 ngày làm việc"], "mục Cách nộp"),
        ("làm hôn thú cần mang giấy tờ gì", ["Tờ khai đăng ký kết hôn", "4 loại"], "mục Thành phần hồ sơ"),
        ("tách hộ dùng mẫu đơn nào", ["mẫu CT01"], "mục Thành phần hồ sơ"),
        ("làm căn cước ở đâu", ["Công an cấp xã"], "mục Cơ quan thực hiện"),
        ("làm định danh mức 2 ai làm", ["Công an cấp xã"], "mục Cơ quan thực hiện"),
        ("nhận con nuôi cần điều kiện gì", ["Hơn con nuôi từ 20 tuổi"], "mục Yêu cầu, điều kiện"),
        ("làm sổ hộ nghèo được cấp giấy gì", ["Giấy chứng nhận hộ nghèo"], "mục Kết quả"),
        ("tách hộ căn cứ luật nào", ["68/2020/QH14: Luật Cư trú"], "mục Căn cứ pháp lý"),
        ("các bước đăng ký kết hôn", ["Hai bên nam, nữ cùng có mặt"], "mục Trình tự thực hiện"),
        ("mở quán có nộp online được không", ["Có.", "trực tuyến"], "mục Cách nộp"),
        ("khai sinh lưu động nộp online được không", ["không ghi cách nộp trực tuyến"], "mục Cách nộp"),
    ],
)
def test_field_is_answered_in_the_records_own_words(
    assistant: Assistant, question: str, facts: list[str], section: str
) -> None:
    reply = assistant.ask(question, "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_procedure")
    assert [fact for fact in facts if fact.lower() not in reply.text.lower()] == []
    assert reply.citations[0].section.startswith(section)
    assert len(codes(reply)) == 1


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("fee", "phí bao nhiêu"),
        ("time", "mất bao lâu"),
        ("papers", "cần giấy tờ gì"),
        ("form", "dùng mẫu đơn nào"),
        ("agency", "nộp ở đâu"),
        ("condition", "cần điều kiện gì"),
        ("result", "kết quả là gì"),
        ("basis", "căn cứ pháp lý"),
        ("steps", "các bước"),
    ],
)
def test_field_of_every_procedure_is_said_whole_or_said_to_be_empty(
    assistant: Assistant, library: Library, field: str, asked: str
) -> None:
    """Nothing of a field is left out, and what the portal leaves empty is never filled in."""
    wrong = {}
    for procedure in library.procedures.values():
        reply = assistant.ask(f"{procedure.code} {asked}")
        words = _words_of(procedure, field)
        if words:
            is_right = reply.status is Status.ANSWERED and codes(reply) == {procedure.code}
            wrong[procedure.code] = missing(reply.text, words) if is_right else [reply.outcome]
        elif field != "agency":  # its notes and steps may still say where
            is_right = reply.outcome == "not_found_blank_in_source" and not reply.citations
            wrong[procedure.code] = [] if is_right and " không ghi " in reply.text else [reply.text]

    assert {code: found for code, found in wrong.items() if found} == {}


def _words_of(procedure: Procedure, field: str) -> list[str]:
    """Returns what the record holds of a field; empty where it holds nothing."""
    match field:
        case "fee":
            return [fee_text(fee) for channel in procedure.channels for fee in channel.fees]
        case "time":
            return [time_text(time) for channel in procedure.channels for time in channel.times]
        case "papers":
            return [paper.name for paper in procedure.documents]
        case "form":
            return list(procedure.forms[:SHOWN])
        case "agency":
            return [name for name in (procedure.handling_agency, procedure.competent_agency) if name]
        case "condition":
            return list(procedure.conditions[:SHOWN])
        case "result":
            return list(procedure.outcomes[:SHOWN])
        case "basis":
            return [basis.number for basis in procedure.legal_bases[:SHOWN]]
        case _:
            return list(procedure.steps[:SHOWN])


def test_online_is_said_of_exactly_the_procedures_that_have_it(assistant: Assistant, library: Library) -> None:
    said = {code: assistant.ask(f"{code} nộp online được không").text.startswith("Có.") for code in library.procedures}
    is_online = {
        code: any(channel.kind is ChannelKind.ONLINE for channel in procedure.channels)
        for code, procedure in library.procedures.items()
    }

    assert set(is_online.values()) == {True, False}
    assert said == is_online


@pytest.mark.parametrize("asked", ["phí bao nhiêu", "cần giấy tờ gì", "các bước", ""])
def test_every_citation_quotes_a_row_of_the_procedure(assistant: Assistant, library: Library, asked: str) -> None:
    wrong = []
    for procedure in library.procedures.values():
        rows = {section.section_id: section.text for section in sections_of(procedure)}
        for citation in assistant.ask(f"{procedure.code} {asked}").citations:
            row = citation.path.partition("#")[2]
            is_right = citation.path == viewer_path(document_id(procedure.code), row, citation.quote)
            if not is_right or rows.get(row) != citation.quote:
                wrong.append((citation.path, citation.quote))

    assert wrong == []


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("báo tạm vắng tốn bao nhiêu tiền", "phí, lệ phí"),
        ("báo lưu trú có tốn tiền không", "phí, lệ phí"),
        ("chứng thực di chúc bao lâu xong", "thời hạn giải quyết"),
        ("chứng thực chữ ký mất bao lâu", "thời hạn giải quyết"),
        ("làm công nhận hòa giải viên cần điều kiện gì", "yêu cầu, điều kiện"),
        ("mở tiệm dùng mẫu đơn nào", "mẫu đơn, tờ khai"),
    ],
)
def test_empty_field_is_said_to_be_empty_and_not_filled_in(assistant: Assistant, question: str, what: str) -> None:
    reply = assistant.ask(question, "loc-binh")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert reply.text.startswith(f"Cổng Dịch vụ công không ghi {what} của thủ tục ")
    assert "bộ phận một cửa" in reply.text
    assert reply.citations == ()
    assert re.findall(r"\d+", re.sub(r"\(mã [\d.]+\)", "", reply.text)) == []


def test_named_way_of_handing_in_has_its_own_fee(assistant: Assistant) -> None:
    online = assistant.ask("tách hộ nộp qua mạng hết bao nhiêu tiền", "le-loi")
    in_person = assistant.ask("tách hộ nộp trực tiếp hết bao nhiêu tiền", "le-loi")
    both = assistant.ask("tách hộ hết bao nhiêu tiền", "le-loi")

    assert ("5.000 đồng" in online.text, "10.000 đồng" in online.text) == (True, False)
    assert ("**5.000 đồng" in in_person.text, "**10.000 đồng" in in_person.text) == (False, True)
    assert "**5.000 đồng" in both.text
    assert "**10.000 đồng" in both.text


@pytest.mark.parametrize("question", ["đăng ký kết hôn", "thủ tục đăng ký kết hôn", "muốn đăng ký kết hôn thì làm sao"])
def test_bare_name_gets_the_card(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "lac-phuong")

    assert codes(reply) == {MARRIAGE}
    for line in ("- Giấy tờ: ", "- Thời hạn: ", "- Phí, lệ phí: ", "- Nơi làm: "):
        assert line in reply.text


def test_answer_names_the_procedure_its_source_and_how_old_it_is(assistant: Assistant) -> None:
    reply = assistant.ask("đăng ký khai sinh hết bao nhiêu tiền", "lac-phuong")

    assert f"(mã {BIRTH})" in reply.text
    assert reply.text.endswith("Nguồn: Cổng Dịch vụ công quốc gia, dữ liệu đến 30/6/2026.")


@pytest.mark.parametrize(
    "question", ["làm hôn thú mất bao lâu", "các thủ tục đất đai", "chứng thực di chúc bao lâu xong"]
)
def test_procedure_is_the_same_in_every_commune_and_on_any_day(index: Index, question: str) -> None:
    later = make_assistant(index, FakeClock(day=AFTER_2025))
    texts = {(later.ask(question, commune).text, later.ask(question, commune).notice) for commune in (None, *COMMUNES)}

    assert len(texts) == 1
    assert {notice for _, notice in texts} == {None}


@pytest.mark.parametrize(
    ("question", "code"),
    [("{} hết hạn đổi cần gì", "1.014063"), ("làm {} ở đâu", "1.014061"), ("{} mất làm lại cần gì", "1.014064")],
)
def test_abbreviation_is_the_identity_card_however_it_is_typed(assistant: Assistant, question: str, code: str) -> None:
    replies = {assistant.ask(question.format(word), "lac-phuong") for word in ("CCCD", "cccd", "Cccd")}

    assert [codes(reply) for reply in replies] == [{code}] * 3
    assert {reply.text for reply in replies} == {assistant.ask(question.format("căn cước công dân"), "lac-phuong").text}


@pytest.mark.parametrize(
    "question",
    ["đổi bằng lái xe cần giấy tờ gì", "làm lại bằng lái ở đâu", "ly hôn cần giấy tờ gì", "nộp đơn ly hôn ở đâu"],
)
@pytest.mark.parametrize("commune", [None, "lac-phuong"])
def test_matter_of_another_office_is_said_not_to_be_held(
    assistant: Assistant, commune: str | None, question: str
) -> None:
    for asked in (question, fold(question)):
        reply = assistant.ask(asked, commune)

        assert (reply.status, reply.outcome, reply.citations) == (Status.NOT_FOUND, "not_found_procedure", ())


def test_procedure_that_is_held_of_such_a_matter_is_answered(assistant: Assistant) -> None:
    assert codes(assistant.ask("ghi vào sổ việc ly hôn ở nước ngoài cần gì", "lac-phuong")) == {"2.000554"}


def test_fees_of_offices_abroad_come_last(assistant: Assistant, library: Library) -> None:
    """Who asks here pays in đồng; the order of the record does not matter."""
    fees = {
        procedure.code: " ".join(fee_text(fee) for channel in procedure.channels for fee in channel.fees)
        for procedure in library.procedures.values()
    }
    abroad = [code for code, text in fees.items() if "USD" in text]
    lines = [assistant.ask(f"{code} phí bao nhiêu").text.splitlines()[0] for code in abroad]

    assert set(abroad) == {COPIES, "2.000884"}
    assert [line for line in lines if line.rindex("đồng") > line.index("USD")] == []


def test_fees_abroad_come_last_though_the_record_has_them_first(index: Index) -> None:
    changed = copy.copy(index)
    procedures = tuple(
        p.model_copy(update={"channels": p.channels[::-1]}) if p.code == "2.000884" else p
        for p in index.corpus.procedures
    )
    changed.corpus = index.corpus.model_copy(update={"procedures": procedures})
    line = make_assistant(changed).ask("2.000884 phí bao nhiêu").text.splitlines()[0]

    assert line.index("10.000 đồng") < line.index("10 USD")


# --- what the record says at length ---


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        ("mất giấy thông hành phải báo trong bao lâu", "1.010055", "Báo trong 48 giờ từ khi phát hiện mất"),
        ("mat giay thong hanh phai bao trong bao lau", "1.010055", "Báo trong 48 giờ từ khi phát hiện mất"),
    ],
)
def test_time_to_report_is_quoted_and_not_the_offices_time(
    assistant: Assistant, question: str, code: str, words: str
) -> None:
    reply = assistant.ask(question, "lac-phuong")

    assert (reply.outcome, codes(reply)) == ("answered_procedure", {code})
    assert reply.text.startswith(f"“{words}")
    assert words in reply.citations[0].quote


def test_time_to_report_goes_on_about_the_last_procedure(assistant: Assistant) -> None:
    reply = talk(assistant, "lac-phuong", "mất giấy thông hành cần gì", "phải báo trong bao lâu")

    assert reply.text.startswith("“Báo trong 48 giờ")


def test_time_to_report_is_the_records_own_words_or_said_to_be_absent(assistant: Assistant, library: Library) -> None:
    replies = {code: assistant.ask(f"{code} phải báo trong bao lâu") for code in library.procedures}
    quoted = {code: re.findall("“(.+?)”", reply.text) for code, reply in replies.items() if reply.citations}
    rows = {code: " ".join(row.text for row in _rows(library, code)) for code in quoted}
    absent = {reply.outcome for code, reply in replies.items() if code not in quoted}

    assert len(quoted) > 5
    assert {code: words for code, words in quoted.items() if not words or missing(rows[code], words)} == {}
    assert absent == {"not_found_blank_in_source"}


def _rows(library: Library, code: str) -> list[Section]:
    return [row for field in Field for row in library.procedure_rows(code, field)]


@pytest.mark.parametrize(
    ("first", "detail", "code", "words"),
    [
        (
            "đăng ký kết hôn cần giấy tờ gì",
            "hai bên có phải cùng có mặt không",
            MARRIAGE,
            "Hai bên nam, nữ cùng có mặt",
        ),
        ("nhận con nuôi cần điều kiện gì", "phải hơn con nuôi bao nhiêu tuổi", "2.001263", "Hơn con nuôi từ 20 tuổi"),
    ],
)
def test_detail_of_the_last_procedure_is_quoted(
    assistant: Assistant, first: str, detail: str, code: str, words: str
) -> None:
    reply = talk(assistant, "lac-phuong", first, detail)

    assert (reply.outcome, codes(reply)) == ("answered_procedure", {code})
    assert reply.text.startswith(f"“{words}")


@pytest.mark.parametrize("other", ["chăn nuôi gia súc thì sao?", "giấy khám sức khỏe tâm thần có cần không"])
def test_detail_that_the_record_does_not_say_is_not_made_of_it(assistant: Assistant, other: str) -> None:
    reply = talk(assistant, "lac-phuong", "đăng ký kết hôn cần giấy tờ gì", other)

    assert (reply.status, reply.citations) == (Status.NOT_FOUND, ())


# --- going on ---


@pytest.mark.parametrize(
    ("first", "follow_up", "code", "fact"),
    [
        ("đăng ký kết hôn cần giấy tờ gì", "còn lệ phí?", MARRIAGE, "miễn phí"),
        ("đổi căn cước cần gì", "mất bao lâu?", "1.014063", "7 ngày làm việc"),
        ("tách hộ mất bao lâu", "thế nộp ở đâu?", "1.010038", "Công an cấp xã"),
        ("mở tiệm cần giấy tờ gì", "nộp online được không", "1.001612", "Có."),
        ("lập di chúc ở xã tốn mấy đồng", "vậy cần giấy tờ gì", "2.001019", "Hồ sơ chứng thực di chúc"),
        ("sao y cần gì", "con le phi", COPIES, "2.000 đồng/trang"),
    ],
)
def test_another_field_stays_with_the_procedure(
    assistant: Assistant, first: str, follow_up: str, code: str, fact: str
) -> None:
    reply = talk(assistant, "lac-phuong", first, follow_up)

    assert codes(reply) == {code}
    assert fact in reply.text


@pytest.mark.parametrize(
    ("first", "follow_up", "code", "section"),
    [
        ("xin giấy phép xây dựng nhà ở cần giấy tờ gì", "còn gia hạn?", "1.013227", "mục Thành phần hồ sơ"),
        ("xin giấy phép xây dựng nhà ở mất bao lâu", "còn cấp lại?", "1.013228", "mục Cách nộp"),
        ("đăng ký tạm trú mất bao lâu", "còn gia hạn?", "1.002755", "mục Cách nộp"),
        ("đăng ký khai sinh hết bao nhiêu tiền", "còn khai tử thì sao?", "1.000656", "mục Cách nộp"),
    ],
)
def test_another_procedure_keeps_the_field(
    assistant: Assistant, first: str, follow_up: str, code: str, section: str
) -> None:
    reply = talk(assistant, "lac-phuong", first, follow_up)

    assert codes(reply) == {code}
    assert reply.citations[0].section.startswith(section)


def test_follow_up_outlasts_small_talk_and_a_refusal(assistant: Assistant) -> None:
    first = "đăng ký lại khai sinh cần gì"
    reply = talk(assistant, "lac-phuong", first, "cảm ơn", "giá vàng hôm nay?", "thế mất bao lâu")

    assert codes(reply) == {"1.004884"}


def test_procedures_and_plans_alternate_in_one_conversation(assistant: Assistant) -> None:
    target = "Chỉ tiêu thanh toán trực tuyến là bao nhiêu?"
    fee = "đăng ký khai sinh hết bao nhiêu tiền"

    assert talk(assistant, "tan-an", fee, target).text == assistant.ask(target, "tan-an").text
    assert talk(assistant, "tan-an", target, fee).text == assistant.ask(fee, "tan-an").text


# --- whose question it is ---


@pytest.mark.parametrize(
    "question",
    [
        "Ai chủ trì rà soát, đơn giản hóa TTHC?",
        "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn là bao nhiêu?",
        "kế hoạch do ai ký",
        "Phòng Kinh tế chủ trì những gì?",
        "phải cắt giảm bao nhiêu TTHC nội bộ",
        "chỉ tiêu số hóa hồ sơ là bao nhiêu",
        "kinh phí lấy ở đâu",
        "chỉ tiêu cấp căn cước là bao nhiêu",
        "xin chào",
    ],
)
def test_question_about_a_plan_is_not_taken_by_the_desk(assistant: Assistant, question: str) -> None:
    assert draft_of(assistant, question) is None
    assert draft_of(assistant, fold(question)) is None


def test_no_matter_of_a_plan_is_taken_by_the_desk(assistant: Assistant) -> None:
    """Plans speak of procedures all the time ("hồ sơ TTHC được tiếp nhận")."""
    records = assistant.index.corpus.records
    asked = [f"Chỉ tiêu {record.indicator} là bao nhiêu?" for record in records if record.kind == "target"]
    asked += [f"Ai chủ trì {record.title}?" for record in records if record.kind == "task"]

    assert len(asked) > 100
    assert [question for question in asked if draft_of(assistant, question) is not None] == []


@pytest.mark.parametrize("commune", [None, "lac-phuong", "tan-an"])
def test_question_about_a_procedure_needs_no_commune(assistant: Assistant, commune: str | None) -> None:
    reply = assistant.ask("đăng ký khai sinh cần giấy tờ gì", commune)

    assert (reply.outcome, codes(reply)) == ("answered_procedure", {BIRTH})
    assert {citation.commune for citation in reply.citations} == {None}


@pytest.mark.parametrize(
    "question",
    [
        "hồ sơ của tôi đến đâu rồi",
        "kiểm tra tình trạng hồ sơ giúp",
        "giấy khai sinh của con tôi đã làm xong chưa ạ",
        "hồ sơ đất của nhà em xong chưa",
        "tra cứu hồ sơ của tôi với",
    ],
)
@pytest.mark.parametrize("commune", [None, "phong-tho"])
def test_state_of_ones_own_file_is_redirected(assistant: Assistant, commune: str | None, question: str) -> None:
    reply, folded = assistant.ask(question, commune), assistant.ask(fold(question), commune)

    assert (reply.status, reply.outcome, reply.citations) == (Status.NOT_FOUND, "not_found_own_file", ())
    assert "dichvucong.gov.vn" in reply.text
    assert folded.text == reply.text


def test_ones_own_file_is_no_question_about_papers(assistant: Assistant) -> None:
    reply = assistant.ask("hồ sơ đăng ký kết hôn của tôi cần những giấy tờ gì", "lac-phuong")

    assert codes(reply) == {MARRIAGE}


# --- lists ---


@pytest.mark.parametrize(
    ("question", "sector"),
    [
        ("những thủ tục nào về đất đai", "Đất đai"),
        ("các thủ tục về hộ tịch", "Hộ tịch"),
        ("xã có những thủ tục nào về con nuôi", "Nuôi con nuôi"),
        ("liệt kê các thủ tục hòa giải", "Hòa giải ở cơ sở"),
        ("cac thu tuc chung thuc", "Chứng thực"),
    ],
)
def test_sector_is_listed_whole(assistant: Assistant, library: Library, question: str, sector: str) -> None:
    reply = assistant.ask(question, "lac-phuong")
    own = {p.code for p in library.procedures.values() if p.sector == sector}

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_procedures")
    assert f"Lĩnh vực {sector} có **{len(own)} thủ tục**" in reply.text
    assert codes(reply) == own
    assert reply.text.count("(mã ") == min(len(own), SHOWN)


@pytest.mark.parametrize("question", ["danh sách thủ tục nộp online", "những thủ tục nào nộp online được"])
def test_online_list_holds_those_and_only_those(assistant: Assistant, library: Library, question: str) -> None:
    reply = assistant.ask(question, "lac-phuong")
    online = {
        procedure.code
        for procedure in library.procedures.values()
        if any(channel.kind is ChannelKind.ONLINE for channel in procedure.channels)
    }

    assert codes(reply) == online
    assert f"**{len(online)} thủ tục**" in reply.text


def test_whole_list_is_counted(assistant: Assistant, library: Library) -> None:
    reply = assistant.ask("có những thủ tục hành chính nào", "lac-phuong")

    assert codes(reply) == set(library.procedures)
    assert f"**{len(library.procedures)} thủ tục**" in reply.text


# --- no longer in force ---


@pytest.mark.parametrize("question", ["1.004746 cần giấy tờ gì", "đăng ký lại kết hôn phí bao nhiêu", "1.004746"])
def test_abolished_procedure_says_so_and_nothing_else(withdrawing: Assistant, question: str) -> None:
    reply = withdrawing.ask(question, "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_procedure_withdrawn")
    assert reply.text == "Thủ tục đăng ký lại kết hôn (mã 1.004746) đã bãi bỏ, không còn áp dụng [1]."


@pytest.mark.parametrize(
    ("question", "successors"),
    [
        ("1.005461 phí bao nhiêu", ["đăng ký khai tử (mã 1.000656)"]),
        (
            "1.004884 cần gì",
            [f"đăng ký khai sinh (mã {BIRTH})", "đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con (mã 1.000689)"],
        ),
        ("tách hộ mất bao lâu", ["1.999999"]),
    ],
)
def test_replaced_procedure_names_what_replaced_it(
    withdrawing: Assistant, question: str, successors: list[str]
) -> None:
    reply = withdrawing.ask(question, "lac-phuong")

    assert reply.outcome == "answered_procedure_withdrawn"
    assert "không còn áp dụng; thay bằng: " in reply.text
    assert [name for name in successors if name not in reply.text] == []
    assert "ngày làm việc" not in reply.text


def test_withdrawn_procedure_is_in_no_list(withdrawing: Assistant) -> None:
    gone = {"1.004746", "1.005461", "1.004884", "1.010038"}

    assert not codes(withdrawing.ask("có những thủ tục hành chính nào")) & gone
    assert not codes(withdrawing.ask("danh sách thủ tục nộp online")) & gone
    civil = [p for p in withdrawing.kit.library.procedures.values() if p.sector == "Hộ tịch"]
    kept = [p for p in civil if p.code not in gone]
    assert len(civil) - len(kept) == 3
    assert f"**{len(kept)} thủ tục**" in withdrawing.ask("các thủ tục về hộ tịch").text


def test_withdrawn_procedure_yields_to_the_plain_one(withdrawing: Assistant) -> None:
    assert codes(withdrawing.ask("đăng ký kết hôn cần giấy tờ gì")) == {MARRIAGE}


def test_without_procedures_the_desk_takes_nothing(index: Index) -> None:
    empty = copy.copy(index)
    empty.corpus = index.corpus.model_copy(update={"procedures": ()})
    assistant = make_assistant(empty)

    assert draft_of(assistant, "đăng ký khai sinh cần giấy tờ gì") is None
    assert assistant.ask("Kế hoạch do ai ký?", "tan-an").status is Status.ANSWERED


# --- the check ---


class InventingDesk(ProceduresDesk):
    """Answers as the real one does, with another fee."""

    def answer(
        self, text: NormalisedText, last: Turn | None, is_of_plan: Callable[[], bool] = lambda: False
    ) -> Draft | None:
        told = super().answer(text, last, is_of_plan)
        return told and replace(told, text=told.text.replace("2.000 đồng", "3.500 đồng"))


def test_invented_fee_is_withheld(index: Index) -> None:
    inventing = make_assistant(index)
    rules = load_procedure_rules()
    inventing.desk = InventingDesk(inventing.kit, ProcedureFinder(index, rules), rules)

    kept = inventing.ask("lập di chúc ở xã tốn mấy đồng", "lac-phuong")
    withheld = inventing.ask("sao y mất bao nhiêu tiền", "lac-phuong")

    assert kept.status is Status.ANSWERED
    assert (withheld.status, withheld.outcome) == (Status.NOT_FOUND, "not_found_unchecked")
    assert withheld.citations == ()
    assert "3.500" not in withheld.text


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ("**3.500 đồng/trang** [1]", "number 3500"),
        ("**2.500 đồng/trang** [1]", "number 2500"),
        ("xong trong **5 ngày làm việc** [1]", "number 5"),
        ("theo 62/2021/NĐ-CP [1]", "document 62/2021/NĐ-CP"),
        ("dữ liệu đến 1/7/2026 [1]", "date 1/7/2026"),
        ("thay bằng mã 1.000656 [1]", "number 1.000656"),
    ],
)
def test_what_the_record_does_not_say_is_named(assistant: Assistant, library: Library, stated: str, named: str) -> None:
    answer = _answered(assistant, f"{COPIES} phí bao nhiêu")

    assert violations(answer, library) == ()
    assert named in violations(replace(answer, text=f"{answer.text}\n{stated}"), library)


def test_fee_of_one_procedure_is_no_ground_for_another(assistant: Assistant, library: Library) -> None:
    copies, will = (_answered(assistant, f"{code} phí bao nhiêu") for code in (COPIES, "2.001019"))

    assert violations(replace(copies, places=will.places, item_ids=will.item_ids), library) != ()


@given(data=st.data(), stranger=st.integers(min_value=0, max_value=9_999_999))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_changed_is_noticed(
    assistant: Assistant, library: Library, data: st.DataObject, stranger: int
) -> None:
    answer = _answered(assistant, data.draw(st.sampled_from(_QUESTIONS)))
    grounds = f"{answer} {[library.document(place.document_id) for place in answer.places]}".replace(".", "")
    assume(not re.search(rf"(?<!\d)0*{stranger}(?!\d)", grounds))
    found = data.draw(st.sampled_from(list(_NUMBER.finditer(answer.text))))

    changed = replace(answer, text=answer.text[: found.start()] + str(stranger) + answer.text[found.end() :])

    assert violations(changed, library) != ()


def _answered(assistant: Assistant, question: str) -> Draft:
    draft = draft_of(assistant, question)
    assert draft is not None
    assert draft.status is Status.ANSWERED, draft.text
    return draft


# --- reading ---


@pytest.mark.parametrize(
    ("question", "fields", "channel"),
    [
        ("hết bao nhiêu tiền", ("fee",), None),
        ("nộp qua bưu điện hết bao nhiêu tiền", ("fee",), "bưu chính"),
        ("bao lâu thì xong", ("time",), None),
        ("cần mang theo giấy tờ gì", ("papers",), None),
        ("xong thì nhận được giấy gì", ("result",), None),
        ("giấy tờ loại nào thì không được sao y", ("condition",), None),
        ("điền tờ khai nào", ("form",), None),
        ("theo nghị định nào", ("basis",), None),
        ("gồm mấy bước", ("steps",), None),
        ("lệ phí và thời hạn", ("fee", "time"), None),
        ("ở xã mình", (), None),
    ],
)
def test_fields_and_way_that_a_question_asks_for(question: str, fields: tuple[str, ...], channel: str | None) -> None:
    reading = ProcedureReader(load_procedure_rules()).read(fold(question))

    assert (reading.fields, reading.channel) == (fields, channel)


@pytest.mark.parametrize("code", ["1.013225", "1.013967", "2.002165"])
def test_times_of_the_office_are_no_duty_of_people(assistant: Assistant, code: str) -> None:
    """The steps say how long the office takes; who asks until when to report is not told that."""
    reply = assistant.ask(f"thủ tục {code} phải báo trong bao lâu")

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")


def test_relatives_are_offered_and_are_found_as_offered(assistant: Assistant) -> None:
    """What is offered beside a plain procedure leads to the relative it names, and the card to the portal's page."""
    library = assistant.kit.library
    offered = 0
    for plain in (
        p for p in library.procedures.values() if p.family and not p.variants and p.status.name == "IN_FORCE"
    ):
        reply = assistant.ask(f"thủ tục {plain.code}")
        assert plain.source_url is None or plain.source_url in (reply.notice or "")
        for suggestion in reply.suggestions:
            offered += 1
            cited = {citation.procedure_code for citation in assistant.ask(suggestion).citations}
            relatives = {code for code, p in library.procedures.items() if p.family == plain.family and p != plain}
            assert cited & relatives, (plain.code, suggestion)

    assert offered >= 20


@pytest.mark.parametrize("question", ["lay chong TQ dang ky ket hon may ngay", "vợ Thái Lan đăng ký kết hôn cần gì"])
def test_country_of_husband_or_wife_is_a_foreigner_however_it_is_typed(assistant: Assistant, question: str) -> None:
    assert {citation.procedure_code for citation in assistant.ask(question).citations} == {"2.000806"}


def test_what_is_sold_is_no_map(assistant: Assistant) -> None:
    """Typed without marks "bán đồ" is not "bản đồ", of which the address would be asked."""
    assert assistant.ask("ban do an vat via he co can giay phep ko", "loc-binh").outcome != "not_found_unavailable"


@pytest.mark.parametrize(
    "question",
    [
        "Mỗi vụ hòa giải thành thì hòa giải viên được trả thù lao bao nhiêu tiền?",
        "rut bao hiem 1 lan duoc bao nhieu tien",
        "nghỉ đẻ được hưởng mấy triệu",
    ],
)
def test_what_is_paid_out_is_no_fee(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question)

    assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_blank_in_source")
    assert "mức tiền được hưởng" in reply.text
    assert "miễn phí" not in reply.text


def test_story_around_a_procedure_does_not_hide_it(assistant: Assistant) -> None:
    reply = assistant.ask("Đang đi làm xa, hai đứa nộp hồ sơ kết hôn qua mạng được không?")

    assert {citation.procedure_code for citation in reply.citations} == {"1.000894"}


@pytest.mark.parametrize(
    "question", ["Thôn tôi cần mấy cái loa?", "Ai dọn rác ở chợ?", "Hồ sơ số hóa đạt bao nhiêu %?"]
)
def test_certainty_grows_with_what_is_named(finder: ProcedureFinder, assistant: Assistant, question: str) -> None:
    weights = load_procedure_rules().certainty
    reader = assistant.desk.reader

    def sure(asked: str) -> float:
        text = assistant.reader.normalise(asked)
        return certainty(weights, features(finder.rank(text)[0], reader.read(text.folded), len(finder.content(text))))

    assert sure(question) < 0.5 < sure("đăng ký khai sinh cần giấy tờ gì")


@pytest.mark.parametrize(
    "question", ["cai nay nop o dau, het bao nhieu tien", "giấy này nộp ở đâu", "việc này mấy ngày"]
)
def test_question_that_only_points_is_asked_back(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question)

    assert (reply.status, reply.outcome) == (Status.CLARIFY, "clarify_procedure")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("làm khai sinh ở phường được không", "1.001193"),
        ("Mới nộp hồ sơ mở hộ kinh doanh hôm qua, giờ đổi ý muốn rút lại thì làm gì?", "1.014035"),
        ("Chỉ giúp tôi cách nhập hộ khẩu thường trú từ đầu tới cuối", "1.004222"),
        ("Nghe nói phường cải cách hành chính nhanh lắm, vậy đăng ký tạm trú mấy ngày xong?", "1.004194"),
    ],
)
def test_way_of_asking_does_not_hide_the_procedure(assistant: Assistant, question: str, code: str) -> None:
    reply = assistant.ask(question)

    assert reply.status is Status.ANSWERED
    assert {citation.procedure_code for citation in reply.citations} == {code}
