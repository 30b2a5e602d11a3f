"""What can be evaluated: the reader alone on each question's own paragraph, or an assistant over an index."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from qa.evaluation.records import Asked
from qa.models.calibration import withheld
from qa.questionsets.question_set import Question
from qa.types import (
    EVERYTHING,
    Answer,
    Article,
    Candidate,
    Citation,
    Filter,
    Hit,
    Passage,
    Reader,
    Retriever,
    Span,
    digest_of,
)

RANKING_DEPTH = 100  # hits kept of each search, for recall@k and the TREC run


class Subject(Protocol):
    """A system that questions are put to."""

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question, in their order."""


class Asker(Protocol):
    """The part of the assistant that a run needs."""

    retriever: Retriever

    def ask_batch(self, questions: Sequence[str]) -> list[Answer]:
        """One answer a question."""


class ClosedSubject:
    """Asks each question of its own paragraph: measures the reader and nothing else.

    The confidence here is the sigmoid of the reader's score, which orders the answers and is not calibrated;
    0.5 is a score of 0, where the reader itself finds an answer as likely as none.
    """

    def __init__(self, reader: Reader, articles: Mapping[str, Article], threshold: float = 0.5) -> None:
        """Read the paragraphs in ``articles``; withhold answers less confident than ``threshold``."""
        self._reader = reader
        self._articles = articles
        self._threshold = threshold

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question, in their order. Every question has a paragraph in ``articles``."""
        begun = time.perf_counter()
        pairs = [(question.text, _whole(self._articles[question.paragraph or ""])) for question in questions]
        found = self._reader.read(pairs)
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
        if withheld(confidence, self._threshold):
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


class RecordingRetriever:
    """Gives the assistant the k hits it asks for, and keeps the deeper ranking they are the head of.

    That the top k are a prefix of a deeper search is the retriever's contract, so nothing is searched twice.
    """

    def __init__(self, inner: Retriever, depth: int = RANKING_DEPTH) -> None:
        """Record what ``inner`` returns, ``depth`` deep."""
        self._inner = inner
        self._depth = depth
        self.recorded: dict[str, list[Hit]] = {}

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """As the inner retriever would answer."""
        found = self._inner.search(questions, max(k, self._depth), where)
        self.recorded |= dict(zip(questions, found, strict=True))
        return [hits[:k] for hits in found]


class AssistantSubject:
    """Asks an assistant, and listens to what it retrieves."""

    def __init__(self, assistant: Asker) -> None:
        """Put a recorder between the assistant and its retriever."""
        self._assistant = assistant
        self._recorder = RecordingRetriever(assistant.retriever)
        assistant.retriever = self._recorder

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question, in their order."""
        self._recorder.recorded.clear()
        begun = time.perf_counter()
        answers = self._assistant.ask_batch([question.text for question in questions])
        seconds = (time.perf_counter() - begun) / max(len(questions), 1)
        return [
            Asked(answer, self._recorder.recorded.get(answer.resolved_question, []), seconds)
            for answer in answers
        ]
