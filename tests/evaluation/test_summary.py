"""The figures of a run, and the gates on them."""

from __future__ import annotations

import pytest

from qa.errors import SettingsError
from qa.evaluation.gates import failures, parse_gates
from qa.evaluation.records import missing
from qa.evaluation.summary import Summary, summarise
from qa.questionsets.question_set import Question
from tests.evaluation_fakes import record

RECORDS = [
    record(1, ("Rome",), "Rome", 0.9, ranking=("a", "b"), relevant={"a": 1}, answer_rank=1),
    record(2, ("in Paris",), "Paris", 0.7, ranking=("a", "b"), relevant={"b": 1}, answer_rank=6),
    record(3, (), "Oslo", 0.6, ranking=("a",)),
    record(4, (), "Bonn", 0.1, given=False, ranking=("a",)),
]


def value(summary: Summary, name: str) -> float:
    """A figure that must be there."""
    figure = summary.figure(name)
    assert figure is not None, name
    return figure.value


def test_figures_by_hand() -> None:
    """Exact: 1, 0, 0 (answered the unanswerable), 1 (withheld). F1: 1, 2/3, 0, 1."""
    summary = summarise(RECORDS, {})
    assert value(summary, "exact") == 50.0
    assert value(summary, "f1") == pytest.approx(100 * (1 + 2 / 3 + 0 + 1) / 4)
    assert value(summary, "has_exact") == 50.0
    assert value(summary, "withheld") == 50.0
    assert value(summary, "best_f1") == pytest.approx(100 * (1 + 2 / 3 + 1 + 1) / 4)
    assert value(summary, "recall@1") == 50.0
    assert value(summary, "mrr") == 75.0
    assert value(summary, "answer@5") == 50.0
    assert value(summary, "answer@10") == 100.0
    assert value(summary, "coverage@90") == 50.0
    assert value(summary, "brier") == pytest.approx((0.01 + 0.09 + 0.36 + 0.01) / 4)
    assert summary.questions == {
        "total": 4,
        "answerable": 2,
        "unanswerable": 2,
        "unjudged": 0,
        "answered": 3,
        "missing": 0,
    }


def test_a_missing_question_counts_as_wrong() -> None:
    """A question that was never asked scores nothing, even where silence would have been right."""
    summary = summarise(
        [*RECORDS, missing(Question("q5", "?", ("x",))), missing(Question("q6", "?", ()))], {}
    )
    assert value(summary, "exact") == pytest.approx(100 * 2 / 6)
    assert summary.questions["missing"] == 2


def test_intervals_hold_the_value_and_repeat() -> None:
    """Same records, same intervals."""
    first, second = summarise(RECORDS, {}), summarise(RECORDS, {})
    assert first == second
    for figure in first.figures:
        assert figure.low <= figure.value <= figure.high


def test_an_unjudged_set_has_ranking_figures_only() -> None:
    """A BEIR set says which articles are right, not which answers."""
    summary = summarise([record(1, None, "x", 0.5, ranking=("a",), relevant={"a": 1})], {})
    assert {figure.group for figure in summary.figures} == {"ranking"}


def test_a_closed_run_has_no_ranking_figures() -> None:
    """Without retrieval there is nothing to rank."""
    summary = summarise([record(1, ("x",), "x", 0.5)], {})
    assert "ranking" not in {figure.group for figure in summary.figures}


def test_gates() -> None:
    """A gate that holds is silent; one that does not says both numbers."""
    summary = summarise(RECORDS, {})
    assert failures(parse_gates(["exact=50"], ["brier=0.3"]), summary) == []
    assert failures(parse_gates(["exact=50.1"], ["brier=0.1"]), summary) == [
        "exact is 50, below 50.1",
        "brier is 0.1175, above 0.1",
    ]


@pytest.mark.parametrize("text", ["f1", "f1=", "=3", "f1=high"])
def test_gates_that_are_written_wrong(text: str) -> None:
    """The message shows how a gate is written."""
    with pytest.raises(SettingsError, match="NAME=NUMBER"):
        parse_gates([text], [])


def test_a_gate_on_an_unknown_figure_lists_the_known_ones() -> None:
    """A typing mistake must not pass as a gate that holds."""
    with pytest.raises(SettingsError, match="no figure 'f2'; it has exact, f1"):
        failures(parse_gates(["f2=1"], []), summarise(RECORDS, {}))
