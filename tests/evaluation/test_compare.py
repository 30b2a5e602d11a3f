"""Comparing two runs."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from qa.errors import InputError
from qa.evaluation.compare import compare, mcnemar
from tests.evaluation_fakes import record


@pytest.mark.parametrize(("wins", "losses"), [(0, 0), (5, 5), (9, 1), (1, 9), (700, 600), (3000, 2000)])
def test_mcnemar_is_the_exact_binomial_test(wins: int, losses: int) -> None:
    """The p value is that of scipy's binomial test, also where powers of two leave the floats."""
    expected = binomtest(wins, wins + losses).pvalue if wins + losses else 1.0
    assert mcnemar(wins, losses) == pytest.approx(expected, rel=1e-6)


def test_wins_losses_and_flips() -> None:
    """What B gains and loses is listed by question, with both answers."""
    first = {
        r.id: r for r in [record(1, ("x",), "x", 0.9), record(2, ("y",), "z", 0.9), record(3, ("c",), "c", 1)]
    }
    second = {
        r.id: r for r in [record(1, ("x",), "w", 0.9), record(2, ("y",), "y", 0.9), record(3, ("c",), "c", 1)]
    }
    found = compare(first, second)
    exact = found.differences[0]
    assert (exact.wins, exact.losses, exact.change.value) == (1, 1, 0.0)
    assert not exact.is_clear
    assert [(flip.id, flip.first, flip.second) for flip in found.gained] == [("q2", "z", "y")]
    assert [flip.id for flip in found.lost] == ["q1"]


def test_a_clear_gain_is_called_clear() -> None:
    """Better on every question: the interval leaves zero out."""
    first = {r.id: r for r in (record(n, ("x",), "y", 0.5) for n in range(20))}
    second = {r.id: r for r in (record(n, ("x",), "x", 0.5) for n in range(20))}
    found = compare(first, second)
    assert found.differences[0].is_clear
    assert found.differences[0].change.value == 100.0
    assert found.mcnemar is not None
    assert found.mcnemar < 0.001


def test_a_withheld_answer_can_be_the_better_one() -> None:
    """On a question without an answer, silence wins."""
    first = {"q1": record(1, (), "x", 0.5)}
    second = {"q1": record(1, (), "x", 0.5, given=False)}
    assert len(compare(first, second).gained) == 1


def test_only_shared_questions_count() -> None:
    """The rest is counted and named as left out."""
    first = {f"q{n}": record(n, ("x",), "x", 1) for n in range(3)}
    second = {f"q{n}": record(n, ("x",), "x", 1) for n in range(1, 5)}
    found = compare(first, second)
    assert (found.questions, found.only_first, found.only_second) == (2, 1, 2)


def test_runs_of_different_sets_are_refused() -> None:
    """The same id with other gold answers, or no common question, is no comparison."""
    with pytest.raises(InputError, match="differs between the two runs"):
        compare({"q1": record(1, ("x",), "x", 1)}, {"q1": record(1, ("y",), "x", 1)})
    with pytest.raises(InputError, match="no question in common"):
        compare({"q1": record(1, ("x",), "x", 1)}, {"q2": record(2, ("x",), "x", 1)})


def test_recall_is_compared_where_rankings_are_known() -> None:
    """A better ranking shows even where the answers are the same."""
    first = {"q1": record(1, ("x",), "x", 1, ranking=("b",), relevant={"a": 1})}
    second = {"q1": record(1, ("x",), "x", 1, ranking=("b", "a"), relevant={"a": 1})}
    assert {d.name: d.change.value for d in compare(first, second).differences}["recall@10"] == 100.0
