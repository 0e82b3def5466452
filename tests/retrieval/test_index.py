"""Searching and opening."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.text import fold
from retrieval import (
    EmbeddingFailed,
    Index,
    IndexMismatch,
    IndexUnavailable,
    RetrievalSettings,
    SearchFilter,
    SearchQuery,
    build_index,
    open_index,
)
from retrieval.embedding import Vectors
from retrieval.errors import RetrievalError
from retrieval.passages import build_passages
from retrieval.vector_search import VectorSearch
from tests.retrieval.corpora import make_corpus
from tests.retrieval.fakes import FakeEmbedder, FakeVectorIndex

EVERYTHING = SearchFilter()


@pytest.fixture
def lexical_index(tmp_path: Path, lexical_settings: RetrievalSettings) -> Index:
    build_index(make_corpus(), tmp_path / "index", lexical_settings)
    return open_index(tmp_path / "index", lexical_settings)


def _ids(index: Index, text: str, where: SearchFilter = EVERYTHING) -> list[str]:
    return [hit.passage.passage_id for hit in index.search(SearchQuery(text), where).hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tỷ lệ thanh toán trực tuyến của xã là bao nhiêu?", "tan-an/target-1"),
        ("ai lo bo tri kinh phi", "tan-an/duty-1"),
        ("nghị định 118", "tan-an/basis-1"),
        ("Ai là người ký?", "tan-an/fact-1"),
        ("huy động nguồn lực", "tan-an/plan#b-1"),
    ],
)
def test_search_finds_the_passage(lexical_index: Index, text: str, expected: str) -> None:
    where = SearchFilter(communes=frozenset({"tan-an"}))
    assert _ids(lexical_index, text, where)[0] == expected
    assert _ids(lexical_index, fold(text), where)[0] == expected


def test_best_hit_scores_1_and_limit_holds(lexical_index: Index) -> None:
    result = lexical_index.search(SearchQuery("cải cách hành chính"), EVERYTHING, limit=2)
    assert result.hits[0].score == 1.0
    assert len(result.hits) == 2
    assert not result.is_vector_used
    assert set(result.hits[0].parts) == {"lexical"}


@pytest.mark.parametrize("text", ["", "?!", "xyzzy"])
def test_nothing_found_is_not_an_error(lexical_index: Index, text: str) -> None:
    assert lexical_index.search(SearchQuery(text), EVERYTHING).hits == ()


def test_corpus_and_manifest_are_those_that_were_built(lexical_index: Index) -> None:
    assert lexical_index.corpus == make_corpus()
    assert lexical_index.passages == build_passages(make_corpus())
    assert sum(lexical_index.manifest.counts.values()) == len(lexical_index.passages)
    assert lexical_index.manifest.embedder_id is None


def test_idf_of_syllables(lexical_index: Index) -> None:
    idf = lexical_index.inverse_document_frequency
    assert idf("118") > idf("hanh") > 0


def test_threads_get_the_same_results(lexical_index: Index) -> None:
    questions = ["thanh toán", "kinh phí", "nghị định 118", "rà soát văn bản", "người ký"] * 40
    expected = [_ids(lexical_index, question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: _ids(lexical_index, question), questions)) == expected


def test_vectors_join_in(tmp_path: Path, vector_settings: RetrievalSettings) -> None:
    build_index(make_corpus(), tmp_path / "index", vector_settings)
    index = open_index(tmp_path / "index", vector_settings)
    result = index.search(SearchQuery("hồ sơ trực tuyến"), SearchFilter(communes=frozenset({"tan-an"})), 100)
    assert result.is_vector_used
    assert len(result.hits) == 7
    assert {hit.passage.commune for hit in result.hits} == {"tan-an"}
    assert result.hits[0].passage.passage_id == "tan-an/target-1"
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: tuple(_ids(index, "hồ sơ trực tuyến")), range(20)))
    assert len(set(found)) == 1
    index.close()
    assert not index.search(SearchQuery("hồ sơ"), EVERYTHING).is_vector_used


def test_small_filter_is_searched_without_vectors(tmp_path: Path, vector_settings: RetrievalSettings) -> None:
    ranking = tmp_path / "strict.yaml"
    text = vector_settings.ranking_path.read_text(encoding="utf-8")
    ranking.write_text(text.replace("min_passages: 1", "min_passages: 3"), encoding="utf-8")
    settings = vector_settings.model_copy(update={"ranking_path": ranking})
    build_index(make_corpus(), tmp_path / "index", settings)
    index = open_index(tmp_path / "index", settings)
    assert index.search(SearchQuery("hồ sơ"), EVERYTHING).is_vector_used
    assert not index.search(SearchQuery("hồ sơ"), SearchFilter(communes=frozenset({"le-loi"}))).is_vector_used
    index.close()


def test_broken_vectors_leave_the_words(
    tmp_path: Path, vector_settings: RetrievalSettings, caplog: pytest.LogCaptureFixture
) -> None:
    report = build_index(make_corpus(), tmp_path / "index", vector_settings)
    (tmp_path / "index" / report.index_id / "vectors" / "chroma.sqlite3").unlink()
    index = open_index(tmp_path / "index", vector_settings)
    result = index.search(SearchQuery("hồ sơ trực tuyến"), EVERYTHING)
    assert result.hits
    assert not result.is_vector_used
    assert "vector search failed" in caplog.text
    index.close()


class Broken(FakeEmbedder):
    error: RetrievalError = EmbeddingFailed("hỏng")
    calls = 0

    def embed_query(self, text: str) -> Vectors:
        self.calls += 1
        raise self.error


@pytest.mark.parametrize("error", [EmbeddingFailed("hỏng"), IndexUnavailable("hỏng")])
def test_failing_vectors_are_tried_again_only_after_a_while(error: RetrievalError) -> None:
    now = [0.0]
    broken = Broken()
    broken.error = error
    search = VectorSearch(broken, FakeVectorIndex, monotonic=lambda: now[0])
    assert [search.search("x", EVERYTHING, 5) for _ in range(3)] == [None] * 3
    assert broken.calls == 1
    now[0] = 31.0
    assert search.search("x", EVERYTHING, 5) is None
    assert broken.calls == 2


def test_bug_in_the_embedder_is_not_hidden() -> None:
    broken = Broken()
    broken.error = ZeroDivisionError()  # type: ignore[assignment]
    with pytest.raises(ZeroDivisionError):
        VectorSearch(broken, FakeVectorIndex).search("x", EVERYTHING, 5)


def test_no_index_is_unavailable(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    with pytest.raises(IndexUnavailable, match="make index"):
        open_index(tmp_path, lexical_settings)


@pytest.mark.parametrize("name", ["manifest.json", "corpus.json", "passages.json", "lexical/meta.json"])
def test_incomplete_index_is_unavailable(name: str, tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    report = build_index(make_corpus(), tmp_path, lexical_settings)
    (tmp_path / report.index_id / name).unlink()
    with pytest.raises(IndexUnavailable, match=r"make index|dựng lại"):
        open_index(tmp_path, lexical_settings)


def _other_schema(text: str) -> str:
    return text.replace('"schema_digest": "', '"schema_digest": "0')


def _other_shape(text: str) -> str:
    return text.replace("{", '{"unknown": 1, ', 1)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("manifest.json", _other_schema),
        ("manifest.json", _other_shape),
        ("corpus.json", _other_shape),
        ("passages.json", lambda _: '[{"passage_id": 1}]'),
    ],
)
def test_index_of_another_version_is_a_mismatch(
    name: str, change: Callable[[str], str], tmp_path: Path, lexical_settings: RetrievalSettings
) -> None:
    report = build_index(make_corpus(), tmp_path, lexical_settings)
    path = tmp_path / report.index_id / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="make index"):
        open_index(tmp_path, lexical_settings)


def test_index_of_another_embedder_is_a_mismatch(
    tmp_path: Path, lexical_settings: RetrievalSettings, vector_settings: RetrievalSettings
) -> None:
    build_index(make_corpus(), tmp_path / "index", lexical_settings)
    with pytest.raises(IndexMismatch, match="RETRIEVAL_EMBEDDER"):
        open_index(tmp_path / "index", vector_settings)
