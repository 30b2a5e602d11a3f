"""Fitting the order of candidates: which of a question's proposals is the right one.

A conditional logit (McFadden 1974): the probability that a candidate is chosen is its share of the sum of
e to the places of all, and the weights are those under which the right ones are most likely chosen. SciPy is
imported on use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qa.answering.comparing import is_right
from qa.calibrating.collecting import Collected
from qa.evaluation.metrics import Bools, Floats

_PENALTY = 0.02  # on the squares of the weights of features of spread 1


def fit_order(
    rows: Sequence[Collected], names: Sequence[str], chosen: Mapping[str, float]
) -> dict[str, float]:
    """The weights of the named features, beside those that are chosen.

    Args:
        rows: questions; those of which no candidate is right, or all are, teach nothing.
        names: the features to fit.
        chosen: weights that stay as they are.
    """
    taught = [row for row in rows if 0 < sum(_right(row)) < len(row.candidates)]
    if not taught:
        return dict(chosen)
    width = max(len(row.candidates) for row in taught)
    there, right = (np.zeros((len(taught), width), np.bool_) for _ in range(2))
    values = np.zeros((len(taught), width, len(names)))
    fixed = np.zeros((len(taught), width))
    for number, row in enumerate(taught):
        count = len(row.candidates)
        there[number, :count], right[number, :count] = True, _right(row)
        values[number, :count] = [[one.features[name] for name in names] for one in row.candidates]
        fixed[number, :count] = [
            sum(weight * one.features[name] for name, weight in chosen.items()) for one in row.candidates
        ]
    spread = values[there].std(axis=0)
    scale = np.where(spread > 1e-6, spread, 1.0)
    weights = _most_likely(values / scale, fixed, there, right) / scale
    return {**dict(zip(names, weights.round(6).tolist(), strict=True)), **chosen}


def _right(row: Collected) -> list[bool]:
    return [row.answerable and is_right(one.f1) for one in row.candidates]


def _most_likely(values: Floats, fixed: Floats, there: Bools, right: Bools) -> Floats:
    """The weights, float64[features], of values[questions, candidates, features]."""
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    def loss(weights: Floats) -> tuple[float, Floats]:
        places = np.where(there, values @ weights + fixed, -np.inf)
        all_ = logsumexp(places, axis=1, keepdims=True)
        good = logsumexp(np.where(right, places, -np.inf), axis=1, keepdims=True)
        missed = np.exp(places - all_) - np.where(right, np.exp(places - good), 0.0)
        slope = np.einsum("qcf,qc->f", values, missed) / len(values)
        penalty = _PENALTY * float(weights @ weights)
        return float((all_ - good).mean()) + penalty, slope + 2 * _PENALTY * weights

    found: Floats = minimize(loss, np.zeros(values.shape[2]), jac=True, method="L-BFGS-B").x
    return found
