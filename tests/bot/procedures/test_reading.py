"""How a question about a procedure is read."""

import pytest

from bot.assistant import Assistant
from bot.procedures.acceptance import certainty, features
from bot.procedures.finder import ProcedureFinder
from bot.procedures.reading import ProcedureReader
from bot.reply import Status
from corpus.text import fold
from prompts.loader import load_procedure_rules


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
