"""Risk-coverage and calibration figures against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.reliability import (
    aurc,
    brier_score,
    coverage_at_precision,
    expected_calibration_error,
    reliability_bins,
    risk_coverage,
    threshold_at_precision,
)

CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6])
RIGHT = np.array([True, True, False, True])


def test_curve_by_hand() -> None:
    """Risks 0/1, 0/2, 1/3, 1/4."""
    curve = risk_coverage(CONFIDENCE, RIGHT)
    assert curve.coverage == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert curve.risk == pytest.approx([0, 0, 1 / 3, 1 / 4])
    assert aurc(CONFIDENCE, RIGHT) == pytest.approx((1 / 3 + 1 / 4) / 4)


def test_equal_confidence_is_no_information() -> None:
    """One confidence for all: the risk is the error rate at every coverage, in whatever order they come."""
    curve = risk_coverage(np.full(4, 0.5), RIGHT)
    assert curve.risk == pytest.approx([0.25] * 4)
    assert curve.reachable.tolist() == [False, False, False, True]


def test_coverage_and_threshold_at_precision() -> None:
    """Two answers are all right; three are not; four are right in three of four cases."""
    assert coverage_at_precision(CONFIDENCE, RIGHT, 1.0) == 0.5
    assert threshold_at_precision(CONFIDENCE, RIGHT, 1.0) == 0.8
    assert coverage_at_precision(CONFIDENCE, RIGHT, 0.75) == 1.0
    assert threshold_at_precision(CONFIDENCE, np.zeros(4, dtype=bool), 0.5) is None


def test_precision_of_exactly_nine_in_ten_counts() -> None:
    """Rounding of 0.9 does not push nine right of ten below 90 %."""
    right = np.array([True] * 9 + [False])
    assert coverage_at_precision(np.linspace(0.9, 0.1, 10), right, 0.9) == 1.0


def test_calibration_error_by_hand() -> None:
    """Two bins of two: |0.85 - 1| and |0.65 - 0.5|, each half of the questions."""
    confidence = np.array([0.82, 0.88, 0.62, 0.68])
    right = np.array([True, True, True, False])
    assert expected_calibration_error(confidence, right) == pytest.approx(0.15)
    assert [bar.count for bar in reliability_bins(confidence, right)] == [2, 2]


def test_certain_and_right_has_no_error() -> None:
    """Confidence 1 falls into the last bin and costs nothing when right."""
    ones = np.ones(3)
    assert expected_calibration_error(ones, ones) == 0.0
    assert brier_score(ones, ones) == 0.0
    assert brier_score(ones, np.zeros(3)) == 1.0


@given(st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=40), st.randoms())
def test_figures_do_not_hang_on_the_order_of_questions(rows: list[tuple[int, bool]], random: object) -> None:
    """Shuffling the questions changes no figure, ties or not."""
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    def figures(pairs: list[tuple[int, bool]]) -> list[float]:
        confidence, right = np.array([c / 10 for c, _ in pairs]), np.array([r for _, r in pairs])
        return [
            aurc(confidence, right),
            expected_calibration_error(confidence, right),
            brier_score(confidence, right),
        ]

    assert figures(rows) == pytest.approx(figures(shuffled))
