"""How far a confidence can be trusted: risk-coverage, calibration error, Brier score.

All take ``confidence`` float64[n] in 0 to 1 and ``right`` bool[n] (or float64[n] in 0 to 1, for partial
credit). Questions of equal confidence cannot be told apart by any threshold, so curves are straight across
them: the expectation over the orders a tie can take.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.evaluation.metrics import Bools, Floats


@dataclass(frozen=True, slots=True)
class Curve:
    """A risk-coverage curve (El-Yaniv & Wiener 2010), from the most confident question down."""

    coverage: Floats  # share of the questions answered, 1/n to 1, ascending
    risk: Floats  # share of the answers given that are wrong, at that coverage; lower is better
    reachable: Bools  # whether a threshold on the confidence gives exactly this coverage


def risk_coverage(confidence: Floats, right: Floats | Bools) -> Curve:
    """The risk taken at every coverage."""
    n = len(confidence)
    order = np.argsort(-confidence, kind="stable")
    ordered = confidence[order]
    ends = np.concatenate([ordered[1:] != ordered[:-1], [True]])[:n]
    wrong = np.cumsum(1.0 - np.asarray(right, dtype=np.float64)[order])
    counts = np.arange(1, n + 1)
    at_ends = np.flatnonzero(ends)
    expected = np.interp(
        counts, np.concatenate([[0], counts[at_ends]]), np.concatenate([[0.0], wrong[at_ends]])
    )
    return Curve(counts / max(n, 1), expected / counts, ends)


def aurc(confidence: Floats, right: Floats | Bools) -> float:
    """Area under the curve (Geifman et al. 2019): the mean risk over all coverages. Lower is better."""
    return float(risk_coverage(confidence, right).risk.mean()) if len(confidence) else 0.0


def coverage_at_precision(confidence: Floats, right: Floats | Bools, precision: float) -> float:
    """The greatest share of the questions a threshold can answer with at least that precision; 0 if none."""
    curve = risk_coverage(confidence, right)
    # 1e-12: nine right of ten are a precision of 0.9, whatever the last bit says.
    fits = curve.reachable & (1.0 - curve.risk >= precision - 1e-12)
    return float(curve.coverage[fits].max()) if fits.any() else 0.0


def threshold_at_precision(confidence: Floats, right: Floats | Bools, precision: float) -> float | None:
    """The least confidence to answer at so that the precision holds; None where no threshold reaches it."""
    coverage = coverage_at_precision(confidence, right, precision)
    if coverage == 0.0:
        return None
    return float(np.sort(confidence)[::-1][round(coverage * len(confidence)) - 1])


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram."""

    confidence: float  # mean of the questions in it
    accuracy: float  # share of them that are right
    count: int


def reliability_bins(confidence: Floats, right: Floats | Bools, bins: int = 10) -> list[Bin]:
    """The questions in bins of equal width over 0 to 1 (Guo et al. 2017); empty bins are left out."""
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    right = np.asarray(right, dtype=np.float64)
    return [
        Bin(float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum()))
        for inside in (place == number for number in range(bins))
        if inside.any()
    ]


def expected_calibration_error(confidence: Floats, right: Floats | Bools, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over the bins, weighted by their counts. Lower is better."""
    n = max(len(confidence), 1)
    return sum(
        bar.count / n * abs(bar.confidence - bar.accuracy)
        for bar in reliability_bins(confidence, right, bins)
    )


def brier_score(confidence: Floats, right: Floats | Bools) -> float:
    """Mean squared distance of confidence and outcome (Brier 1950). Lower is better."""
    return float(np.mean((confidence - np.asarray(right, dtype=np.float64)) ** 2)) if len(confidence) else 0.0
