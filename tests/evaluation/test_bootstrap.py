"""Bootstrap intervals."""

from __future__ import annotations

import numpy as np
import pytest

from qa.evaluation.bootstrap import estimate, mean_estimate, resampled_means
from qa.evaluation.reliability import aurc


def test_the_same_seed_gives_the_same_interval() -> None:
    """A run can be repeated to the last digit; another seed gives another one."""
    values = np.arange(50) % 3 / 2.0
    assert mean_estimate(values, seed=4) == mean_estimate(values, seed=4)
    assert mean_estimate(values, seed=4) != mean_estimate(values, seed=5)


def test_interval_has_the_width_of_theory() -> None:
    """For a proportion of one half over 400 questions, 95 % is about 1.96 * 0.025 to each side."""
    values = np.array([0.0, 1.0] * 200)
    found = mean_estimate(values)
    assert found.value == 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.025, rel=0.12)


def test_large_sets_are_drawn_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded memory does not change what is drawn."""
    values = np.random.default_rng(0).random(100)
    whole = resampled_means(values)
    monkeypatch.setattr("qa.evaluation.bootstrap._CELLS", 1000)
    assert np.array_equal(resampled_means(values), whole)


def test_no_questions_give_zero_not_an_error() -> None:
    """A set without, say, unanswerable questions has an empty estimate."""
    assert mean_estimate(np.array([])).count == 0


def test_any_statistic_has_an_interval_around_it() -> None:
    """The area under a risk-coverage curve is no mean, and still lies within its interval."""
    generator = np.random.default_rng(1)
    confidence = generator.random(200)
    right = (generator.random(200) < confidence).astype(float)
    found = estimate(aurc, confidence, right)
    assert found.low < found.value < found.high
