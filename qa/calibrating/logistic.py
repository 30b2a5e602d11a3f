"""Fitting a calibration to candidates whose rightness is known. scikit-learn is imported on use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.comparing import is_right


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
