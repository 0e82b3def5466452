"""The shipped corpus, read once."""

from pathlib import Path

import pytest

from corpus.documents import Corpus
from corpus.ingest import load_corpus

DATA = Path(__file__).parents[2] / "corpus" / "data"
SLUGS = ("lac-phuong", "le-loi", "loc-binh", "phong-tho", "tan-an")


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus(DATA)
