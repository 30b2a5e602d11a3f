"""What can be evaluated: the reader alone on each question's own paragraph, or an assistant over an index."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.answering.calibration import withheld
from qa.evaluation.records import Asked
from qa.index.location import Location
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.questionsets.question_set import Question
from qa.settings import Settings
from qa.types import Answer, Article, Candidate, Citation, Passage, Reader, Span, digest_of

Paragraphs = Mapping[str, Article]

RANKING_DEPTH = 100  # hits kept of each search, for recall@k and the TREC run


class Subject(Protocol):
    """A system that questions are put to."""

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question, in their order."""


@dataclass(frozen=True, slots=True)
class ClosedSubject:
    """Asks each question of its own paragraph: measures the reader and nothing else.

    The confidence here is the sigmoid of the reader's score, which orders the answers and is not calibrated;
    0.5 is a score of 0, where the reader itself finds an answer as likely as none.
    """

    reader: Reader
    articles: Paragraphs
    threshold: float = 0.5  # answers less confident than it are withheld

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question, in their order. Every question has a paragraph in ``articles``."""
        begun = time.perf_counter()
        pairs = [(question.text, _whole(self.articles[question.paragraph or ""])) for question in questions]
        found = self.reader.read(pairs)
        seconds = (time.perf_counter() - begun) / max(len(questions), 1)
        return [
            Asked(self._answer(question.text, pair[1], spans, seconds), (), seconds, pair[1])
            for question, pair, spans in zip(questions, pairs, found, strict=True)
        ]

    def _answer(self, question: str, passage: Passage, spans: Sequence[Span], seconds: float) -> Answer:
        timings = {"reading": seconds}
        if not spans:
            return Answer(question, question, "none", None, 0.0, (), timings=timings)
        best = spans[0]
        confidence = _sigmoid(best.score)
        candidate = Candidate(best.text, confidence, best.score, 1, ())
        if withheld(confidence, self.threshold):
            return Answer(question, question, "none", None, confidence, (), (candidate,), timings=timings)
        citation = Citation(
            number=1,
            article_id=passage.article_id,
            title="",
            published=None,
            source=passage.article_id,
            line=1 + passage.text.count("\n", 0, best.start),
            page=None,
            start=best.start,
            end=best.end,
            quote=best.text,
            sentence=passage.text,
            sentence_start=0,
            digest=digest_of(passage.text),
        )
        return Answer(question, question, "span", best.text, confidence, (citation,), timings=timings)


def _sigmoid(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, score))))


def _whole(article: Article) -> Passage:
    return Passage(id=-1, article_id=article.id, start=0, end=len(article.text), text=article.text)


@dataclass(frozen=True, slots=True)
class AssistantSubject:
    """Asks the assistant that ``pipeline`` is the road of, as deep as rankings are measured."""

    pipeline: Pipeline

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question, in their order."""
        begun = time.perf_counter()
        depth = self.pipeline.depth
        outcomes = self.pipeline.run(
            [Query(one.text, depth, as_of=one.as_of, ranked=RANKING_DEPTH) for one in questions]
        )
        seconds = (time.perf_counter() - begun) / max(len(questions), 1)
        return [Asked(outcome.answer, outcome.found.ranking, seconds) for outcome in outcomes]


@dataclass(frozen=True, slots=True)
class Opened:
    """What questions can be put to."""

    subject: Callable[[Paragraphs], Subject]  # one that may be asked of these paragraphs
    parts: Mapping[str, str]  # of its models' identity; ``reader`` is always there
    passages: int  # in its index; 0 where there is none
    close: Callable[[], None]


def reader_alone(settings: Settings) -> Opened:
    """The reader, asked of each question's own paragraph.

    Raises:
        ModelMissing: there is no such reader.
    """
    from qa.models.reader import load_reader

    reader = load_reader(settings)
    threshold = 0.5 if settings.threshold is None else settings.threshold
    return Opened(
        subject=lambda paragraphs: ClosedSubject(reader, paragraphs, threshold),
        parts={"reader": reader.fingerprint},
        passages=0,
        close=lambda: None,
    )


def assistant_over(place: Location, settings: Settings) -> Opened:
    """The assistant of an index.

    Raises:
        IndexError_: there is no index, it does not fit the settings, or it is damaged.
        ModelMissing: there is no such reader or embedder.
    """
    from qa.assistant import Assistant

    assistant = Assistant.open(place, settings)
    pipeline = assistant.pipeline
    subject = AssistantSubject(pipeline)
    answers_from = f"{pipeline.answerer.judge.threshold:g}"  # changes with a new calibration
    return Opened(
        subject=lambda paragraphs: subject,
        parts={"reader": pipeline.reader.fingerprint, "answers_from": answers_from},
        passages=len(assistant.index),
        close=assistant.close,
    )
