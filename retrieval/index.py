"""The index as the assistant sees it: one query in, one ranked list out."""

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path

from corpus.documents import Corpus
from retrieval.embedding import Embedder, build_embedder
from retrieval.errors import IndexMismatch
from retrieval.fusion import ScoredList, fuse
from retrieval.lexical import LexicalIndex
from retrieval.manifest import (
    IndexManifest,
    current_folder,
    read_corpus,
    read_manifest,
    read_passages,
    schema_digest,
)
from retrieval.ranking import Ranking, load_ranking
from retrieval.settings import RetrievalSettings
from retrieval.tokenizer import load_question_words
from retrieval.types import Hit, Passage, SearchFilter, SearchQuery, SearchResult
from retrieval.vector_search import VectorSearch
from retrieval.vector_writing import open_vectors


class Index:
    """An open index. Read-only and safe to share between threads; made by `open_index`."""

    def __init__(
        self,
        manifest: IndexManifest,
        corpus: Corpus,
        passages: tuple[Passage, ...],
        lexical: LexicalIndex,
        vectors: VectorSearch | None,
        ranking: Ranking,
    ) -> None:
        self.manifest = manifest
        self.corpus = corpus
        self.passages = passages
        self._lexical = lexical
        self._vectors = vectors
        self._ranking = ranking
        self._position = {passage.passage_id: position for position, passage in enumerate(passages)}
        # Filters come from a few communes and kinds, so the counts are few; a scan per search would cost a third of it.
        self._count = lru_cache(maxsize=256)(self._count_passages)

    def search(self, query: SearchQuery, where: SearchFilter, limit: int = 10) -> SearchResult:
        """Returns the passages that pass `where`, best first, each with its raw scores per retriever.

        A passage that shares no term with the query is found by the vectors only. No hits means that nothing was found;
        a vector half that fails is logged and left out.

        Raises:
            IndexUnavailable: The lexical half cannot be read.
        """
        weights = self._ranking.weights
        vector = self._vector_scores(query, where)
        # A list of its own keeps its order: what stands below the limit would be fused for nothing.
        depth = limit if vector is None else max(limit, self._ranking.candidates)
        lexical = self._lexical.search(query, where, depth)
        lists = [ScoredList(lexical, weights.lexical, floor=0.0)]
        if vector is not None:
            lists.append(ScoredList(vector, weights.vector))
        fused = fuse(lists)
        best = sorted(fused, key=lambda position: (-fused[position], position))[:limit]
        hits = tuple(Hit(self.passages[p], fused[p], _parts(p, lexical, vector)) for p in best)
        return SearchResult(hits, is_vector_used=vector is not None)

    def close(self) -> None:
        """Gives back the vectors' files or connection, if any were opened. Searches go on without vectors."""
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None

    def inverse_document_frequency(self, token: str) -> float:
        """Returns the idf of a folded syllable over all passages; the highest value for one that never occurs."""
        return self._lexical.inverse_document_frequency(token)

    def _vector_scores(self, query: SearchQuery, where: SearchFilter) -> Mapping[int, float] | None:
        vectors, rules = self._vectors, self._ranking.vector
        if vectors is None or self._ranking.weights.vector == 0 or self._count(where) < rules.min_passages:
            return None
        found = vectors.search(query.text, where, self._ranking.candidates)
        if found is None:
            return None
        return {
            self._position[passage_id]: score for passage_id, score in found.items() if passage_id in self._position
        }

    def _count_passages(self, where: SearchFilter) -> int:
        return sum(1 for passage in self.passages if where.accepts(passage))


def open_index(root: Path, settings: RetrievalSettings) -> Index:
    """Opens the index that is served from `root`.

    Raises:
        IndexUnavailable: There is none, or a file of it is missing or broken.
        IndexMismatch: It was built by another embedder than the settings name, or by other code.
        EmbeddingFailed: The settings name an embedder that is not there.
    """
    folder = current_folder(root)
    manifest = read_manifest(folder)
    embedder = build_embedder(settings)
    _check(folder, manifest, embedder)
    ranking = load_ranking(settings.ranking_path)
    lexical = LexicalIndex(folder / "lexical", ranking.fields, load_question_words())
    vectors = None
    if embedder is not None:
        vectors = VectorSearch(embedder, partial(open_vectors, folder, settings))
    return Index(manifest, read_corpus(folder), read_passages(folder), lexical, vectors, ranking)


def _check(folder: Path, manifest: IndexManifest, embedder: Embedder | None) -> None:
    if manifest.schema_digest != schema_digest():
        raise IndexMismatch(f"Chỉ mục ở {str(folder)!r} do phiên bản khác dựng: hãy chạy lại `make index`.")
    embedder_id = embedder.embedder_id if embedder else None
    if manifest.embedder_id != embedder_id:
        raise IndexMismatch(
            f"Chỉ mục ở {str(folder)!r} dựng bằng mô hình {manifest.embedder_id!r} nhưng cấu hình đang chọn "
            f"{embedder_id!r}: hãy chạy lại `make index` hoặc sửa RETRIEVAL_EMBEDDER."
        )


def _parts(position: int, lexical: Mapping[int, float], vector: Mapping[int, float] | None) -> dict[str, float]:
    lists = (("lexical", lexical), ("vector", vector or {}))
    return {name: scores[position] for name, scores in lists if position in scores}
