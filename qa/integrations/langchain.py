"""A LangChain retriever over an index: ``pip install 'extractive-qa[langchain]'``.

retriever = ArticleRetriever(assistant=Assistant.open("news"), top=5)
retriever.invoke("Who is Finland's new Prime Minister?")
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, SkipValidation

from qa.assistant import Assistant
from qa.integrations import identity_of, where_it_stands
from qa.question.checking import MAX_DEPTH
from qa.types import EVERYTHING, Filter


class ArticleRetriever(BaseRetriever):
    """Finds passages, verbatim; the metadata of each says where it stands, as docs/json.md has a citation.

    Whoever made the assistant closes it.
    """

    assistant: SkipValidation[Assistant]
    top: int = Field(default=10, ge=1, le=MAX_DEPTH)  # passages found
    where: Filter = EVERYTHING  # which articles count

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        """The passages nearest to a question, best first. Raises as ``Assistant.search`` does."""
        return [
            Document(
                found.citation.quote,
                id=identity_of(found.citation),
                metadata={**where_it_stands(found.citation), "score": found.score},
            )
            for found in self.assistant.search(query, top=self.top, where=self.where)
        ]
