"""Diacritic restoration: the laws on any text, a toy model by hand, and the shipped counts."""

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.restoration import (
    BOUNDARY,
    DEFAULT_PATH,
    NUMBER,
    BigramCounts,
    Restorer,
    counted_tokens,
    is_marked,
    modern,
    needs_restoration,
    read_counts,
    write_counts,
)
from corpus.text import fold

QUESTIONS = Path(__file__).parent.parent / "data" / "restoration.tsv"

TOY = BigramCounts(
    syllables=[BOUNDARY, NUMBER, "chủ", "chu", "trì", "trí", "tri"],
    unigrams=[10, 5, 30, 10, 20, 30, 5],
    bigrams={0 * 7 + 2: 8.0, 2 * 7 + 4: 20.0, 4 * 7 + 0: 8.0},
)


@cache
def shipped() -> Restorer:
    return Restorer.load()


def test_context_beats_frequency() -> None:
    assert Restorer(TOY).restore("chu tri") == "chủ trì"
    assert Restorer(TOY).restore("tri") == "trì"


def test_unknown_syllables_and_empty_text_stay() -> None:
    assert Restorer(TOY).restore("xin chu tri zalo 2025!") == "xin chủ trì zalo 2025!"
    assert Restorer(TOY).restore("") == ""


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("ai chu tri viec nay", "ai chủ trì việc này"),
        ("THOI HAN NOP HO SO LA KHI NAO", "THỜI HẠN NỘP HỒ SƠ LÀ KHI NÀO"),
        ("Quyet dinh so 118/2025/ND-CP", "Quyết định số 118/2025/NĐ-CP"),
        ("UBND xa Tan An", "UBND xã Tân An"),
        ("nop ho so: a.b@dich.vn, https://dich.vn/ho-so", "nộp hồ sơ: a.b@dich.vn, https://dich.vn/ho-so"),
        ("toi muon hoi, het bao nhieu tien?", "tôi muốn hỏi, hết bao nhiêu tiền?"),
    ],
)
def test_shipped_counts_restore(typed: str, restored: str) -> None:
    assert shipped().restore(typed) == restored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ai chu tri viec nay", True),
        ("đang ky khai sinh o dau", True),  # one of six
        ("ai chủ trì việc này", False),
        ("xã Lộc Bình co gi moi", False),  # half: the person types with marks and left some out
        ("UBND", True),
        ("2025", False),
        ("", False),
    ],
)
def test_needs_restoration_below_a_quarter_of_marked_syllables(text: str, expected: bool) -> None:
    assert needs_restoration(text) is expected


def test_text_with_marks_stays_as_typed() -> None:
    text = "Hoà giải ở xã, uỷ ban làm gi?"
    assert shipped().restore(text) == text


def test_syllable_typed_with_marks_is_kept_among_bare_ones() -> None:
    assert shipped().restore("hồ so can nhung giay to gi vay").startswith("hồ ")


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoá", "hóa"), ("uỷ", "ủy"), ("thoả", "thỏa"), ("quý", "quý"), ("toàn", "toàn"), ("hòa", "hòa"), ("Hoà", "Hòa")],
)
def test_modern_tone_placement(old: str, new: str) -> None:
    assert modern(old) == new


def test_marks_are_tones_hats_and_d() -> None:
    assert [is_marked(word) for word in ("đa", "Đ", "á", "ơ", "ă", "a", "d", "ç")] == [True] * 5 + [False] * 3


def test_counted_tokens_split_at_full_stops_and_merge_numbers() -> None:
    assert list(counted_tokens("Uỷ ban. Năm 2025, q3")) == [["ủy", "ban"], ["năm", NUMBER, NUMBER]]


def test_counts_survive_a_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "counts.npz"
    write_counts(TOY, path)
    read = read_counts(path)
    assert list(read.syllables) == list(TOY.syllables)
    assert list(read.unigrams) == list(TOY.unigrams)
    assert read.bigrams == pytest.approx(TOY.bigrams, rel=0.05)


def test_other_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "counts.npz"
    write_counts(BigramCounts(["a", "b"], [1, 1], {}), path)
    with pytest.raises(ValueError, match="no restoration counts"):
        read_counts(path)


def test_shipped_counts_are_small() -> None:
    assert DEFAULT_PATH.stat().st_size < 2_000_000


def test_citizens_questions_are_restored_well_enough() -> None:
    rows = [line.split("\t") for line in QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]]
    right = total = 0
    for typed, question in rows:
        ours = [word for sentence in counted_tokens(shipped().restore(typed)) for word in sentence]
        gold = [word for sentence in counted_tokens(question) for word in sentence]
        right += sum(one == other for one, other in zip(ours, gold, strict=True))
        total += len(gold)
    assert len(rows) == 60
    assert right / total >= 0.95


TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("aeiouydnghtcmsrlbkpqvxAEIOUDNGHTC .,?!:@/_-%0123456789ăâêôơưđàáảãạếộ\u0301\u0323\n"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@given(TEXT)
def test_restoring_changes_nothing_but_marks(text: str) -> None:
    assert fold(shipped().restore(text)) == fold(text)


@given(TEXT)
def test_restoring_equals_for_nfc_and_nfd(text: str) -> None:
    assert shipped().restore(unicodedata.normalize("NFD", text)) == shipped().restore(
        unicodedata.normalize("NFC", text)
    )


@given(
    st.lists(
        st.sampled_from(["ai", "chu", "tri", "viec", "ho", "so", "o", "dau", "Xong", "UBND", "2025", "toi"]),
        max_size=12,
    )
)
def test_restored_text_has_the_same_shape(words: list[str]) -> None:
    restored = shipped().restore(" ".join(words))
    assert len(restored) == len(" ".join(words))
    assert [word.isupper() for word in restored.split()] == [word.isupper() for word in words]
