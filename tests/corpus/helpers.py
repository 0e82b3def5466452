"""Small views of a corpus that several tests use."""

from typing import TypeVar

from corpus.documents import Corpus
from corpus.records import Record

AnyRecord = TypeVar("AnyRecord", bound=Record)


def records_of(corpus: Corpus, kind: type[AnyRecord], commune: str | None = None) -> list[AnyRecord]:
    """Returns the records of one kind in order."""
    return [record for record in corpus.records if isinstance(record, kind) and commune in (None, record.commune)]


def letters(text: str) -> str:
    """Returns the letters and digits of `text`: what stays the same however an extract is laid out."""
    return "".join(char for char in text if char.isalnum())
