"""The vector half of a search: query text → passage ids with cosine similarities."""

import logging
import time
from collections.abc import Callable
from threading import Lock

import numpy as np

from retrieval.embedding import Embedder
from retrieval.errors import IndexUnavailable, RetrievalError
from retrieval.types import SearchFilter
from retrieval.vector_index import VectorIndex

logger = logging.getLogger(__name__)

_RETRY_AFTER_S = 30.0


class VectorSearch:
    """Embeds queries and asks the vector index, which it opens at the first of them.

    After a failure it answers None for a while instead of trying again: with the server down, every question would
    otherwise wait for the time limit. Safe to share between threads.
    """

    def __init__(
        self,
        embedder: Embedder,
        open_vectors: Callable[[], VectorIndex],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._embedder = embedder
        self._open = open_vectors
        self._monotonic = monotonic
        self._lock = Lock()
        self._vectors: VectorIndex | None = None
        self._opening = Lock()
        self._retry_at: float | None = None
        self._shut_until = float("-inf")

    def search(self, text: str, where: SearchFilter, limit: int) -> dict[str, float] | None:
        """Returns passage ids with their similarities; None if the vectors cannot tell (broken, or no known word)."""
        if not self._may_try():
            return None
        try:
            vector = self._embedder.embed_query(text)
            found = self._index().query(vector, where, limit) if np.any(vector) else None
        except RetrievalError:
            # The words alone answer nearly as well; being down would not.
            logger.exception("vector search failed, answering from the lexical index for %.0f s", _RETRY_AFTER_S)
            self._retry_at = self._monotonic() + _RETRY_AFTER_S
            return None
        self._retry_at = None
        return found

    def _may_try(self) -> bool:
        """Tells whether to ask the vectors: after a failure one question tries, the others go on without."""
        with self._lock:
            if self._retry_at is None:
                return True
            now = self._monotonic()
            if now < self._retry_at:
                return False
            self._retry_at = now + _RETRY_AFTER_S
            return True

    def close(self) -> None:
        with self._opening:
            if self._vectors is not None:
                self._vectors.close()
                self._vectors = None

    def _index(self) -> VectorIndex:
        with self._opening:
            if self._vectors is None:
                # Who waited here while another one failed does not wait once more.
                if self._monotonic() < self._shut_until:
                    raise IndexUnavailable("Kho vectơ vừa không mở được.")
                try:
                    self._vectors = self._open()
                except RetrievalError:
                    self._shut_until = self._monotonic() + _RETRY_AFTER_S / 2
                    raise
            return self._vectors
