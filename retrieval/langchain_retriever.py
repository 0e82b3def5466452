"""The index as a langchain retriever, for people who put it into their own chains. The assistant does not use it."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from retrieval.index import Index
from retrieval.types import Hit, SearchFilter, SearchQuery


class PassageRetriever(BaseRetriever):
    """Returns the best passages as documents: the text, and what identifies the passage and its source as metadata.

    Example:
        here = SearchFilter(communes=frozenset({"tan-an"}))
        retriever = PassageRetriever(index=open_index(root, settings), where=here)
        documents = retriever.invoke("Ai chủ trì số hóa hồ sơ?")
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    where: SearchFilter = SearchFilter()
    limit: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.index.search(SearchQuery(query), self.where, self.limit)
        return [_document(hit) for hit in found.hits]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    return Document(
        id=passage.passage_id,
        page_content=passage.text,
        metadata={
            "title": passage.title,
            "kind": passage.kind,
            "commune": passage.commune,
            "document_id": passage.document_id,
            "section_id": passage.section_id,
            "score": hit.score,
        },
    )
