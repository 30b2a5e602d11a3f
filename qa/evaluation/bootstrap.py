"""Percentile bootstrap intervals (Efron 1979), seeded: the same data and seed give the same interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qa.evaluation.metrics import Floats

_CELLS = 4_000_000  # counts held at once: 32 MB, whatever the number of questions


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, over the questions that could have been drawn instead."""

    value: float
    low: float
    high: float
    count: int  # questions it was measured on


_NONE = Estimate(0.0, 0.0, 0.0, 0)


def resampled_means(values: Floats, seed: int = 0, resamples: int = 1000) -> Floats:
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
        return _NONE
    return _estimate(float(values.mean()), resampled_means(values, seed), len(values))


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
        return _NONE
    generator = np.random.default_rng(seed)
    draws = (generator.integers(0, n, size=n) for _ in range(resamples))
    values = np.array([statistic(first[drawn], second[drawn]) for drawn in draws])
    return _estimate(float(statistic(first, second)), values, n)


def _estimate(value: float, resampled: Floats, count: int) -> Estimate:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Estimate(value, float(low), float(high), count)
