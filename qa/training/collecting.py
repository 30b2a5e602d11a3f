"""Questions with known answers to what a calibration is fitted on: every candidate with its features.

One line of JSON a question, appended as it is asked, so that an interrupted collection goes on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, PrivateAttr

from qa.answering.answerer import Answerer
from qa.answering.citing import Citer
from qa.evaluation.appended import read_appended
from qa.evaluation.metrics import exact_match, f1
from qa.finding import find
from qa.models.calibration import Calibration, Features
from qa.questionsets.question_set import Question
from qa.types import Index, Passage, Reader, Retriever

_AT_ONCE = 8  # questions retrieved and read together: 80 passages of 10 hits each


class Judged(BaseModel):
    """A candidate answer, what is known about it, and whether it is right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    features: dict[str, float]
    exact: float
    f1: float


class Collected(BaseModel):
    """One question with its candidates, the best reader score first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    group: str  # questions of one group stay in one fold
    answerable: bool
    candidates: tuple[Judged, ...]
    max_probability: float | None = None  # of the first candidate, by the reader's own softmax


class MaxProbability(Protocol):
    """The baseline that a calibration has to beat."""

    def __call__(self, question: str, passage: Passage) -> float:
        """The reader's softmax probability of its best span in the passage, 0 to 1."""


class _Listener(Calibration):
    """Orders candidates by the reader's score, as they come, and keeps the features it is shown."""

    _heard: list[Features] = PrivateAttr(default_factory=list)

    def confidence(self, features: Features) -> float:
        self._heard.append(features)
        return 1 / (1 + math.exp(-max(-700.0, min(700.0, features.score))))

    def take(self) -> list[Features]:
        """What was heard since the last time, the best score first."""
        heard = sorted(self._heard, key=lambda features: -features.score)
        self._heard.clear()
        return heard


class Collector:
    """Asks questions as the assistant does, and keeps what a calibration sees of each candidate."""

    def __init__(
        self,
        index: Index,
        retriever: Retriever,
        reader: Reader,
        top: int,
        max_probability: MaxProbability | None = None,
    ) -> None:
        """Read the ``top`` passages of each search, as the assistant does."""
        self._index, self._retriever, self._reader, self._top = index, retriever, reader, top
        self._max_probability = max_probability
        self._listener = _Listener(
            method="listener",
            weights={},
            bias=0.0,
            threshold=0.0,
            reader=reader.fingerprint,
            fitted_on="",
            fitted_at="",
            questions=0,
        )
        self._answerer = Answerer(index, self._listener, threshold=0.0)

    def collect(
        self,
        questions: Sequence[Question],
        path: Path,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[Collected]:
        """Ask what ``path`` does not hold yet and append it there; returns all, in the questions' order."""
        known = {row.id: row for row in read_collected(path)}
        left = [
            question for question in questions if question.id not in known and question.answers is not None
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            for first in range(0, len(left), _AT_ONCE):
                for row in self._ask(left[first : first + _AT_ONCE]):
                    known[row.id] = row
                    stream.write(row.model_dump_json() + "\n")
                stream.flush()
                on_progress(min(first + _AT_ONCE, len(left)), len(left))
        return [known[question.id] for question in questions if question.id in known]

    def _ask(self, questions: Sequence[Question]) -> Iterator[Collected]:
        texts = [question.text for question in questions]
        found = find(texts, lambda searched: self._retriever.search(searched, self._top), self._reader)
        for question, one in zip(questions, found, strict=True):
            candidates = self._answerer.candidates(one.hits, one.spans, Citer(self._index.article))
            heard = self._listener.take()
            ordered = sorted(candidates, key=lambda candidate: -candidate.score)
            gold = question.answers or ()
            yield Collected(
                id=question.id,
                group=question.group,
                answerable=question.answerable,
                candidates=tuple(
                    Judged(
                        text=candidate.text,
                        features=asdict(features),
                        # A wrong answer to a question without one scores 0, for its gold answer is silence.
                        exact=exact_match(candidate.text, gold),
                        f1=f1(candidate.text, gold),
                    )
                    for candidate, features in zip(ordered, heard, strict=True)
                ),
                max_probability=self._probability(question.text, one.spans[0].passage) if one.spans else None,
            )

    def _probability(self, question: str, passage: Passage) -> float | None:
        return self._max_probability(question, passage) if self._max_probability else None


def read_collected(path: Path) -> Iterator[Collected]:
    """The rows of a collection. Raises as :func:`read_appended`."""
    return read_appended(path, Collected)
