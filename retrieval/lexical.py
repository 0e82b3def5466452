"""The lexical half: BM25 over our own terms, in a tantivy index.

Terms are made by `retrieval.tokenizer` and queries are built from them term by term; user text never reaches a query
parser, which would raise on its punctuation.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from retrieval.errors import IndexUnavailable
from retrieval.ranking import FieldBoosts
from retrieval.tokenizer import QuestionWords, Terms, tokenize, tokenize_query
from retrieval.types import Passage, SearchFilter, SearchQuery

# field → is it searched with pairs; scored fields are named as in `FieldBoosts`.
SCORED_FIELDS = {
    "text": False,
    "text_pairs": True,
    "title": False,
    "title_pairs": True,
    "aliases": False,
    "aliases_pairs": True,
}
FILTER_FIELDS = ("commune", "kind", "document_id", "agency_id")
_POSITION = "position"
# Twice tantivy's minimum for one thread: some thousand passages make one segment, in which a search takes half as long.
_WRITER_BYTES = 30_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in SCORED_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in FILTER_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_POSITION, fast=True)
    return builder.build()


def write_lexical_index(passages: Iterable[Passage], folder: Path) -> None:
    """Writes the index of `passages` into the empty or missing `folder`.

    Raises:
        IndexUnavailable: The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), path=str(folder))
        # One thread keeps the order of the passages, and with it the order of ties, the same in every build.
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for position, passage in enumerate(passages):
            writer.add_document(_document(position, passage))
        writer.commit()
        writer.wait_merging_threads()
    except (OSError, ValueError) as exc:
        raise IndexUnavailable(f"Không ghi được chỉ mục từ vào {str(folder)!r}: kiểm tra quyền ghi và đĩa.") from exc


def _document(position: int, passage: Passage) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned(_POSITION, position)
    fields = {"text": passage.text, "title": passage.title, "aliases": passage.aliases}
    for prefix, terms in ((name, tokenize(text)) for name, text in fields.items()):
        document.add_text(prefix, " ".join(terms.unigrams))
        document.add_text(f"{prefix}_pairs", " ".join(terms.bigrams))
    document.add_text("commune", passage.commune)
    document.add_text("kind", passage.kind)
    document.add_text("document_id", passage.document_id)
    for agency_id in passage.agency_ids:
        document.add_text("agency_id", agency_id)
    return document


class LexicalIndex:
    """A read-only view of the index; safe to share between threads."""

    def __init__(self, folder: Path, boosts: FieldBoosts, question_words: QuestionWords) -> None:
        """Opens the index.

        Raises:
            IndexUnavailable: The folder holds no readable index.
        """
        try:
            index = tantivy.Index.open(str(folder))
            self._searcher = index.searcher()
        except (OSError, ValueError) as exc:
            raise IndexUnavailable(f"Không mở được chỉ mục từ ở {str(folder)!r}: hãy dựng lại chỉ mục.") from exc
        self._schema = index.schema
        self._question_words = question_words
        self._boosts = boosts.model_dump()

    def search(self, query: SearchQuery, where: SearchFilter, limit: int) -> dict[int, float]:
        """Returns positions of passages that share a term with the query and pass `where`, with their BM25 scores."""
        scored = self._scored(query)
        if not scored:
            return {}
        clauses = [(Occur.Must, Query.boolean_query(scored)), *self._filters(where)]
        found = self._searcher.search(Query.boolean_query(clauses), limit=limit, count=False).hits
        positions = self._searcher.fast_field_values(_POSITION, [address for _, address in found])
        return {int(position): score for position, (score, _) in zip(positions, found, strict=True)}

    def inverse_document_frequency(self, syllable: str) -> float:
        """Returns BM25's idf of a folded syllable over all passages; the highest value for one that never occurs."""
        total, found = self._searcher.num_docs, self._searcher.doc_freq("text", syllable)
        return log(1 + (total - found + 0.5) / (found + 0.5))

    def _scored(self, query: SearchQuery) -> list[tuple[Occur, Query]]:
        weights = _weigh(tokenize_query(query.text, self._question_words), query.expansions)
        return [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight * boost))
            for field, is_pairs in SCORED_FIELDS.items()
            if (boost := self._boosts[field]) > 0
            for term, weight in weights[is_pairs].items()
        ]

    def _filters(self, where: SearchFilter) -> list[tuple[Occur, Query]]:
        """Returns one required clause per restriction. A constant score of 0 keeps it out of the ranking.

        A query per value: one for a set of values makes an automaton of them (0.7 ms a search, against 0.3).
        """
        allowed: Sequence[tuple[str, frozenset[str]]] = (
            ("commune", where.communes),
            ("kind", frozenset(where.kinds)),
            ("document_id", where.document_ids),
            ("agency_id", where.agency_ids),
        )
        return [
            (Occur.Must, Query.const_score_query(self._any_of(field, sorted(values)), 0.0))
            for field, values in allowed
            if values
        ]

    def _any_of(self, field: str, values: Sequence[str]) -> Query:
        return Query.boolean_query(
            [(Occur.Should, Query.term_query(self._schema, field, value, "basic")) for value in values]
        )


def _weigh(terms: Terms, expansions: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Returns (unigrams, bigrams), each term with its weight; a term of the query itself always weighs 1."""
    unigrams: dict[str, float] = {}
    bigrams: dict[str, float] = {}
    for text, weight in expansions.items():
        extra = tokenize(text)
        for found, target in ((extra.unigrams, unigrams), (extra.bigrams, bigrams)):
            for term in found:
                target[term] = max(weight, target.get(term, 0.0))
    unigrams.update(dict.fromkeys(terms.unigrams, 1.0))
    bigrams.update(dict.fromkeys(terms.bigrams, 1.0))
    return unigrams, bigrams
