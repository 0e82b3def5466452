"""Stand-ins that keep the Protocols' contracts."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from retrieval.embedding import Vectors
from retrieval.types import Passage, SearchFilter


class FakeVectorIndex:
    """Exact cosines over a dictionary."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Passage, Vectors]] = {}

    def upsert(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        for passage, vector in zip(passages, vectors, strict=True):
            if np.any(vector):
                self._rows[passage.passage_id] = (passage, vector)

    def query(self, vector: Vectors, where: SearchFilter, limit: int) -> dict[str, float]:
        unit = vector / np.linalg.norm(vector)
        scores = {
            passage_id: float(row @ unit / np.linalg.norm(row))
            for passage_id, (passage, row) in self._rows.items()
            if where.accepts(passage)
        }
        return dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        return {passage_id: self._rows[passage_id][1] for passage_id in passage_ids if passage_id in self._rows}

    def ids(self) -> frozenset[str]:
        return frozenset(self._rows)

    def close(self) -> None:
        self._rows = {}


class FakeEmbedder:
    """A vector per text from its hash: equal texts are near, all others are far."""

    embedder_id = "fake:1"
    dimension = 8

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        seed = int.from_bytes(sha256(text.encode()).digest()[:4], "big")
        return np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
