"""Lists of procedures, and procedures that are no longer in force."""

import copy

import pytest

from bot.assistant import Assistant
from bot.library import Library
from bot.reply import Status
from corpus.procedures.records import ChannelKind
from retrieval.index import Index
from tests.support.procedures import BIRTH, MARRIAGE, codes, draft_of
from tests.support.shipped import make_assistant

# Rows beyond this are counted and cited, not shown.
SHOWN = 10


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
