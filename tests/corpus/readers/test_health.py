import unicodedata

import pytest

from corpus.readers.extract import Doubt, ReadLine
from corpus.readers.health import page_fault, repair_lines
from corpus.readers.legacy import legacy_encoding
from corpus.syllables import is_likely_word, is_syllable, syllable_share
from tests.corpus.conftest import DATA, SLUGS

SENTENCE = "Căn cứ Quyết định số 12 của Ủy ban nhân dân xã về cải cách hành chính giai đoạn mới"
# The same sentence as fonts of TCVN 3 and VNI need it typed.
TCVN3 = "C¨n cø QuyÕt ®Þnh sè 12 cña ñy ban nh©n d©n x· vÒ c¶i c¸ch hµnh chÝnh giai ®o¹n míi"  # noqa: RUF001
VNI = "Caên cöù Quyeát ñònh soá 12 cuûa UÛy ban nhaân daân xaõ veà caûi caùch haønh chính giai ñoaïn môùi"


def repaired(*texts: str) -> tuple[list[str], tuple[str, ...]]:
    lines, told = repair_lines([ReadLine(text=text) for text in texts])
    return [line.text for line in lines], told


@pytest.mark.parametrize("slug", SLUGS)
def test_published_text_is_sound_and_stays_as_it_is(slug: str) -> None:
    text = unicodedata.normalize("NFC", (DATA / slug / "plan.txt").read_text(encoding="utf-8"))
    lines = [line for line in text.split("\n") if line.strip()]
    assert repaired(*lines) == (lines, ())
    assert page_fault(text) is None
    assert syllable_share(text)[0] > 0.98


@pytest.mark.parametrize(
    ("spoilt", "sound"),
    [
        ("ĐIỀ U KHO ẢN THI H ÀNH", "ĐIỀU KHOẢN THI HÀNH"),
        ("th ủ tục hành ch ính", "thủ tục hành chính"),
        ("(th ủ tục), ngh ị quy ết;", "(thủ tục), nghị quyết;"),
        ("1\tRà so át\tCông an x ã", "1\tRà soát\tCông an xã"),
        ("Phụ lục V an toàn thông tin", "Phụ lục V an toàn thông tin"),
        ("tổ A ba người, lớp B ảnh", "tổ A ba người, lớp B ảnh"),
        ("UBND xã, PAR Index, Kon Tum", "UBND xã, PAR Index, Kon Tum"),
    ],
)
def test_split_syllables_are_joined_and_nothing_else(spoilt: str, sound: str) -> None:
    assert repaired(spoilt)[0] == [sound]


def test_joins_are_told() -> None:
    assert repaired("th ủ tục", "ĐIỀ U")[1] == ("Đã nối lại 2 chỗ chữ bị tách rời; hãy đối chiếu với bản gốc.",)


def test_decomposed_and_icelandic_letters_become_vietnamese() -> None:
    texts, told = repaired(unicodedata.normalize("NFD", "Điều động cán bộ"), "Ðiều ðộng")
    assert texts == ["Điều động cán bộ", "Điều động"]
    assert len(told) == 2


@pytest.mark.parametrize(("spoilt", "name"), [(TCVN3, "TCVN3 (ABC)"), (VNI, "VNI")])
def test_text_of_old_fonts_is_converted_and_told(spoilt: str, name: str) -> None:
    texts, told = repaired(spoilt, "Dòng này đã là Unicode")
    assert [text.lower() for text in texts] == [SENTENCE.lower(), "dòng này đã là unicode"]
    assert [sentence for sentence in told if name in sentence]
    assert page_fault("\n".join([spoilt] * 3)) is None


def test_unicode_text_is_of_no_old_encoding() -> None:
    assert legacy_encoding(SENTENCE) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("(cid:12)(cid:40)" * 20, "phông chữ"),
        ("\ue001\ue002\ue003 abc" * 20, "phông chữ"),
        ("the quick brown fox jumps over lazy dogs while nobody watches " * 4, "tiếng Việt"),
        ("cong hoa xa hoi chu nghia viet nam doc lap tu do hanh phuc " * 4, "không có dấu"),
    ],
)
def test_what_is_no_vietnamese_is_refused(text: str, says: str) -> None:
    fault = page_fault(text)
    assert fault is not None
    assert says in fault


def test_page_of_few_words_is_not_judged() -> None:
    assert page_fault("2") is None
    assert page_fault("") is None


def test_recognised_line_keeps_the_words_of_its_doubts() -> None:
    line = ReadLine(text="th ủ tục", doubts=(Doubt(words="ủ", confidence=40),))
    assert repair_lines([line])[0] == (line,)


@pytest.mark.parametrize("word", ["khoản", "ĐIỀU", "Nghiêng", "gì", "quyết", "uỷ", "hoà", "hòa", "y"])
def test_syllables_of_the_language_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ản", "điề", "th", "hảnh", "xyz", "nghg"])
def test_pieces_and_misreadings_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("word", "is_likely"),
    [("UBND,", True), ("30/2020/NĐ-CP", True), ("95%", True), ("≥", True), ("a)", True), ("IV", True), ("g1ải", False)],
)
def test_words_that_can_be_right_are_told_from_others(word: str, is_likely: bool) -> None:
    assert is_likely_word(word) is is_likely
