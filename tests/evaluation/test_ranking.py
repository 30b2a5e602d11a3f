"""Ranking measures on de-duplicated rankings."""

from __future__ import annotations

import importlib.util
import math

import pytest

from qa.errors import SettingsError
from qa.evaluation.ranking import deduplicated, first_answer_rank, ranking_measures


def test_values_by_hand() -> None:
    """One relevant article at place 2: MRR 1/2, nDCG 1/log2(3), recall@1 0 and recall@5 1."""
    values = ranking_measures({"q": ["x", "right", "y"]}, {"q": {"right": 1}})
    assert values["recall@1"]["q"] == 0.0
    assert values["recall@5"]["q"] == 1.0
    assert values["mrr"]["q"] == 0.5
    assert values["ndcg@10"]["q"] == pytest.approx(1 / math.log2(3))


def test_repeats_never_lift_recall_above_one() -> None:
    """An article that comes back as several passages counts once, at its best place."""
    values = ranking_measures({"q": ["right", "right", "other", "right"]}, {"q": {"right": 1, "other": 1}})
    assert values["recall@5"]["q"] == 1.0
    assert values["recall@1"]["q"] == 0.5


def test_a_missing_question_scores_nothing() -> None:
    """A judged question without a ranking is counted as 0, never left out."""
    values = ranking_measures({"a": ["r"]}, {"a": {"r": 1}, "b": {"r": 1}})
    assert values["mrr"] == {"a": 1.0, "b": 0.0}


def test_a_question_without_relevant_articles_is_not_judged() -> None:
    """Unanswerable questions say nothing about ranking."""
    assert ranking_measures({"a": ["r"]}, {"a": {}, "b": {"r": 0}})["mrr"] == {}


def test_order_is_kept() -> None:
    """First places win."""
    assert deduplicated(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


def test_first_answer_rank() -> None:
    """Places count from 1; no passage gives None."""
    assert first_answer_rank(["nothing", "it was 1973."], ["1973"]) == 2
    assert first_answer_rank(["nothing"], ["1973"]) is None


def test_what_computes_them_is_needed_only_where_articles_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set of questions and answers does without; one that names articles says what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert ranking_measures({"q": ["a"]}, {"q": {}})["mrr"] == {}
    with pytest.raises(SettingsError, match=r"pip install 'extractive-qa\[eval\]'"):
        ranking_measures({"q": ["a"]}, {"q": {"a": 1}})
