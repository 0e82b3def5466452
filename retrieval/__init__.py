"""Records and sections → passages → index → hits."""

from retrieval.errors import EmbeddingFailed, IndexMismatch, IndexUnavailable, RetrievalError
from retrieval.index import Index, open_index
from retrieval.indexing import IndexReport, build_index
from retrieval.manifest import IndexManifest
from retrieval.settings import RetrievalSettings
from retrieval.types import Hit, Passage, PassageKind, SearchFilter, SearchQuery, SearchResult

__all__ = [
    "EmbeddingFailed",
    "Hit",
    "Index",
    "IndexManifest",
    "IndexMismatch",
    "IndexReport",
    "IndexUnavailable",
    "Passage",
    "PassageKind",
    "RetrievalError",
    "RetrievalSettings",
    "SearchFilter",
    "SearchQuery",
    "SearchResult",
    "build_index",
    "open_index",
]
