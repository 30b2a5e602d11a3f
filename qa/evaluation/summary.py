"""Every figure of a run, with its interval, computed from the records alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np

from qa.answering.comparing import is_right as overlaps_enough
from qa.evaluation.appended import Stored
from qa.evaluation.bootstrap import Estimate, estimate, mean_estimate
from qa.evaluation.metrics import Floats, best_threshold
from qa.evaluation.ranking import CUTOFFS, ranking_measures
from qa.evaluation.records import Record
from qa.evaluation.reliability import (
    aurc,
    brier_score,
    coverage_at_precision,
    expected_calibration_error,
)

PRECISIONS = (0.80, 0.90, 0.95)
Group = Literal["answers", "ranking", "citations", "confidence"]


class Figure(Stored):
    """One measured figure."""

    name: str  # what a gate calls it: f1, recall@10, aurc
    title: str
    group: Group
    value: float
    low: float  # 95 % interval
    high: float
    count: int  # questions it was measured on
    percent: bool  # 0 to 100 rather than 0 to 1
    higher_is_better: bool
    note: str = ""


class Latency(Stored):
    """Seconds that a stage took."""

    p50: float
    p95: float
    mean: float


class Speed(Stored):
    """How fast the questions were answered. Differs from run to run, unlike the figures."""

    questions_per_second: float
    stages: dict[str, Latency]  # "ask" is the whole
    peak_memory_mb: float | None = None  # of the process that asked; None where it was not measured


class Summary(Stored):
    """``summary.json``."""

    format: Literal[1] = 1
    run: dict[str, Any]
    questions: dict[str, int]
    figures: tuple[Figure, ...]
    speed: Speed

    def figure(self, name: str) -> Figure | None:
        """The figure of that name."""
        return next((figure for figure in self.figures if figure.name == name), None)


def summarise(
    records: Sequence[Record], run: Mapping[str, Any], *, seed: int = 0, peak_memory_mb: float | None = None
) -> Summary:
    """Measure a run. The same records and seed give the same figures to the last digit."""
    judged = [record for record in records if record.gold is not None]
    figures = [
        *_answer_figures(judged, seed),
        *_ranking_figures(records, seed),
        *_citation_figures(judged, seed),
        *_confidence_figures(judged, seed),
    ]
    counts = {
        "total": len(records),
        "answerable": sum(bool(record.gold) for record in judged),
        "unanswerable": sum(not record.gold for record in judged),
        "unjudged": len(records) - len(judged),
        "answered": sum(bool(record.prediction) for record in records),
        "missing": sum(record.seconds == 0.0 for record in records),
    }
    return Summary(
        run=dict(run), questions=counts, figures=tuple(figures), speed=_speed(records, peak_memory_mb)
    )


def _answer_figures(records: Sequence[Record], seed: int) -> list[Figure]:
    if not records:
        return []
    answerable = np.array([bool(record.gold) for record in records])
    exact, overlap = _column(records, "exact"), _column(records, "f1")
    columns = [("exact", "Exact match", exact), ("f1", "F1", overlap)]
    if answerable.any() and not answerable.all():
        columns += [
            ("has_exact", "Exact match, answerable", exact[answerable]),
            ("has_f1", "F1, answerable", overlap[answerable]),
            ("withheld", "Withheld, unanswerable", exact[~answerable]),
        ]
    figures = [_mean("answers", name, title, values, seed) for name, title, values in columns]
    na_prob, found = _column(records, "na_prob"), np.array([bool(record.best) for record in records])
    for name, title in (("best_exact", "Exact match"), ("best_f1", "F1")):
        scores = _column(records, name)
        best = best_threshold(scores, na_prob, answerable, found)
        given = (na_prob <= best.threshold) & found
        # The interval is of the score at this threshold; it leaves out that the same questions chose it.
        values = np.where(given, np.where(answerable, scores, 0.0), (~answerable).astype(np.float64))
        note = f"confidence at least {1 - best.threshold:.4f}"
        figures.append(_mean("answers", name, f"{title} at its best threshold", values, seed, note))
    return figures


def _ranking_figures(records: Sequence[Record], seed: int) -> list[Figure]:
    if not any(record.ranking for record in records):
        return []
    rankings = {record.id: record.ranking for record in records}
    measures = ranking_measures(rankings, {record.id: record.relevant for record in records})
    titles = {"mrr": "Mean reciprocal rank", "ndcg@10": "nDCG@10"}
    figures = []
    for name, by_question in measures.items():
        if by_question:
            title = titles.get(name, name.replace("recall@", "Recall@"))
            values = np.array([by_question[key] for key in sorted(by_question)])
            figures.append(_mean("ranking", name, title, values, seed, "articles, each counted once"))
    ranks = np.array([record.answer_rank or np.inf for record in records if record.gold])
    note = "passages that hold a gold answer word for word"
    for k in CUTOFFS if len(ranks) else ():
        inside = (ranks <= k).astype(np.float64)
        figures.append(_mean("ranking", f"answer@{k}", f"Answer in the first {k}", inside, seed, note))
    return figures


def _citation_figures(records: Sequence[Record], seed: int) -> list[Figure]:
    shares = [
        float(np.mean([bool(citation.supports) for citation in record.citations]))
        for record in records
        if record.prediction and record.citations and record.ranking
    ]
    if not shares:
        return []
    note = "share of an answer's citations whose article is a right one, over the answers given"
    return [_mean("citations", "citation_precision", "Citation precision", np.array(shares), seed, note)]


def _confidence_figures(records: Sequence[Record], seed: int) -> list[Figure]:
    """Of the best candidate, given or withheld."""
    if not records:
        return []
    confidence = _column(records, "confidence")
    right = np.array([float(is_right(record)) for record in records])
    exact = np.array([float(bool(record.gold) and record.best_exact == 1.0) for record in records])
    errors: tuple[tuple[str, str, Callable[[Floats, Floats], float], Floats, str], ...] = (
        ("aurc", "Area under the risk-coverage curve", aurc, right, ""),
        (
            "aurc_exact",
            "Area, exact matches only",
            aurc,
            exact,
            "the same, with every other answer counted as wrong",
        ),
        ("ece", "Expected calibration error", expected_calibration_error, right, ""),
        ("brier", "Brier score", brier_score, right, ""),
    )
    figures = [
        _figure("confidence", name, title, estimate(error, confidence, outcome, seed), note, is_error=True)
        for name, title, error, outcome, note in errors
    ]
    for precision in PRECISIONS:
        found = estimate(partial(coverage_at_precision, precision=precision), confidence, right, seed)
        name, title = f"coverage@{100 * precision:.0f}", f"Coverage at {precision:.0%} precision"
        figures.append(_figure("confidence", name, title, found))
    return figures


def is_right(record: Record) -> bool:
    """Whether the best candidate, given or withheld, answers the question."""
    return bool(record.gold) and overlaps_enough(record.best_f1 or 0.0)


def _speed(records: Sequence[Record], peak_memory_mb: float | None) -> Speed:
    asked = [record for record in records if record.seconds > 0]
    stages: dict[str, list[float]] = {"ask": [record.seconds for record in asked]}
    for record in asked:
        for stage, seconds in record.timings.items():
            stages.setdefault(stage, []).append(seconds)
    total = sum(stages["ask"])
    return Speed(
        questions_per_second=len(asked) / total if total else 0.0,
        stages={name: _latency(values) for name, values in stages.items() if values},
        peak_memory_mb=peak_memory_mb,
    )


def _latency(seconds: Sequence[float]) -> Latency:
    p50, p95 = np.percentile(seconds, [50, 95])
    return Latency(p50=float(p50), p95=float(p95), mean=float(np.mean(seconds)))


def _column(records: Sequence[Record], name: str) -> Floats:
    return np.array([float(getattr(record, name)) for record in records], dtype=np.float64)


def _mean(group: Group, name: str, title: str, values: Floats, seed: int, note: str = "") -> Figure:
    return _figure(group, name, title, mean_estimate(values, seed), note)


def _figure(
    group: Group, name: str, title: str, found: Estimate, note: str = "", *, is_error: bool = False
) -> Figure:
    """A share in per cent, where more is better; an error from 0 to 1, where less is."""
    scale = 1.0 if is_error else 100.0
    return Figure(
        name=name,
        title=title,
        group=group,
        value=scale * found.value,
        low=scale * found.low,
        high=scale * found.high,
        count=found.count,
        percent=not is_error,
        higher_is_better=not is_error,
        note=note,
    )
