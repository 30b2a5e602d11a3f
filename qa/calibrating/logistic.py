"""Fitting a calibration to candidates whose rightness is known. scikit-learn is imported on use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.calibration import CHOSEN, CHOSEN_ORDER, Calibration
from qa.answering.comparing import is_right
from qa.evaluation.metrics import best_threshold


@dataclass(frozen=True, slots=True)
class Example:
    """The best candidate of one question, and what giving or withholding it is worth."""

    features: Mapping[str, float]
    quality: float  # F1 of the candidate against the right answers, 0 where there is none
    answerable: bool  # whether the question has a right answer

    @property
    def right(self) -> bool:
        """Whether the candidate answers the question."""
        return self.answerable and is_right(self.quality)


def fit_logistic(
    examples: Sequence[Example], names: Sequence[str], *, reader: str, fitted_on: str
) -> Calibration:
    """A logistic regression on the named features (Platt 1999 where it is the score alone).

    Args:
        examples: one a question; both right and wrong ones must be among them.
        names: the features used.
        reader: fingerprint of the reader whose candidates these are.
        fitted_on: the questions, in words.

    Raises:
        ValueError: all examples are right, or none is.
    """
    from sklearn.linear_model import LogisticRegression

    values = np.array([[example.features[name] for name in names] for example in examples])
    spread = values.std(axis=0)
    # So that the penalty treats all features alike, and gives one that never changes the weight 0.
    mean, scale = values.mean(axis=0), np.where(spread > 1e-6, spread, 1.0)
    model = LogisticRegression(C=100.0, max_iter=1000)
    model.fit((values - mean) / scale, [example.right for example in examples])
    weights = model.coef_[0] / scale
    fitted = dict(zip(names, weights.round(6).tolist(), strict=True))
    bias = round(float(model.intercept_[0] - weights @ mean), 6)
    return calibration_of("logistic", fitted, examples, bias=bias, reader=reader, fitted_on=fitted_on)


def calibration_of(
    method: str,
    weights: Mapping[str, float],
    examples: Sequence[Example],
    *,
    bias: float = 0.0,
    points: tuple[tuple[float, float], ...] = (),
    reader: str,
    fitted_on: str,
) -> Calibration:
    """A calibration of these weights beside the chosen ones, with the threshold that serves best."""
    made = Calibration(
        method=method,
        weights={**weights, **CHOSEN},
        order=CHOSEN_ORDER,
        bias=bias,
        points=points,
        threshold=0.5,
        reader=reader,
        fitted_on=fitted_on,
        fitted_at=datetime.datetime.now(datetime.UTC).date().isoformat(),
        questions=len(examples),
    )
    confidences = [made.confidence(example.features) for example in examples]
    return made.model_copy(update={"threshold": threshold_of(examples, confidences)})


def threshold_of(examples: Sequence[Example], confidences: Sequence[float]) -> float:
    """The least confidence to answer that gives the highest mean F1, as SQuAD 2.0 counts it.

    It lies half-way between the last answer given and the first one withheld.
    """
    confidence = np.asarray(confidences, dtype=np.float64)
    quality = np.array([example.quality for example in examples])
    answerable = np.array([example.answerable for example in examples])
    answered = best_threshold(quality, -confidence, answerable, np.ones(len(examples), dtype=bool)).answered
    if answered == len(examples):
        return 0.0
    # As if an answer of confidence 1 came before all.
    ordered = np.concatenate([[1.0], np.sort(confidence)[::-1]])
    return round(float(ordered[answered] + ordered[answered + 1]) / 2, 4)
