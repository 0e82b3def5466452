"""Texts and questions as terms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold
from retrieval.tokenizer import QuestionWords, load_question_words, tokenize, tokenize_query

VIETNAMESE = st.text(alphabet="aàáâăạậặbcdđĐeêếghiíoôơởuưữyýABCỦỨ 0123456789/.,-_%()≥–", max_size=60)


@pytest.mark.parametrize(
    ("text", "unigrams", "bigrams"),
    [
        ("Đăng ký hộ tịch", "dang ky ho tich", "dang_ky ky_ho ho_tich"),
        ("y tế", "y te", "y_te"),
        ("104/KH-UBND", "104 kh ubnd 104/kh-ubnd", "104_kh kh_ubnd"),
        ("118/2025/NĐ-CP.", "118 2025 nd cp 118/2025/nd-cp", "118_2025 2025_nd nd_cp"),
        ("đạt 95,5%", "dat 95 5 95,5", "dat_95 95_5"),
        ("2026 - 2030", "2026 2030", "2026_2030"),
        ("", "", ""),
        ("(?!) …", "", ""),
    ],
)
def test_tokenize_gives_folded_syllables_pairs_and_whole_numbers(text: str, unigrams: str, bigrams: str) -> None:
    terms = tokenize(text)
    assert " ".join(terms.unigrams) == unigrams
    assert " ".join(terms.bigrams) == bigrams


@given(st.text() | VIETNAMESE)
def test_tokens_are_equal_for_nfc_and_nfd(text: str) -> None:
    assert tokenize(unicodedata.normalize("NFD", text)) == tokenize(unicodedata.normalize("NFC", text))


@given(VIETNAMESE)
def test_diacritics_do_not_change_tokens(text: str) -> None:
    assert tokenize(fold(text)) == tokenize(text)


@given(VIETNAMESE)
def test_query_terms_are_unique_terms_of_the_text(text: str) -> None:
    terms, query = tokenize(text), tokenize_query(text, load_question_words())
    assert set(query.unigrams) <= set(terms.unigrams)
    assert set(query.bigrams) <= set(terms.bigrams)
    assert len(set(query.unigrams)) == len(query.unigrams)


WORDS = QuestionWords(words=frozenset({"la", "gi"}), phrases=("bao nhieu",))


def test_question_words_leave_the_unigrams_but_keep_pairs_with_content() -> None:
    query = tokenize_query("sản phẩm là gì", WORDS)
    assert query.unigrams == ("san", "pham")
    assert query.bigrams == ("san_pham", "pham_la")


def test_question_phrase_is_dropped_only_as_a_whole() -> None:
    assert "bao" in tokenize_query("báo cáo", WORDS).unigrams
    assert tokenize_query("bao nhiêu báo cáo", WORDS).unigrams == ("bao", "cao")
    assert tokenize_query("đạt bao nhiêu", WORDS).unigrams == ("dat",)


def test_query_of_question_words_only_keeps_them() -> None:
    assert tokenize_query("là gì", WORDS).unigrams == ("la", "gi")


def test_document_number_in_a_query_is_searched_whole_and_in_parts() -> None:
    assert tokenize_query("kế hoạch 104/KH-UBND", WORDS).unigrams == ("ke", "hoach", "104", "kh", "ubnd", "104/kh-ubnd")


def test_shipped_question_words_are_folded() -> None:
    shipped = load_question_words()
    assert all(fold(text) == text for text in (*shipped.words, *shipped.phrases))
