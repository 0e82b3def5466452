"""Recognised lines → the same lines with misread words put right by the words beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.context import mended_words
from corpus.readers.extract import Doubt, ReadLine
from corpus.text import fold


def read(*texts: str) -> list[str]:
    lines = mended_words([ReadLine(text=text) for text in texts], {1})
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("recognised", "printed"),
    [
        ("sắp xếp, tỉnh gọn bộ máy", "sắp xếp, tinh gọn bộ máy"),
        ("thực hiện tỉnh giản biên chế trong tỉnh", "thực hiện tinh giản biên chế trong tỉnh"),
        ("xây dựng kế hoạch chỉ tiết", "xây dựng kế hoạch chi tiết"),
        ("các nền tẳng số quốc gia", "các nền tảng số quốc gia"),
        ("cơ sở đữ liệu quốc gia", "cơ sở dữ liệu quốc gia"),
        ("Chủ tịch UBND glao cho", "Chủ tịch UBND giao cho"),
        ("theo đõi, đánh giá", "theo dõi, đánh giá"),
        ("Trung tâm Dịch VỤ sự nghiệp công", "Trung tâm Dịch vụ sự nghiệp công"),
        ("TỈ lệ hồ sơ", "Tỉ lệ hồ sơ"),
        ("gửi SỞ Nội vụ", "gửi Sở Nội vụ"),
        ("thông qua môi trường SỐ", "thông qua môi trường số"),
        ("Mức đỘ hài lòng", "Mức độ hài lòng"),
    ],
)
def test_word_that_does_not_fit_is_put_right_and_doubted(recognised: str, printed: str) -> None:
    (line,) = mended_words([ReadLine(text=recognised)], {1})
    assert line.text == printed
    (doubt,) = line.doubts
    assert doubt.words in printed
    assert doubt.words not in recognised


@pytest.mark.parametrize(
    "text",
    [
        "Uỷ ban nhân dân tỉnh giao chỉ tiêu; chi thường xuyên và chi đầu tư do tỉnh cấp.",
        "Ông Nguyễn Văn Đẳng, bà Trần Thị Tỉnh",
        "ĐẢNG ỦY, HĐND, UBND XÃ",
        "XÃ SUỐI MƠ",
        "trên địa bàn XÃ SUỐI MƠ Số: 20/KH-UBND",
        "Quyết định số 76/NQ-CP, https://dichvucong.gov.vn/chi-tiet",
        "KHÔNG được yêu cầu người dân nộp bản giấy",
        "",
    ],
)
def test_sound_text_stays_as_it_was_read(text: str) -> None:
    assert read(text) == [text]


def test_sentence_goes_on_in_the_next_line_but_not_in_the_next_cell() -> None:
    assert read("rà soát, sắp xếp, tỉnh", "gọn bộ máy") == ["rà soát, sắp xếp, tinh", "gọn bộ máy"]
    assert read("UBND tỉnh\tgọn nhẹ", "UBND tỉnh\tgọn nhẹ") == ["UBND tỉnh\tgọn nhẹ"] * 2


def test_only_recognised_pages_are_touched() -> None:
    lines = [ReadLine(text="tỉnh gọn bộ máy", page=1), ReadLine(text="tỉnh gọn bộ máy.", page=2)]
    assert [line.text for line in mended_words(lines, {2})] == ["tỉnh gọn bộ máy", "tinh gọn bộ máy."]


def test_what_may_be_another_word_is_doubted_and_left() -> None:
    (line,) = mended_words([ReadLine(text="I. MỤC ĐÍCH, YÊU CÂU")], {1})
    assert line.text == "I. MỤC ĐÍCH, YÊU CÂU"
    assert [doubt.words for doubt in line.doubts] == ["CÂU"]


def test_doubts_of_other_words_are_kept() -> None:
    doubts = (Doubt(words="tỉnh", confidence=30), Doubt(words="UBND", confidence=9))
    (line,) = mended_words([ReadLine(text="UBND xã sắp xếp, tỉnh gọn bộ máy", doubts=doubts)], {1})
    assert line.text == "UBND xã sắp xếp, tinh gọn bộ máy"
    assert [doubt.words for doubt in line.doubts] == ["UBND", "tinh"]


@given(st.lists(st.text(st.sampled_from("aăâáảđeêtinhchduy \tXVI.,/-2026ủỦ"), max_size=40), max_size=5))
def test_letters_figures_and_spaces_stay(texts: list[str]) -> None:
    lines = [ReadLine(text=text) for text in texts]
    for before, after in zip(lines, mended_words(lines, {1}), strict=True):
        assert fold(after.text).replace("l", "i") == fold(before.text).replace("l", "i")
        assert all(doubt.words in after.text for doubt in after.doubts)
