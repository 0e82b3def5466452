"""One contract over Chroma in files, a real Chroma server, and the fake."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from retrieval.embedding import Vectors
from retrieval.errors import IndexUnavailable
from retrieval.passages import build_passages
from retrieval.types import SearchFilter
from retrieval.vector_index import VectorIndex, drop_vector_indexes, open_vector_index
from tests.retrieval.corpora import make_corpus
from tests.retrieval.fakes import FakeVectorIndex

PASSAGES = build_passages(make_corpus())
VECTORS: Vectors = np.random.default_rng(7).normal(size=(len(PASSAGES), 12)).astype(np.float32)
QUERY: Vectors = np.random.default_rng(8).normal(size=12).astype(np.float32)


@pytest.fixture(params=["files", "server", "fake"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "fake":
        made: VectorIndex = FakeVectorIndex()
    else:
        url = request.getfixturevalue("chroma_url") if request.param == "server" else None
        made = open_vector_index(tmp_path, f"test-{uuid4().hex}", url, create=True)
    yield made
    made.close()


def _cosines() -> dict[str, float]:
    lengths = np.linalg.norm(VECTORS, axis=1) * np.linalg.norm(QUERY)
    return {
        passage.passage_id: float(cosine) for passage, cosine in zip(PASSAGES, VECTORS @ QUERY / lengths, strict=True)
    }


def test_query_gives_cosines(index: VectorIndex) -> None:
    index.upsert(PASSAGES, VECTORS)
    assert index.query(QUERY, SearchFilter(), 100) == pytest.approx(_cosines(), abs=1e-5)


def test_query_gives_the_nearest(index: VectorIndex) -> None:
    index.upsert(PASSAGES, VECTORS)
    best = sorted(_cosines(), key=lambda key: -_cosines()[key])[:3]
    assert set(index.query(QUERY, SearchFilter(), 3)) == set(best)


@pytest.mark.parametrize(
    "where",
    [
        SearchFilter(communes=frozenset({"le-loi"})),
        SearchFilter(communes=frozenset({"le-loi", "tan-an"}), kinds=frozenset({"target", "section"})),
        SearchFilter(document_ids=frozenset({"tan-an/plan"})),
        SearchFilter(agency_ids=frozenset({"tan-an/phong-kinh-te"})),
        SearchFilter(agency_ids=frozenset({"tan-an/phong-kinh-te", "tan-an/phong-van-hoa-xa-hoi", "x/none"})),
        SearchFilter(communes=frozenset({"le-loi"}), agency_ids=frozenset({"tan-an/phong-kinh-te"})),
    ],
)
def test_filter_restricts_as_it_says(index: VectorIndex, where: SearchFilter) -> None:
    index.upsert(PASSAGES, VECTORS)
    expected = {passage.passage_id for passage in PASSAGES if where.accepts(passage)}
    assert set(index.query(QUERY, where, 100)) == expected


def test_upsert_replaces(index: VectorIndex) -> None:
    index.upsert(PASSAGES, VECTORS)
    moved = replace(PASSAGES[0], commune="loc-binh")
    index.upsert([moved], QUERY[np.newaxis])
    assert len(index.ids()) == len(PASSAGES)
    found = index.query(QUERY, SearchFilter(communes=frozenset({"loc-binh"})), 5)
    assert found == pytest.approx({moved.passage_id: 1.0}, abs=1e-5)


def test_stored_vectors_come_back_as_they_were(index: VectorIndex) -> None:
    index.upsert(PASSAGES, VECTORS)
    found = index.vectors([PASSAGES[1].passage_id, "no such id"])
    assert list(found) == [PASSAGES[1].passage_id]
    np.testing.assert_allclose(found[PASSAGES[1].passage_id], VECTORS[1], rtol=1e-6)


def test_zero_vectors_are_left_out(index: VectorIndex) -> None:
    index.upsert(PASSAGES[:2], np.stack([VECTORS[0], np.zeros(12, np.float32)]))
    assert index.ids() == {PASSAGES[0].passage_id}


def test_empty_index(index: VectorIndex) -> None:
    index.upsert([], np.zeros((0, 12), np.float32))
    assert index.ids() == frozenset()
    assert index.vectors([]) == {}
    assert index.query(QUERY, SearchFilter(), 5) == {}


def test_files_are_there_after_reopening(tmp_path: Path) -> None:
    first = open_vector_index(tmp_path, "test-reopen", None, create=True)
    first.upsert(PASSAGES, VECTORS)
    first.close()
    second = open_vector_index(tmp_path, "test-reopen", None)
    assert second.query(QUERY, SearchFilter(), 100) == pytest.approx(_cosines(), abs=1e-5)
    second.close()


def test_absent_collection_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="dựng lại chỉ mục"):
        open_vector_index(tmp_path, "test-absent", None)


def test_wrong_dimension_is_unavailable(tmp_path: Path) -> None:
    index = open_vector_index(tmp_path, "test-dimension", None, create=True)
    index.upsert(PASSAGES, VECTORS)
    with pytest.raises(IndexUnavailable):
        index.query(QUERY[:5], SearchFilter(), 3)
    index.close()


def test_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="CHROMA_URL"):
        open_vector_index(tmp_path, "test-none", "http://127.0.0.1:9", create=True)


def test_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(IndexUnavailable):
            open_vector_index(tmp_path, "test-mute", url, create=True, timeout_s=0.2)


def test_drop_keeps_what_is_named(chroma_url: str, tmp_path: Path) -> None:
    prefix = f"drop-{uuid4().hex}-"
    for name in ("old", "new"):
        open_vector_index(tmp_path, prefix + name, chroma_url, create=True).close()
    drop_vector_indexes(chroma_url, prefix, {prefix + "new"})
    open_vector_index(tmp_path, prefix + "new", chroma_url).close()
    with pytest.raises(IndexUnavailable):
        open_vector_index(tmp_path, prefix + "old", chroma_url)
