"""What stored soft targets answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.teachers import likeliest
from qa.training.targets import SoftSide, side


def of(null: float, logits: dict[int, float]) -> SoftSide:
    """One edge's target from logits by place."""
    return side(np.array(list(logits.values()), np.float32), np.array(list(logits), np.int64), null)


def test_the_likeliest_span_of_one_teacher() -> None:
    """Its score is its logits less the null's; a span cannot end before it begins."""
    score, offsets = likeliest([of(1.0, {10: 3.0, 40: 2.0})], [of(-1.0, {5: 4.0, 15: 2.0, 45: 2.5})])
    assert offsets == (10, 45)
    assert score == pytest.approx(3.0 + 2.5 - 0.0, abs=1e-3)


def test_teachers_together_are_the_mean_of_their_probabilities() -> None:
    """Where one is sure of a place and the other of no answer, both are equally likely."""
    one, other = of(-20.0, {10: 20.0}), of(20.0, {30: -20.0})
    ends = [of(0.0, {15: 0.0, 35: -1.0})] * 2
    score, offsets = likeliest([one, other], ends)
    assert offsets == (10, 15)
    assert score == pytest.approx(0.0, abs=1e-3)


def test_no_span_where_nothing_was_stored() -> None:
    """A passage without tokens has no answer."""
    empty = of(0.0, {})
    assert likeliest([empty], [empty]) == (-math.inf, (0, 0))
