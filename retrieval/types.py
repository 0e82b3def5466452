"""What goes into a search and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PassageKind = Literal["target", "task", "duty", "legal_basis", "fact", "section", "procedure"]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed: one record, or one leaf section of the outline.

    `passage_id` is stable across rebuilds (the record's or section's id); `digest` changes with the text. `title` is
    the short name searched as a field of its own; `text` is the whole record's searchable text (headings and cells
    included); `embed_text` is what the embedder sees. `section_id` is the viewer's anchor in its document. `aliases` is
    how people ask for it, searched in a field of its own: beside the text it would draw questions to a near-duplicate.
    """

    passage_id: str
    digest: str
    commune: str
    document_id: str
    kind: PassageKind
    title: str
    text: str
    embed_text: str
    agency_ids: tuple[str, ...] = ()
    section_id: str | None = None
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What may be returned at all; an empty set does not restrict. Applied before scoring, never after."""

    communes: frozenset[str] = frozenset()
    kinds: frozenset[PassageKind] = frozenset()
    document_ids: frozenset[str] = frozenset()
    agency_ids: frozenset[str] = frozenset()

    def accepts(self, passage: Passage) -> bool:
        """Returns whether the passage may be returned; the meaning that both indexes implement."""
        return (
            (not self.communes or passage.commune in self.communes)
            and (not self.kinds or passage.kind in self.kinds)
            and (not self.document_ids or passage.document_id in self.document_ids)
            and (not self.agency_ids or not self.agency_ids.isdisjoint(passage.agency_ids))
        )


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query (string searched) with its expansions: extra words, each at a weight below 1 (informal → formal)."""

    text: str
    expansions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A scored passage.

    `score` is the fused score in [0, 1] within this result; `parts` holds each retriever's raw score ("lexical": BM25,
    "vector": cosine).
    """

    passage: Passage
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first.

    `is_vector_used` is False where the vectors were left out (weight 0, few passages, no known word) or failed.
    """

    hits: tuple[Hit, ...]
    is_vector_used: bool
