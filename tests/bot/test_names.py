"""Likely names are masked in what is kept; places, documents and ordinary words stay. All names here are made up."""

import unicodedata

import pytest

from bot.assistant import Assistant
from bot.masking import MASK
from bot.names import mask_for_keeping, mask_names
from corpus.text import fold
from tests.support.shipped import judgments

# Made of syllables that say "example": nobody is called so.
MASKED = [
    ("Tôi tên là Nguyễn Thị Ví Dụ, muốn hỏi khai sinh", "Tôi tên là •••, muốn hỏi khai sinh"),
    ("tên em là Lò Ví Dụ ở bản Na", "tên em là ••• ở bản Na"),
    ("Họ và tên: Giàng A Thử", "Họ và tên: •••"),
    ("họ tên Trần Ví Dụ sinh năm 1990", "họ tên ••• sinh năm 1990"),
    ("tên em là Thử", "tên em là •••"),
    ("ho ten nguyen thi vi du sinh nam 1990", "ho ten ••• sinh nam 1990"),
    ("tôi tên là trần ví dụ muốn làm căn cước", "tôi tên là ••• muốn làm căn cước"),
    ("gặp ông Phạm Ví ở đâu", "gặp ông ••• ở đâu"),
    ("Nhờ chị Hoàng Thị Thử Dụ giải quyết", "Nhờ chị ••• giải quyết"),
    ("Cán bộ Lê Văn Ví Dụ không nghe máy", "Cán bộ ••• không nghe máy"),
    ("Bùi Thử Ví. Đặng Văn Dụ!", "•••. •••!"),
    ("TÔI TÊN LÀ NGUYỄN VÍ DỤ MUỐN HỎI", "TÔI TÊN LÀ ••• MUỐN HỎI"),
    (unicodedata.normalize("NFD", "em là Nguyễn Thị Ví Dụ"), "em là •••"),
]
KEPT = [
    "Đường Nguyễn Văn Cừ sửa khi nào?",
    "nhà ở phố Trần Hưng Đạo",
    "phường Lê Lợi, xã Tân An",
    "Trường THPT Hoàng Văn Thụ",
    "Thành phố Hồ Chí Minh",
    "Phiếu Lý Lịch Tư Pháp cần gì",
    "Hồ Sơ Đăng Ký Kết Hôn",
    "họ tên trong giấy khai sinh sai thì sửa ở đâu",
    "tên là gì cũng được",
    "ho ten cha me ghi the nao",
    "Họ Tên Trên Giấy Khai Sinh",
    "LÝ LỊCH TƯ PHÁP LÀM Ở ĐÂU",
    "ĐOÀN KIỂM TRA ĐẾN KHI NÀO",
    "Đoàn Thanh Niên xã",
    "ai chủ trì, Mai hay sau mới xong",
    "Hà Nội, Cao Bằng, Lâm Đồng",
    "",
    "•••",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_name_is_masked(text: str, expected: str) -> None:
    assert mask_names(text) == expected
    assert mask_names(expected) == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_name_stays(text: str) -> None:
    assert mask_names(text) == text


def test_numbers_and_names_are_masked_together() -> None:
    text = "Tên tôi là Trần Ví Dụ, số 0912 345 678"

    assert mask_for_keeping(text) == "Tên tôi là •••, số •••"


def test_nothing_but_the_signatories_is_masked_in_the_projects_own_questions(assistant: Assistant) -> None:
    """No private person stands in the sets to work on: whatever else is masked there is masked wrongly."""
    signatories = [document.signatory.name for document in assistant.index.corpus.documents if document.signatory]
    known = {spelling for name in signatories for spelling in (name, fold(name).title())}
    turns = {turn for name in ("tuning", "procedures_tuning") for row in judgments(name) for turn in row.turns}
    changed = {turn: mask_names(turn) for turn in turns if mask_names(turn) != turn}

    assert len(turns) > 200
    assert len(changed) > 3
    for turn, masked in changed.items():
        assert masked in {turn.replace(name, MASK) for name in known}, turn
