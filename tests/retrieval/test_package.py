"""What holds for the package as a whole."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import retrieval
from retrieval import RetrievalError, RetrievalSettings
from retrieval.ranking import load_ranking
from retrieval.tokenizer import load_question_words


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_import_loads_nothing_heavy() -> None:
    heavy = ("torch", "sentence_transformers", "transformers", "chromadb", "langchain_core", "tokenizers")
    assert _run(f"import sys, retrieval; print([name for name in {heavy} if name in sys.modules])") == "[]\n"


def test_lexical_search_loads_no_chroma(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from retrieval import *
from tests.retrieval.corpora import make_corpus
settings = RetrievalSettings(embedder="none", _env_file=None)
build_index(make_corpus(), Path({str(tmp_path)!r}), settings)
index = open_index(Path({str(tmp_path)!r}), settings)
assert index.search(SearchQuery("kinh phí"), SearchFilter()).hits
print([name for name in ("torch", "chromadb") if name in sys.modules])
"""
    assert _run(code) == "[]\n"


def test_exports_are_sorted_and_there() -> None:
    assert retrieval.__all__ == sorted(retrieval.__all__)
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)


def test_shipped_ranking_is_valid() -> None:
    assert load_ranking(RetrievalSettings().ranking_path).vector.min_passages == 200


@pytest.mark.parametrize("text", ["fields: {}", "- a", "weights: [", "unknown: 1"])
def test_broken_data_files_are_reported(text: str, tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_text(text, encoding="utf-8")
    for load in (load_ranking, load_question_words):
        with pytest.raises(RetrievalError, match=r"data\.yaml"):
            load(path)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_URL", "http://chroma:8000")
    monkeypatch.setenv("RETRIEVAL_EMBEDDER", "/models/bge-m3")
    settings = RetrievalSettings()
    assert (settings.chroma_url, settings.embedder) == ("http://chroma:8000", "/models/bge-m3")
    monkeypatch.setenv("CHROMA_URL", "")
    assert RetrievalSettings().chroma_url is None
    with pytest.raises(ValidationError):
        settings.embedder = "none"  # type: ignore[misc]
