"""The lexical half against a naive BM25."""

from collections import Counter
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold
from retrieval.errors import IndexUnavailable
from retrieval.lexical import LexicalIndex, write_lexical_index
from retrieval.passages import build_passages
from retrieval.ranking import FieldBoosts
from retrieval.tokenizer import QuestionWords, load_question_words, tokenize
from retrieval.types import Passage, SearchFilter, SearchQuery
from tests.retrieval.corpora import make_corpus

ALL = FieldBoosts(text=1.0, text_pairs=1.0, title=0.3, title_pairs=0.3, aliases=0.5, aliases_pairs=0.5)
TEXT_ONLY = FieldBoosts(text=1.0, text_pairs=0.0, title=0.0, title_pairs=0.0, aliases=0.0, aliases_pairs=0.0)
NO_WORDS = QuestionWords(words=frozenset(), phrases=())
PASSAGES = build_passages(make_corpus())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexical")
    write_lexical_index(PASSAGES, folder)
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> LexicalIndex:
    return LexicalIndex(folder, ALL, load_question_words())


def _found(index: LexicalIndex, text: str, where: SearchFilter | None = None) -> list[str]:
    scores = index.search(SearchQuery(text), where or SearchFilter(), 10)
    return [PASSAGES[position].passage_id for position in sorted(scores, key=lambda p: (-scores[p], p))]


def naive_bm25(passages: tuple[Passage, ...], query: str) -> dict[int, float]:
    texts = [tokenize(passage.text).unigrams for passage in passages]
    average = sum(map(len, texts)) / len(texts)
    scores: dict[int, float] = {}
    for term in dict.fromkeys(tokenize(query).unigrams):
        holding = sum(term in text for text in texts)
        idf = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for position, text in enumerate(texts):
            if count := Counter(text)[term]:
                share = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(text) / average))
                scores[position] = scores.get(position, 0.0) + idf * share
    return scores


@pytest.mark.parametrize("query", ["kinh phí cải cách", "hồ sơ 118/2025/NĐ-CP", "y tế"])
def test_scores_are_bm25(folder: Path, query: str) -> None:
    found = LexicalIndex(folder, TEXT_ONLY, NO_WORDS).search(SearchQuery(query), SearchFilter(), 100)
    # tantivy keeps lengths above 40 rounded down to one of 256 values.
    assert found == pytest.approx(naive_bm25(PASSAGES, query), rel=0.06)


@given(st.text(alphabet='kinhphícảáạđếồsơtỷlệ 018/-NĐ"(:*', max_size=30))
def test_marks_do_not_change_scores_and_no_text_raises(index: LexicalIndex, text: str) -> None:
    typed = index.search(SearchQuery(text), SearchFilter(), 10)
    assert index.search(SearchQuery(fold(text)), SearchFilter(), 10) == typed


@pytest.mark.parametrize("query", ["118", "118/2025/NĐ-CP", "nghị định số 118/2025", "118/2025/nd-cp"])
def test_document_number_is_found_whole_and_by_its_parts(index: LexicalIndex, query: str) -> None:
    assert _found(index, query)[0] == "tan-an/basis-1"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (SearchFilter(communes=frozenset({"le-loi"})), ["le-loi/target-1"]),
        (SearchFilter(kinds=frozenset({"duty"})), []),
        (SearchFilter(document_ids=frozenset({"tan-an/plan"}), kinds=frozenset({"target"})), ["tan-an/target-1"]),
        (SearchFilter(agency_ids=frozenset({"tan-an/phong-kinh-te"})), []),
        (SearchFilter(communes=frozenset({"no-such"})), []),
    ],
)
def test_filter_restricts(index: LexicalIndex, where: SearchFilter, expected: list[str]) -> None:
    assert _found(index, "thanh toán trực tuyến", where) == expected


def test_filter_does_not_change_scores(index: LexicalIndex) -> None:
    query = SearchQuery("thanh toán trực tuyến")
    free = index.search(query, SearchFilter(), 10)
    where = SearchFilter(communes=frozenset({"tan-an", "le-loi"}), kinds=frozenset({"target", "section"}))
    assert len(free) == 3
    assert index.search(query, where, 10) == free


def test_expansion_counts_by_its_weight(index: LexicalIndex) -> None:
    def score(expansions: dict[str, float]) -> float:
        found = index.search(SearchQuery("tuyên truyền", expansions), SearchFilter(kinds=frozenset({"duty"})), 10)
        return next(iter(found.values()), 0.0)

    assert score({}) == 0.0
    assert score({"kinh phí": 0.2}) == pytest.approx(score({"kinh phí": 0.4}) / 2)


def test_expansion_of_a_word_of_the_query_adds_nothing(index: LexicalIndex) -> None:
    plain = index.search(SearchQuery("kinh phí"), SearchFilter(), 10)
    assert index.search(SearchQuery("kinh phí", {"kinh phí": 0.9}), SearchFilter(), 10) == plain


def test_idf_is_highest_for_an_unknown_syllable(index: LexicalIndex) -> None:
    values = [index.inverse_document_frequency(token) for token in ("xyz", "nghi", "hanh")]
    assert values == sorted(values, reverse=True)
    assert values[0] == pytest.approx(log(1 + (len(PASSAGES) + 0.5) / 0.5))


def test_missing_index_is_reported(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="dựng lại"):
        LexicalIndex(tmp_path / "none", ALL, NO_WORDS)


def test_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="quyền ghi"):
        write_lexical_index(PASSAGES, tmp_path / "file")
