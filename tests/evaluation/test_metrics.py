"""Exact match, F1 and the best threshold against hand-checked cases of the official definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.comparing import normalised
from qa.evaluation.metrics import best_threshold, exact_match, f1, holds_answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Normans!", "normans"),
        ("an A-team, the best", "ateam best"),  # the hyphen goes before "A" could stand alone
        ("theatre", "theatre"),
        ("$12.50", "1250"),
        ("\u2013", "\u2013"),  # a dash: only ASCII punctuation is dropped, as string.punctuation lists it
        ("a", ""),
        ("", ""),
    ],
)
def test_normalise_follows_the_official_order(text: str, expected: str) -> None:
    """Lower-case, punctuation, articles, white space: in that order."""
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("predicted", "gold", "exact", "overlap"),
    [
        ("the Normans", ["Normans"], 1.0, 1.0),
        ("in the 10th century", ["10th and 11th centuries", "10th century"], 0.0, 0.8),
        # in 10th century / 10th century: 2 shared, precision 2/3, recall 1: 0.8
        ("France", ["Denmark", "Iceland"], 0.0, 0.0),
        ("", [], 1.0, 1.0),
        ("France", [], 0.0, 0.0),
        ("", ["France"], 0.0, 0.0),
        ("", ["the"], 1.0, 1.0),  # a gold answer that normalises to nothing does not count
        ("to be to be", ["to be"], 0.0, 2 / 3),  # bags: 2 shared, precision 1/2, recall 1
    ],
)
def test_known_answers(predicted: str, gold: list[str], exact: float, overlap: float) -> None:
    """Cases worked out by hand on the published definition."""
    assert exact_match(predicted, gold) == exact
    assert f1(predicted, gold) == pytest.approx(overlap)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_exact_match_never_exceeds_f1(predicted: str, gold: list[str]) -> None:
    """An exact match is a full overlap."""
    assert exact_match(predicted, gold) <= f1(predicted, gold) <= 1.0


def test_best_threshold_by_hand() -> None:
    """Answering the two surest of four is best: 1 + 0.5, and both unanswerable ones left unanswered."""
    scores = np.array([1.0, 0.5, 0.0, 1.0])
    na_scores = np.array([0.1, 0.2, 0.3, 0.9])
    answerable = np.array([True, True, False, False])
    best = best_threshold(scores, na_scores, answerable, np.ones(4, dtype=bool))
    assert best.score == pytest.approx((1.5 + 2) / 4)
    assert best.threshold == 0.2


def test_best_threshold_may_be_silence() -> None:
    """Where every answer loses, the threshold lies below all of them."""
    best = best_threshold(
        np.array([0.0, 0.0]), np.array([0.4, 0.6]), np.array([False, False]), np.ones(2, bool)
    )
    assert best.score == 1.0
    assert best.threshold < 0.4


def test_best_threshold_cannot_part_a_tie() -> None:
    """Two questions of one no-answer score are both answered or both not."""
    best = best_threshold(
        np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array([True, False]), np.ones(2, bool)
    )
    assert best.score == 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
def test_best_threshold_against_trying_all(rows: list[tuple[float, int, bool]]) -> None:
    """The sweep finds what trying every threshold finds."""
    scores = np.array([score for score, _, _ in rows])
    na_scores = np.array([float(na) for _, na, _ in rows])
    answerable = np.array([has for _, _, has in rows])
    best = best_threshold(scores, na_scores, answerable, np.ones(len(rows), dtype=bool))

    def score_at(threshold: float) -> float:
        given_answer = na_scores <= threshold
        return float(np.where(given_answer, np.where(answerable, scores, 0.0), ~answerable).mean())

    assert best.score == pytest.approx(max(score_at(t) for t in [-1.0, *na_scores.tolist()]))
    assert score_at(best.threshold) == pytest.approx(best.score)


def test_holds_answer_matches_whole_words() -> None:
    """The answer art does not stand in party; case and punctuation do not matter."""
    assert holds_answer("It began in October, 1973.", ["october 1973"])
    assert not holds_answer("The party went on.", ["art"])
    assert not holds_answer("anything", ["the"])
