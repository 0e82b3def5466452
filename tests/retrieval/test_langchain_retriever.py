"""The index inside langchain."""

from pathlib import Path

from retrieval import RetrievalSettings, SearchFilter, build_index, open_index
from retrieval.langchain_retriever import PassageRetriever
from tests.retrieval.corpora import make_corpus


def test_retriever_gives_documents_with_their_source(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    build_index(make_corpus(), tmp_path, lexical_settings)
    retriever = PassageRetriever(
        index=open_index(tmp_path, lexical_settings),
        where=SearchFilter(communes=frozenset({"tan-an"})),
        limit=2,
    )
    documents = retriever.invoke("thanh toán trực tuyến")
    assert len(documents) == 2
    assert documents[0].id == "tan-an/target-1"
    assert "từ 80% trở lên" in documents[0].page_content
    assert documents[0].metadata == {
        "title": "Tỷ lệ hồ sơ thanh toán trực tuyến",
        "kind": "target",
        "commune": "tan-an",
        "document_id": "tan-an/plan",
        "section_id": "s-target-1",
        "score": 1.0,
    }
