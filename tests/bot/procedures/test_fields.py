"""What of a procedure is asked, and said in the record's own words."""

import copy
import re

import pytest

from bot.assistant import Assistant
from bot.library import Library
from bot.links import viewer_path
from bot.reply import Status
from corpus.documents import Section
from corpus.procedures.outline import Field, document_id, fee_text, sections_of, time_text
from corpus.procedures.records import ChannelKind, Procedure
from corpus.text import fold
from retrieval.index import Index
from tests.support.procedures import BIRTH, COPIES, MARRIAGE, codes, missing
from tests.support.shipped import AFTER_2025, COMMUNES, FakeClock, make_assistant, talk

# Rows beyond this are counted and cited, not shown.
SHOWN = 10


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
