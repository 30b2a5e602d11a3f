"""The dev score during a run: the model as it stands, reading as it will in use, by the official metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from qa.evaluation.metrics import best_threshold, exact_match, f1
from qa.models.reader import SpanReader
from qa.models.spans import Floats
from qa.models.tokens import Ints
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


class LiveForward:
    """A :class:`qa.models.reader.SpanForward` over a model that is being trained."""

    def __init__(self, model: nn.Module, *, takes_types: bool) -> None:
        self._model = model
        self._takes_types = takes_types
        self._device = next(model.parameters()).device

    @torch.no_grad()
    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Start and end logits, float32[rows, length] each."""
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self._takes_types:
            inputs["token_type_ids"] = token_type_ids
        tensors = {name: torch.from_numpy(values).to(self._device) for name, values in inputs.items()}
        self._model.eval()
        output = self._model(**tensors)
        self._model.train()
        start: Floats = output.start_logits.float().cpu().numpy()
        end: Floats = output.end_logits.float().cpu().numpy()
        return start, end


def score(
    forward: LiveForward, windows: Windows, data: TrainingData, questions: Sequence[Question]
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
