"""The dev score during a run: the model as it stands, reading as it will in use, by the official metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.metrics import best_threshold, exact_match, f1
from qa.models.forward import SpanForward
from qa.models.reader import SpanReader
from qa.models.windows import Windows
from qa.questionsets.question_set import Question
from qa.training.data import TrainingData
from qa.types import Passage


@dataclass(frozen=True, slots=True)
class DevScore:
    """In percent, as the field gives it: each at its own best threshold on the span score."""

    questions: int
    em: float
    f1: float
    threshold: float  # of F1: a span that scores below it counts as "no answer"
    answerable_f1: float  # of the answerable questions alone, always answering


def score(
    forward: SpanForward, windows: Windows, data: TrainingData, questions: Sequence[Question]
) -> DevScore:
    """Read the paragraph of each question and compare the best span with its answers."""
    reader = SpanReader("in training", "", windows, forward, spans=1)
    pairs = []
    for question in questions:
        text = data.paragraphs[data.place[question.id]]
        pairs.append((question.text, Passage(-1, question.id, 0, len(text), text)))
    ems, f1s, scores = [], [], []
    for question, spans in zip(questions, reader.read(pairs), strict=True):
        gold = question.answers or ()
        found = spans[0].text if spans else ""
        ems.append(exact_match(found, gold))
        f1s.append(f1(found, gold))
        scores.append(spans[0].score if spans else -np.inf)
    answerable = np.array([question.answerable for question in questions])
    null = -np.array(scores)
    found_any = np.isfinite(null)
    best = best_threshold(np.array(f1s), null, answerable, found_any)
    return DevScore(
        questions=len(questions),
        em=100 * best_threshold(np.array(ems), null, answerable, found_any).score,
        f1=100 * best.score,
        threshold=-best.threshold,
        answerable_f1=100 * float(np.mean(np.array(f1s)[answerable])) if answerable.any() else 0.0,
    )
