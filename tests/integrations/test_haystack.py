"""The components inside Haystack's own pipelines."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # read when Haystack is imported

from haystack import Document, Pipeline
from haystack.dataclasses import ExtractedAnswer

from qa import Assistant, InputError
from qa.integrations.haystack import ArticleAnswerer, ArticleRetriever
from qa.resources import shipped

PAGE = (Path(__file__).parent.parent.parent / "docs" / "integrations.md").read_text("utf-8")
SENTENCE = "The festival of lanterns opens in Oulu on Friday."
QUESTION = "Where does the festival of lanterns open?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An index of two articles."""
    folder, index = tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("index")
    (folder / "lanterns.md").write_text(f"---\npublished: 2024-09-20\n---\n{SENTENCE} Mayor Salo was glad.\n")
    (folder / "kites.txt").write_text("The festival of kites opens in Pori in May.\n")
    Assistant.from_articles(folder, folder=index).close()
    return str(index)


def test_a_pipeline_asks_and_is_saved_and_loaded(index: str) -> None:
    """Both components in one pipeline, before and after it went through YAML."""
    pipeline = Pipeline()
    pipeline.add_component("retriever", ArticleRetriever(index, top_k=1))
    pipeline.add_component("answerer", ArticleAnswerer(index))
    allowed = ["qa.integrations.haystack"]  # what a saved pipeline may load is for the user to say
    for one in (pipeline, Pipeline.loads(pipeline.dumps(), allowed_modules=allowed)):
        given = one.run({"retriever": {"query": QUESTION}, "answerer": {"query": QUESTION}})
        [document] = given["retriever"]["documents"]
        answer = given["answerer"]["answers"][0]
        assert isinstance(document, Document) and isinstance(answer, ExtractedAnswer)
        assert document.content is not None and document.content.startswith(SENTENCE)
        assert (document.meta["published"], document.meta["line"]) == ("2024-09-20", 4)
        assert (answer.data, answer.context, answer.query) == ("Oulu", SENTENCE, QUESTION)


def test_an_answer_stands_in_its_document(index: str) -> None:
    """The offsets cut it out; it comes back from its own dictionary; others come behind it."""
    with Assistant.open(index) as assistant:
        answers = ArticleAnswerer(assistant).run(QUESTION)["answers"]
        first = answers[0]
        assert first.document.content[first.document_offset.start : first.document_offset.end] == "Oulu"
        assert first.context[first.context_offset.start : first.context_offset.end] == "Oulu"
        assert first.score == max(answer.score for answer in answers) == assistant.ask(QUESTION).confidence
        assert ExtractedAnswer.from_dict(first.to_dict()) == first
        assert len(ArticleAnswerer(assistant).run(QUESTION, top_k=1)["answers"]) == 1
        article = assistant.article(first.document.meta["article_id"])
        assert article.text[first.document.meta["start"] : first.document.meta["end"]] == "Oulu"


def test_what_the_articles_do_not_say_is_no_answer(index: str) -> None:
    """An empty list, never a guess."""
    assert ArticleAnswerer(index).run("At what temperature does water boil?") == {"answers": []}


def test_filters_and_bounds_are_minded(index: str, tmp_path: Path) -> None:
    """Of the fields of a filter; anything else, and a number that makes no sense, is refused."""
    with Assistant.open(index) as assistant:
        retriever = ArticleRetriever(assistant)
        found = retriever.run("the festival", filters={"since": "2024"})["documents"]
        assert [one.meta["published"] for one in found] == ["2024-09-20"]
        assert len(retriever.run("the festival")["documents"]) == 2
        with pytest.raises(InputError, match="since, until and source"):
            retriever.run("the festival", filters={"field": "meta.published"})
        for wrong in (0, 1001):
            with pytest.raises(InputError, match=f"not {wrong}"):
                retriever.run("the festival", top_k=wrong)
        with pytest.raises(InputError, match="name or place"):
            retriever.to_dict()


@pytest.mark.parametrize("framework", ["qa.integrations.langchain", "qa.integrations.haystack"])
def test_the_examples_of_the_page_run(
    framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What people copy from docs/integrations.md finds and answers, on the sample articles."""
    [example] = [one for one in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if framework in one]
    monkeypatch.chdir(tmp_path)
    Assistant.from_articles(shipped("seeds"), folder="my-index").close()
    exec(compile(example, "integrations.md", "exec"), {})
    assert "Alexander Stubb" in capsys.readouterr().out
