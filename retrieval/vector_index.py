"""Vectors in Chroma: the only module that imports chromadb, and only when it is used.

Embeddings are always passed in. Chroma's own embedding function, which would be downloaded, is never reached.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from retrieval.embedding import Vectors
from retrieval.errors import IndexUnavailable
from retrieval.types import Passage, SearchFilter

_BATCH = 2_000  # Chroma refuses more than 5,461
# Safer than the defaults, which lose recall beyond some ten thousand passages; costs 45 % of build time.
_HNSW = {"space": "cosine", "ef_search": 300, "ef_construction": 200, "max_neighbors": 32}


class VectorIndex(Protocol):
    """Vectors by passage id, in one named collection. Every method raises `IndexUnavailable`."""

    def upsert(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Adds or replaces. All-zero vectors, which have no direction, are left out."""

    def query(self, vector: Vectors, where: SearchFilter, limit: int) -> dict[str, float]:
        """Returns the cosine similarities of the nearest passages that pass `where`."""

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """Returns the stored vectors of those ids that are there, each in the length that was stored."""

    def ids(self) -> frozenset[str]: ...

    def close(self) -> None:
        """Gives back what the index holds of the machine; it is not used afterwards."""


class ChromaVectorIndex:
    """A collection of a Chroma database; safe to share between threads."""

    def __init__(self, client: Any, name: str, *, create: bool) -> None:  # client: untyped library's object
        self._client = client
        with _translated(name):
            if create:
                configuration = {"hnsw": _HNSW}
                self._collection = client.get_or_create_collection(
                    name, embedding_function=None, configuration=configuration
                )
            else:
                self._collection = client.get_collection(name, embedding_function=None)
        self._name = name

    def upsert(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        rows = [row for row in range(len(passages)) if np.any(vectors[row])]
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            with _translated(self._name):
                self._collection.upsert(
                    ids=[passages[row].passage_id for row in batch],
                    embeddings=vectors[batch],
                    metadatas=[_metadata(passages[row]) for row in batch],
                )

    def query(self, vector: Vectors, where: SearchFilter, limit: int) -> dict[str, float]:
        with _translated(self._name):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=limit, where=_where(where), include=["distances"]
            )
        distances = zip(found["ids"][0], found["distances"][0], strict=True)
        return {passage_id: 1.0 - float(distance) for passage_id, distance in distances}

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        vectors: dict[str, Vectors] = {}
        for start in range(0, len(passage_ids), _BATCH):
            with _translated(self._name):
                found = self._collection.get(ids=list(passage_ids[start : start + _BATCH]), include=["embeddings"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            vectors.update(zip(found["ids"], rows, strict=True))
        return vectors

    def ids(self) -> frozenset[str]:
        with _translated(self._name):
            return frozenset(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        _close(self._client)


def open_vector_index(
    folder: Path, name: str, url: str | None, *, create: bool = False, timeout_s: float = 10.0
) -> VectorIndex:
    """Opens a collection in `folder`, or on the server at `url` if there is one.

    Raises:
        IndexUnavailable: The database cannot be reached, or lacks the collection and `create` is False.
    """
    with _translated(url or str(folder)):
        client = _client(folder, url, timeout_s)
    try:
        return ChromaVectorIndex(client, name, create=create)
    except IndexUnavailable:
        _close(client)
        raise


def drop_vector_indexes(url: str, prefix: str, keep: set[str], timeout_s: float = 10.0) -> None:
    """Removes the server's collections that begin with `prefix` and are not to be kept. Files go with their folder.

    Raises:
        IndexUnavailable: The server cannot be reached.
    """
    with _translated(url):
        client = _client(Path(), url, timeout_s)
        for collection in client.list_collections():
            if collection.name.startswith(prefix) and collection.name not in keep:
                client.delete_collection(collection.name)
        _close(client)


def _client(folder: Path, url: str | None, timeout_s: float) -> Any:
    import chromadb
    import httpx
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    # Chroma's client waits for ever, from its constructor on: ask first, then give its session our limit.
    httpx.get(url.rstrip("/") + "/api/v2/heartbeat", timeout=timeout_s).raise_for_status()
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    client = chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=is_tls, settings=settings)
    client._server._session.timeout = httpx.Timeout(timeout_s)
    return client


def _close(client: Any) -> None:
    # The HTTP client and its inner admin client each leave their connections open.
    servers = (client._server, client._admin_client._server)
    client.close()
    for server in servers:
        if session := getattr(server, "_session", None):
            session.close()


@contextmanager
def _translated(place: str) -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError, OSError) as exc:
        raise IndexUnavailable(
            f"Kho vectơ {place!r} không dùng được ({type(exc).__name__}): hãy kiểm tra CHROMA_URL và dựng lại chỉ mục."
        ) from exc


def _metadata(passage: Passage) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "commune": passage.commune,
        "kind": passage.kind,
        "document_id": passage.document_id,
    }
    # Chroma refuses empty lists.
    return fields | ({"agency_ids": list(passage.agency_ids)} if passage.agency_ids else {})


def _where(where: SearchFilter) -> Mapping[str, Any] | None:
    clauses: list[dict[str, Any]] = [
        {field: {"$in": sorted(values)}}
        for field, values in (
            ("commune", where.communes),
            ("kind", where.kinds),
            ("document_id", where.document_ids),
        )
        if values
    ]
    if where.agency_ids:
        clauses.append(_combined("$or", [{"agency_ids": {"$contains": value}} for value in sorted(where.agency_ids)]))
    return _combined("$and", clauses) if clauses else None


def _combined(operator: str, clauses: list[dict[str, Any]]) -> dict[str, Any]:
    """Chroma refuses $and and $or of fewer than two."""
    return clauses[0] if len(clauses) == 1 else {operator: clauses}
