"""What can go wrong in retrieval.

    RetrievalError
    ├── IndexUnavailable    there is no index to open, or it cannot be read or written
    ├── IndexMismatch       the index was built by another embedder or code than those that would read it
    └── EmbeddingFailed     the embedding model is missing, broken, or of another shape than it says

Messages are Vietnamese because operators read them: what happened, where, and the way out. "Nothing found" is not an
error: it is a `SearchResult` without hits.
"""


class RetrievalError(Exception):
    """Base of every expected fault of this package; a foreign cause is in `__cause__`."""


class IndexUnavailable(RetrievalError):
    """No index under the root, or a file or server of it that cannot be used."""


class IndexMismatch(RetrievalError):
    """The index and its reader disagree; searching it would give silently wrong scores."""


class EmbeddingFailed(RetrievalError):
    """The embedder cannot be loaded or did not give the vectors that it promises."""
