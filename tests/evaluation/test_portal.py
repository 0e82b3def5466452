"""The measuring rod over the portal's records: scripts/eval_portal.py."""

import sys
from pathlib import Path

import pytest

from bot.reply import Status
from scripts.eval_portal import (
    OFFICIAL,
    ask,
    bare_name,
    faults,
    main,
    open_portal,
    questions,
    share_right,
    table,
    without_brackets,
    without_first_words,
)
from tests.corpus.procedures.support import RECORDS, portal_file, portal_records, record, write_records

NAME = "Cấp phép thả diều trên bãi cỏ công cộng (cấp xã)"
PAPERS = "Bao gồmTên giấy tờMẫu đơn, tờ khaiSố lượngĐơn đề nghị thả diềuBản chính: 1Bản sao: 0"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Thủ tục đăng ký khai sinh", "đăng ký khai sinh"),
        ("Thủ tục hành chính  về ong.", "về ong"),
        ("Đăng ký thủ tục:", "Đăng ký thủ tục"),
    ],
)
def test_name_is_bared_for_a_sentence(name: str, shown: str) -> None:
    assert bare_name(name) == shown


@pytest.mark.parametrize(
    ("shorten", "name", "shown"),
    [
        (without_brackets, "Cấp thẻ (lần đầu) cho trẻ [mới]", "Cấp thẻ cho trẻ"),
        (without_brackets, "(lần đầu)", "(lần đầu)"),
        (without_first_words, "Đăng ký việc nuôi con nuôi trong nước", "việc nuôi con nuôi trong nước"),
        (without_first_words, "Đăng ký khai sinh", "Đăng ký khai sinh"),
        (without_first_words, "Đăng ký lại việc nuôi con nuôi", "Đăng ký lại việc nuôi con nuôi"),
    ],
)
def test_names_are_shortened(shorten: object, name: str, shown: str) -> None:
    assert callable(shorten)
    assert shorten(name) == shown


def test_small_listing_is_imported_asked_and_scored(tmp_path: Path) -> None:
    """Integration: the share depends on import, index and assistant together."""
    rows = [
        record("1.900001", NAME, thanh_phan_ho_so=PAPERS),
        record("1.900002", "Cấp lại giấy phép mở bến đò chở khách ngang sông"),
    ]
    assistant, imported, known = open_portal(write_records(tmp_path / "records.jsonl", rows), tmp_path)
    asked = list(questions(imported))
    outcomes = [ask(assistant, question, known) for question in asked]

    assert {procedure.code for procedure in imported} == {"1.900001", "1.900002"} < set(known)
    assert {question.text for question in asked if question.form.startswith(OFFICIAL)} >= {
        "thủ tục cấp phép thả diều trên bãi cỏ công cộng (cấp xã) cần giấy tờ gì",
        "thu tuc cap phep tha dieu tren bai co cong cong (cap xa) can giay to gi",
    }
    assert table(outcomes).splitlines()[-1].split()[:2] == ["ALL", str(len(asked))]
    assert len(list(faults(outcomes, known))) == sum(not outcome.is_right for outcome in outcomes)
    # The second has no papers: saying so is right, and nothing is answered.
    assert all(outcome.reply.status is not Status.ANSWERED for outcome in outcomes if outcome.first == "1.900002")


def test_absent_records_are_named_and_are_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["eval_portal.py", "--records", str(tmp_path / "nothing.gz")])

    assert main() == 2
    assert "nothing.gz is not here" in capsys.readouterr().err


def test_a_sample_of_the_portal_is_mostly_found(tmp_path: Path) -> None:
    """The share of all of them is for `make eval-portal`."""
    portal_file(RECORDS)
    sample = write_records(tmp_path / "records.jsonl", portal_records()[::10])
    assistant, imported, known = open_portal(sample, tmp_path)

    assert share_right(ask(assistant, question, known) for question in questions(imported)) >= 0.75
