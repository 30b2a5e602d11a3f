"""Percentile bootstrap intervals (Efron 1979), seeded: the same data and seed give the same interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qa.evaluation.metrics import Floats

RESAMPLES = 1000
_CELLS = 4_000_000  # counts held at once: 32 MB, whatever the number of questions


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, over the questions that could have been drawn instead."""

    value: float
    low: float
    high: float
    count: int  # questions it was measured on


def resampled_means(values: Floats, seed: int = 0, resamples: int = RESAMPLES) -> Floats:
    """Means of samples drawn with replacement from ``values`` (float64[n]): float64[resamples]."""
    n = len(values)
    generator = np.random.default_rng(seed)
    means: list[Floats] = []
    step = max(1, _CELLS // n)
    for first in range(0, resamples, step):
        drawn = generator.integers(0, n, size=(min(step, resamples - first), n))
        means.append(values[drawn].mean(axis=1))
    return np.concatenate(means)


def mean_estimate(values: Floats, seed: int = 0) -> Estimate:
    """The mean of per-question values, with its interval."""
    if len(values) == 0:
        return Estimate(0.0, 0.0, 0.0, 0)
    low, high = np.percentile(resampled_means(values, seed), [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), len(values))


def estimate(
    statistic: Callable[[Floats, Floats], float],
    first: Floats,
    second: Floats,
    seed: int = 0,
    resamples: int = 400,
) -> Estimate:
    """Any statistic of two aligned columns (confidence and outcome, say), with its interval.

    Statistics that are no mean are computed once a resample; 400 of them hold a 95 % interval steady enough.
    """
    n = len(first)
    if n == 0:
        return Estimate(0.0, 0.0, 0.0, 0)
    generator = np.random.default_rng(seed)
    values = np.empty(resamples)
    for number in range(resamples):
        drawn = generator.integers(0, n, size=n)
        values[number] = statistic(first[drawn], second[drawn])
    low, high = np.percentile(values, [2.5, 97.5])
    return Estimate(float(statistic(first, second)), float(low), float(high), n)
