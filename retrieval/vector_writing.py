"""Passages → stored vectors of one index; unchanged passages keep the vectors of the index before."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from retrieval.embedding import Embedder, Vectors
from retrieval.errors import EmbeddingFailed, RetrievalError
from retrieval.manifest import read_manifest, read_passages
from retrieval.settings import RetrievalSettings
from retrieval.types import Passage
from retrieval.vector_index import VectorIndex, drop_vector_indexes, open_vector_index

logger = logging.getLogger(__name__)

COLLECTION_PREFIX = "motcua-"
_BATCH = 256
# Nobody waits for an answer while an index is built.
_BUILD_TIMEOUT_S = 60.0


def open_vectors(
    folder: Path, settings: RetrievalSettings, *, create: bool = False, timeout_s: float | None = None
) -> VectorIndex:
    """Opens the vectors of the index in `folder`, to be searched unless `timeout_s` says otherwise.

    Raises:
        IndexUnavailable: they are not there, or the server is not.
    """
    name = COLLECTION_PREFIX + folder.name
    limit_s = settings.vector_timeout_s if timeout_s is None else timeout_s
    return open_vector_index(folder / "vectors", name, settings.chroma_url, create=create, timeout_s=limit_s)


def write_vectors(
    passages: tuple[Passage, ...],
    folder: Path,
    previous: Path | None,
    embedder: Embedder,
    settings: RetrievalSettings,
    progress: Callable[[str], None],
) -> None:
    """Stores the vectors of all passages, if they are not there yet.

    Raises:
        IndexUnavailable: The vector store cannot be written.
        EmbeddingFailed: The embedder fails or gives vectors of another shape than it says.
    """
    store = open_vectors(folder, settings, create=True, timeout_s=_BUILD_TIMEOUT_S)
    # The name of the collection stands for these very passages and this embedder, so what is in it is right: a build
    # that was killed, or a new server, only has to be completed.
    stored = store.ids()
    wanted = [passage for passage in passages if passage.passage_id not in stored]
    if wanted:
        known = _known_vectors(previous, embedder, settings) if previous != folder else {}
        kept = [passage for passage in wanted if passage.digest in known]
        store.upsert(kept, _stack([known[passage.digest] for passage in kept], embedder.dimension))
        missing = [passage for passage in wanted if passage.digest not in known]
        progress(f"vectors: {len(missing)} to embed, {len(kept)} kept")
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            store.upsert(batch, _embed(batch, embedder))
            progress(f"vectors: {start + len(batch)}/{len(missing)}")
    store.close()


def drop_older_vectors(settings: RetrievalSettings, keep: set[str]) -> None:
    """Removes the collections of indexes that are not in `keep` from the server, if there is one."""
    if settings.chroma_url is not None:
        names = {COLLECTION_PREFIX + index_id for index_id in keep}
        drop_vector_indexes(settings.chroma_url, COLLECTION_PREFIX, names, _BUILD_TIMEOUT_S)


def _embed(passages: list[Passage], embedder: Embedder) -> Vectors:
    vectors = embedder.embed_passages([passage.embed_text for passage in passages])
    if vectors.shape != (len(passages), embedder.dimension) or not np.isfinite(vectors).all():
        raise EmbeddingFailed(
            f"Mô hình nhúng {embedder.embedder_id!r} trả về mảng {vectors.shape} thay vì {len(passages)} vectơ "
            f"{embedder.dimension} chiều hợp lệ: hãy chọn mô hình khác."
        )
    return vectors


def _stack(vectors: list[Vectors], dimension: int) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, dimension), np.float32)


def _known_vectors(previous: Path | None, embedder: Embedder, settings: RetrievalSettings) -> Mapping[str, Vectors]:
    """Returns the vectors of the index before by passage digest; none if its embedder was another or it is broken."""
    if previous is None:
        return {}
    try:
        if read_manifest(previous).embedder_id != embedder.embedder_id:
            return {}
        digests = {passage.passage_id: passage.digest for passage in read_passages(previous)}
        store = open_vectors(previous, settings, timeout_s=_BUILD_TIMEOUT_S)
        vectors = store.vectors(list(digests))
        store.close()
    except RetrievalError:
        logger.warning("the vectors of %s cannot be read; embedding everything anew", previous.name, exc_info=True)
        return {}
    return {digests[passage_id]: vector for passage_id, vector in vectors.items()}
