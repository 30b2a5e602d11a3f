"""Every figure of a run, with its interval, computed from the records alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from qa.answering.comparing import is_right as overlaps_enough
from qa.evaluation.bootstrap import Estimate, estimate, mean_estimate
from qa.evaluation.metrics import Bools, Floats, best_threshold
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


class Figure(BaseModel):
    """One measured figure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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


class Latency(BaseModel):
    """Seconds that a stage took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    p50: float
    p95: float
    mean: float


class Speed(BaseModel):
    """How fast the questions were answered. Differs from run to run, unlike the figures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions_per_second: float
    stages: dict[str, Latency]  # "ask" is the whole
    peak_memory_mb: float | None = None  # of the process that asked; None where it was not measured


class Summary(BaseModel):
    """``summary.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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
    figures = [
        _percent("exact", "Exact match", "answers", mean_estimate(exact, seed)),
        _percent("f1", "F1", "answers", mean_estimate(overlap, seed)),
    ]
    if answerable.any() and not answerable.all():
        figures += [
            _percent(
                "has_exact", "Exact match, answerable", "answers", mean_estimate(exact[answerable], seed)
            ),
            _percent("has_f1", "F1, answerable", "answers", mean_estimate(overlap[answerable], seed)),
            _percent(
                "withheld", "Withheld, unanswerable", "answers", mean_estimate(exact[~answerable], seed)
            ),
        ]
    figures += _best_threshold_figures(records, answerable, seed)
    return figures


def _best_threshold_figures(records: Sequence[Record], answerable: Bools, seed: int) -> list[Figure]:
    na_prob, found = _column(records, "na_prob"), np.array([bool(record.best) for record in records])
    figures = []
    for name, title, column in (("best_exact", "Exact match", "best_exact"), ("best_f1", "F1", "best_f1")):
        scores = _column(records, column)
        best = best_threshold(scores, na_prob, answerable, found)
        given = (na_prob <= best.threshold) & found
        # The interval is of the score at this threshold; it leaves out that the same questions chose it.
        values = np.where(given, np.where(answerable, scores, 0.0), (~answerable).astype(np.float64))
        note = f"confidence at least {1 - best.threshold:.4f}"
        figures.append(
            _percent(name, f"{title} at its best threshold", "answers", mean_estimate(values, seed), note)
        )
    return figures


def _ranking_figures(records: Sequence[Record], seed: int) -> list[Figure]:
    if not any(record.ranking for record in records):
        return []
    rankings = {record.id: record.ranking for record in records}
    measures = ranking_measures(rankings, {record.id: record.relevant for record in records})
    titles = {"mrr": "Mean reciprocal rank", "ndcg@10": "nDCG@10"}
    figures = [
        _percent(
            name,
            titles.get(name, name.replace("recall@", "Recall@")),
            "ranking",
            mean_estimate(np.array([by_question[key] for key in sorted(by_question)]), seed),
            "articles, each counted once",
        )
        for name, by_question in measures.items()
        if by_question
    ]
    answerable = [record for record in records if record.gold]
    for k in CUTOFFS:
        if answerable:
            inside = np.array([float((record.answer_rank or k + 1) <= k) for record in answerable])
            figures.append(
                _percent(
                    f"answer@{k}",
                    f"Answer in the first {k}",
                    "ranking",
                    mean_estimate(inside, seed),
                    "passages that hold a gold answer word for word",
                )
            )
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
    return [
        _percent(
            "citation_precision",
            "Citation precision",
            "citations",
            mean_estimate(np.array(shares), seed),
            note,
        )
    ]


def _confidence_figures(records: Sequence[Record], seed: int) -> list[Figure]:
    """Of the best candidate, given or withheld."""
    if not records:
        return []
    confidence = _column(records, "confidence")
    right = np.array([float(is_right(record)) for record in records])
    exact = np.array([float(bool(record.gold) and record.best_exact == 1.0) for record in records])
    plain: tuple[tuple[str, str, Callable[[Floats, Floats], float]], ...] = (
        ("aurc", "Area under the risk-coverage curve", aurc),
        ("ece", "Expected calibration error", expected_calibration_error),
        ("brier", "Brier score", brier_score),
    )
    figures = [
        _figure(name, title, "confidence", estimate(statistic, confidence, right, seed), higher=False)
        for name, title, statistic in plain
    ]
    title, note = "Area, exact matches only", "the same, with every other answer counted as wrong"
    found = estimate(aurc, confidence, exact, seed)
    figures.insert(1, _figure("aurc_exact", title, "confidence", found, higher=False, note=note))
    for precision in PRECISIONS:

        def coverage(first: Floats, second: Floats, precision: float = precision) -> float:
            return 100.0 * coverage_at_precision(first, second, precision)

        found = estimate(coverage, confidence, right, seed)
        title = f"Coverage at {precision:.0%} precision"
        figures.append(
            _figure(f"coverage@{precision:.0%}".rstrip("%"), title, "confidence", found, percent=True)
        )
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


def _percent(name: str, title: str, group: Group, found: Estimate, note: str = "") -> Figure:
    scaled = Estimate(100 * found.value, 100 * found.low, 100 * found.high, found.count)
    return _figure(name, title, group, scaled, percent=True, note=note)


def _figure(
    name: str,
    title: str,
    group: Group,
    found: Estimate,
    *,
    percent: bool = False,
    higher: bool = True,
    note: str = "",
) -> Figure:
    return Figure(
        name=name,
        title=title,
        group=group,
        value=found.value,
        low=found.low,
        high=found.high,
        count=found.count,
        percent=percent,
        higher_is_better=higher,
        note=note,
    )
