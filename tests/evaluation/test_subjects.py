"""What is evaluated: the reader on its own paragraph, and an assistant as deep as rankings are measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.answerer import Answerer
from qa.answering.cache import AnswerCache
from qa.answering.calibration import Calibration
from qa.answering.judging import Judge
from qa.assistant import Assistant
from qa.calibrating.collecting import Collector, read_collected
from qa.evaluation.evaluate import evaluate
from qa.evaluation.own_index import own_index
from qa.evaluation.records import record_of
from qa.evaluation.runner import asking
from qa.evaluation.subjects import AssistantSubject, ClosedSubject
from qa.index.local import LocalIndex
from qa.passages import Splitter
from qa.pipeline import Pipeline
from qa.questionsets.question_set import Question, QuestionSet
from qa.retrieval import FusedRetriever
from qa.types import Article
from tests.fakes import HashEmbedder, KeywordReader

TEXTS = {
    "rome": "The river Tiber flows through Rome. It is long.",
    "paris": "The river Seine flows through Paris. The city is old.",
    "bonn": "A small bridge stands there. Nobody counts the trees.",
}
ARTICLES = tuple(Article(name, name.title(), text, name) for name, text in TEXTS.items())
QUESTIONS = QuestionSet(
    "rivers",
    (
        Question("1", "Which river flows through Rome?", ("Tiber",), "rome", {"rome": 1}, "a"),
        Question("2", "Which river flows through Paris?", ("Seine",), "paris", {"paris": 1}, "b"),
        Question("3", "Which volcano erupted yesterday?", (), "bonn", {}, "c"),
    ),
    ARTICLES,
)
IDENTITY = {"set": "rivers", "mode": "open"}
CALIBRATION = Calibration(
    method="logistic",
    order={"score": 1.0},
    weights={"place": 1.0},
    bias=0.0,
    threshold=0.5,
    reader="",
    fitted_on="",
    fitted_at="",
    questions=0,
)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant over the set's own paragraphs."""
    embedder, splitter = HashEmbedder(), Splitter()
    folder = own_index(QUESTIONS, embedder, splitter, tmp_path)
    index = LocalIndex.open(folder, embedder, splitter)
    retriever = FusedRetriever(index)
    pipeline = Pipeline(index, retriever, KeywordReader(), Answerer(index, Judge(CALIBRATION)), depth=1)
    with Assistant(pipeline, AnswerCache(10)) as assistant:
        yield assistant


def test_an_index_of_the_paragraphs_is_made_once(tmp_path: Path) -> None:
    """The same content is not embedded again; an index that was not finished is."""
    embedder = HashEmbedder()
    folder = own_index(QUESTIONS, embedder, Splitter(), tmp_path)
    count = len(embedder.texts)
    assert own_index(QUESTIONS, embedder, Splitter(), tmp_path) == folder
    assert len(embedder.texts) == count > 0
    (folder / "complete").unlink()
    assert own_index(QUESTIONS, embedder, Splitter(), tmp_path) == folder
    assert (folder / "complete").exists()
    assert own_index(QUESTIONS, HashEmbedder(name="other"), Splitter(), tmp_path) != folder


def test_rankings_are_recorded_deeper_than_what_is_read(assistant: Assistant) -> None:
    """One passage is read, yet the ranking holds all three articles, the one that was read first."""
    subject = AssistantSubject(assistant.pipeline)
    first, second, third = (
        record_of(question, asked)
        for question, asked in zip(QUESTIONS.questions, subject.ask(QUESTIONS.questions), strict=True)
    )
    assert set(first.ranking) == set(TEXTS)
    assert first.ranking[0] == "rome"
    assert (first.best, first.exact, first.answer_rank) == ("Tiber", 1.0, 1)
    assert second.citations[0].supports
    assert second.citations[0].article == "paris"
    assert (third.prediction, third.exact) == ("", 1.0)


def test_a_repeated_question_has_its_ranking_again(assistant: Assistant) -> None:
    """Answers that are kept in memory hide nothing from evaluation."""
    first, again = (AssistantSubject(assistant.pipeline).ask(QUESTIONS.questions[:1])[0] for _ in range(2))
    assert [hit.passage for hit in again.hits] == [hit.passage for hit in first.hits] != []


def test_asking_one_by_one_or_together_is_the_same(assistant: Assistant, tmp_path: Path) -> None:
    """A batch changes the speed, never the figures."""
    subject = AssistantSubject(assistant.pipeline)
    one = evaluate(asking(subject), QUESTIONS, tmp_path / "one", IDENTITY)
    all_ = evaluate(asking(subject, 3), QUESTIONS, tmp_path / "all", IDENTITY)
    assert one.figures == all_.figures


def test_the_time_of_an_ask_is_the_whole_of_it(assistant: Assistant, tmp_path: Path) -> None:
    """The time of an ask is at least that of its stages."""
    summary = evaluate(asking(AssistantSubject(assistant.pipeline)), QUESTIONS, tmp_path / "run", IDENTITY)
    assert summary.speed.stages["ask"].mean >= sum(
        latency.mean for stage, latency in summary.speed.stages.items() if stage != "ask"
    )


def test_closed_reads_the_own_paragraph_only() -> None:
    """The reader sees one paragraph a question; below the threshold the answer is withheld, not lost."""
    reader = KeywordReader()
    articles = {article.id: article for article in ARTICLES}
    asked = ClosedSubject(reader, articles).ask(QUESTIONS.questions)
    assert [passage.article_id for _, passage in reader.pairs] == ["rome", "paris", "bonn"]
    records = [record_of(question, one) for question, one in zip(QUESTIONS.questions, asked, strict=True)]
    assert [record.prediction for record in records] == ["Tiber", "Seine", ""]
    assert records[0].ranking == ()
    assert records[0].passages[0].text == TEXTS["rome"]
    strict = ClosedSubject(reader, articles, threshold=1.0).ask(QUESTIONS.questions[:1])
    record = record_of(QUESTIONS.questions[0], strict[0])
    assert (record.prediction, record.best) == ("", "Tiber")


def test_collecting_goes_on_after_a_break(assistant: Assistant, tmp_path: Path) -> None:
    """Candidates come with the features that answering computes, and nothing is asked twice."""
    reader = KeywordReader()
    collector = Collector(replace(assistant.pipeline, reader=reader, depth=3))
    path = tmp_path / "rows.jsonl"
    collector.collect(QUESTIONS.questions[:1], path)
    asked = len(reader.pairs)
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"cut off')
    path.write_text(path.read_text("utf-8").rsplit("\n", 1)[0] + "\n", "utf-8")
    rows = collector.collect(QUESTIONS.questions, path)
    assert [row.id for row in rows] == ["1", "2", "3"]
    assert {question for question, _ in reader.pairs[asked:]}.isdisjoint({QUESTIONS.questions[0].text})
    best = rows[0].candidates[0]
    assert (best.text, best.exact) == ("Tiber", 1.0)
    assert best.features["score"] == max(candidate.features["score"] for candidate in rows[0].candidates)
    assert not rows[2].answerable
    assert list(read_collected(path)) == rows


def test_what_an_earlier_version_collected_is_asked_again(assistant: Assistant, tmp_path: Path) -> None:
    """It knew fewer features, without which nothing can be fitted now."""
    collector, path = Collector(assistant.pipeline), tmp_path / "rows.jsonl"
    rows = collector.collect(QUESTIONS.questions, path)
    path.write_text(path.read_text("utf-8").replace('"listed":0.0,', ""), "utf-8")
    assert all("listed" not in one.features for row in read_collected(path) for one in row.candidates)
    assert collector.collect(QUESTIONS.questions, path) == rows
