"""The retriever inside LangChain's own chains."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import PromptTemplate
from langchain_core.runnables import RunnablePassthrough
from pydantic import ValidationError

from qa import Assistant, Citation, Filter, InputError
from qa.integrations import filter_of, identity_of
from qa.integrations.langchain import ArticleRetriever
from tests.sample_answers import cite

SENTENCE = "The festival of lanterns opens in Oulu on Friday."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant of two articles."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "lanterns.md").write_text(f"---\npublished: 2024-09-20\n---\n{SENTENCE}\n")
    (folder / "kites.txt").write_text("The festival of kites opens in Pori in May.\n")
    with Assistant.from_articles(folder) as opened:
        yield opened


def test_passages_come_with_where_they_stand(assistant: Assistant) -> None:
    """Verbatim, best first, each with an id and its citation as metadata, in JSON values."""
    found = ArticleRetriever(assistant=assistant, top=2).invoke("Where does the festival of lanterns open?")
    assert [type(one) for one in found] == [Document, Document]
    assert found[0].page_content == SENTENCE
    article = assistant.article(found[0].metadata["article_id"])
    assert article.text[found[0].metadata["start"] : found[0].metadata["end"]] == SENTENCE
    assert (found[0].metadata["published"], found[0].metadata["line"]) == ("2024-09-20", 4)
    assert found[0].metadata["score"] >= found[1].metadata["score"]
    assert found[0].id != found[1].id
    assert Document.model_validate_json(found[0].model_dump_json()) == found[0]


def test_it_stands_in_a_chain_and_waits_for_no_one(assistant: Assistant) -> None:
    """Called with others at once, in a batch, and behind a prompt."""
    retriever = ArticleRetriever(assistant=assistant, top=1)
    questions = ["Where are the lanterns?", "Where are the kites?"]
    expected = [retriever.invoke(question) for question in questions]
    assert retriever.batch(questions) == expected
    assert asyncio.run(retriever.abatch(questions)) == expected
    prompt = PromptTemplate.from_template("{articles} {question}")
    chain = {"articles": retriever, "question": RunnablePassthrough()} | prompt
    assert SENTENCE in chain.invoke("Where are the lanterns?").to_string()


def test_filters_and_bounds_are_minded(assistant: Assistant) -> None:
    """Only articles of the filter; a number that makes no sense is refused at once, a question when asked."""
    later = ArticleRetriever(assistant=assistant, where=Filter(since="2024"))
    assert [one.metadata["published"] for one in later.invoke("the festival")] == ["2024-09-20"]
    with pytest.raises(ValidationError):
        ArticleRetriever(assistant=assistant, top=0)
    with pytest.raises(InputError, match="empty"):
        later.invoke(" ")


def test_a_stretch_has_one_name() -> None:
    """The same for the same words, another in a title."""
    citation = cite()
    again = Citation.from_dict(citation.to_dict() | {"number": 7})
    in_title = Citation.from_dict(citation.to_dict() | {"in_title": True})
    assert identity_of(citation) == identity_of(again) != identity_of(in_title)


def test_filters_of_a_framework_are_the_fields_of_a_filter() -> None:
    """Others are refused by name, not left out."""
    assert filter_of({"since": "2024", "source": "*.txt"}) == Filter(since="2024", source="*.txt")
    assert filter_of(None) == filter_of({}) == Filter()
    with pytest.raises(InputError, match="since, until and source, not field, operator"):
        filter_of({"field": "meta.published", "operator": ">="})
