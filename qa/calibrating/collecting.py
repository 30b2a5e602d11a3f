"""Questions with known answers to what a calibration is fitted on: every candidate with its features.

One line of JSON a question, appended as it is asked, so that an interrupted collection goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from qa.answering.evidence.chain import FEATURES
from qa.answering.judging import Judge, Judged
from qa.evaluation.appended import read_appended
from qa.evaluation.metrics import exact_match, f1
from qa.pipeline import Outcome, Pipeline
from qa.question.query import Query
from qa.questionsets.question_set import Question

_AT_ONCE = 8  # questions retrieved and read together: 120 passages of 15 hits each


class Rated(BaseModel):
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
    candidates: tuple[Rated, ...]


class Collector:
    """Asks questions as the assistant does, and keeps what a calibration sees of each candidate."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Ask the assistant that this is the road of; all passages are read, however good an early one is."""
        judge = pipeline.answerer.judge
        thorough = judge.calibration.model_copy(update={"sure_score": None})
        answerer = pipeline.answerer.judged_by(Judge(thorough, judge.threshold))
        self._pipeline = replace(pipeline, answerer=answerer)

    def collect(
        self,
        questions: Sequence[Question],
        path: Path,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[Collected]:
        """Ask what ``path`` does not hold yet and append it there; returns all, in the questions' order.

        What an earlier version asked, of which fewer features were known, is asked again.
        """
        known = {row.id: row for row in read_collected(path) if _is_whole(row)}
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
        depth = self._pipeline.depth
        outcomes = self._pipeline.run([Query(one.text, depth, as_of=one.as_of) for one in questions])
        for question, outcome in zip(questions, outcomes, strict=True):
            yield Collected(
                id=question.id,
                group=question.group,
                answerable=question.answerable,
                candidates=tuple(_rated(one, question.answers or ()) for one in _by_score(outcome)),
            )


def _is_whole(row: Collected) -> bool:
    return all(one.features.keys() >= set(FEATURES) for one in row.candidates)


def _by_score(outcome: Outcome) -> list[Judged]:
    return sorted(outcome.candidates, key=lambda one: -one.proposal.best.score)


def _rated(candidate: Judged, gold: Sequence[str]) -> Rated:
    text = candidate.proposal.best.text
    # A wrong answer to a question without one scores 0, for its gold answer is silence.
    return Rated(
        text=text,
        features={name: candidate.features[name] for name in FEATURES},
        exact=exact_match(text, gold),
        f1=f1(text, gold),
    )


def read_collected(path: Path) -> Iterator[Collected]:
    """The rows of a collection. Raises as :func:`read_appended`."""
    return read_appended(path, Collected)
