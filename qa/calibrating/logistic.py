"""Fitting a calibration to candidates whose rightness is known. scikit-learn is imported on use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.comparing import is_right
from qa.evaluation.metrics import Bools, Floats, best_threshold

_RESAMPLES = 200  # of the questions, to find a threshold


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate, and what giving or withholding it is worth."""

    features: Mapping[str, float]
    quality: float  # F1 of the candidate against the right answers, 0 where there is none
    answerable: bool  # whether the question has a right answer

    @property
    def right(self) -> bool:
        """Whether the candidate answers the question."""
        return self.answerable and is_right(self.quality)


def fit_logistic(examples: Sequence[Example], names: Sequence[str]) -> tuple[dict[str, float], float]:
    """The weights and the bias of a logistic regression on the named features.

    Args:
        examples: candidates; both right and wrong ones must be among them.
        names: the features used.

    Raises:
        ValueError: all examples are right, or none is.
    """
    from sklearn.linear_model import LogisticRegression

    values = np.array([[example.features[name] for name in names] for example in examples])
    spread = values.std(axis=0)
    # So that the penalty treats all features alike, and gives one that never changes the weight 0.
    mean, scale = values.mean(axis=0), np.where(spread > 1e-6, spread, 1.0)
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit((values - mean) / scale, [example.right for example in examples])
    weights = model.coef_[0] / scale
    fitted = dict(zip(names, weights.round(6).tolist(), strict=True))
    return fitted, round(float(model.intercept_[0] - weights @ mean), 6)


def threshold_of(examples: Sequence[Example], confidences: Sequence[float]) -> float:
    """The least confidence to answer that gives the highest mean F1, as SQuAD 2.0 counts it.

    The mean over resamples (bagging, Breiman 1996): near its top the curve is so flat that a few questions
    move the highest point from 0.2 to 0.4.
    """
    confidence = np.asarray(confidences, dtype=np.float64)
    quality = np.array([example.quality for example in examples])
    answerable = np.array([example.answerable for example in examples])
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(examples), size=(_RESAMPLES, len(examples)))
    best = [_best_threshold(confidence[rows], quality[rows], answerable[rows]) for rows in drawn]
    return round(float(np.mean(best)), 4)


def _best_threshold(confidence: Floats, quality: Floats, answerable: Bools) -> float:
    """Half-way between the last answer that is worth giving and the first one that is not."""
    every = np.ones(len(confidence), dtype=np.bool_)
    answered = best_threshold(quality, -confidence, answerable, every).answered
    if answered == len(confidence):
        return 0.0
    # As if an answer of confidence 1 came before all.
    ordered = np.concatenate([[1.0], np.sort(confidence)[::-1]])
    return float(ordered[answered] + ordered[answered + 1]) / 2
