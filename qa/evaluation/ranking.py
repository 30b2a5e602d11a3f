"""How well the right articles are ranked: recall@k, MRR and nDCG, computed by ir-measures.

A run ranks passages, and several passages of one article may come back; they count once, at the best of
their places (a second counting gives recalls above 1).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping, Sequence

from qa.errors import SettingsError
from qa.evaluation.metrics import holds_answer
from qa.version import install

CUTOFFS = (1, 5, 10, 20)
_NAMES = (*(f"recall@{k}" for k in CUTOFFS), "mrr", "ndcg@10")


def require_measures() -> None:
    """Raises SettingsError where ir-measures is not installed: rather before a set is asked than after."""
    if importlib.util.find_spec("ir_measures") is None:
        raise SettingsError(f"ranking measures need ir-measures: {install('eval')}")


def deduplicated(ids: Iterable[str]) -> list[str]:
    """The ids in order, each at its first place only."""
    return list(dict.fromkeys(ids))


def ranking_measures(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Each measure's value for each judged question: ``measure -> question id -> value``.

    Args:
        rankings: question id to article ids, best first, without repeats.
        relevant: question id to the grades of its articles (above 0: relevant). A question that is judged
            but missing from the rankings scores 0, it is never skipped; one without relevant articles is not
            judged.

    Raises:
        SettingsError: ir-measures is not installed.
    """
    judged = {name: grades for name, grades in relevant.items() if max(grades.values(), default=0) > 0}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(judged, 0.0) for name in _NAMES}
    if not judged:
        return values
    require_measures()
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = dict(zip(_NAMES, (*(R @ k for k in CUTOFFS), RR, nDCG @ 10), strict=True))
    qrels = [
        ir_measures.Qrel(question, article, grade)
        for question, grades in judged.items()
        for article, grade in grades.items()
    ]
    run = [
        # The score is the place, so that no tool reorders what the ranking decided.
        ir_measures.ScoredDoc(question, article, float(-place))
        for question in judged
        for place, article in enumerate(deduplicated(rankings.get(question, ())))
    ]
    names = {str(measure): name for name, measure in measures.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), qrels, run):
        values[names[str(metric.measure)]][metric.query_id] = float(metric.value)
    return values


def first_answer_rank(passages: Iterable[str], gold: Sequence[str]) -> int | None:
    """Place (from 1) of the first passage that holds a gold answer; None where none does."""
    return next((place for place, text in enumerate(passages, 1) if holds_answer(text, gold)), None)
