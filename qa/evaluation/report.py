"""``report.html``: one file that needs nothing else, to look at a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.evaluation.charts import (
    interval_chart,
    latency_chart,
    recall_chart,
    reliability_chart,
    risk_coverage_chart,
)
from qa.evaluation.records import Record
from qa.evaluation.reliability import reliability_bins, risk_coverage
from qa.evaluation.summary import Figure, Summary, is_right

MISTAKES_SHOWN = 12
_CURVE_DEPTH = 20
_PASSAGE_CHARACTERS = 900
_TEMPLATE = Path(__file__).with_name("report.html.j2")
_HEADLINES = ("f1", "exact", "withheld", "recall@10", "citation_precision", "aurc")
_GROUPS = {
    "answers": "Answers",
    "ranking": "Retrieval",
    "citations": "Citations",
    "confidence": "Confidence",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with what it shows in words."""

    title: str
    text: str
    svg: str  # markup of our own making


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question answered wrong, with the passages it was answered from in marked pieces."""

    record: Record
    passages: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # article, then (piece, "gold"/"given"/"")


def report_html(summary: Summary, records: Sequence[Record]) -> str:
    """The page as one string."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    charts = [Chart(chart.title, chart.text, Markup(chart.svg)) for chart in _charts(summary, records)]  # noqa: S704  # built by qa.evaluation.charts, which escapes
    intervals = {f.name: Markup(_interval(f)) for f in summary.figures}  # noqa: S704  # numbers only
    return environment.from_string(_TEMPLATE.read_text("utf-8")).render(
        summary=summary,
        charts=charts,
        intervals=intervals,
        headlines=[figure for name in _HEADLINES if (figure := summary.figure(name))],
        groups=[
            (title, [figure for figure in summary.figures if figure.group == group])
            for group, title in _GROUPS.items()
            if any(figure.group == group for figure in summary.figures)
        ],
        wrong=_worst(records),
        silent=_withheld_though_right(records),
        run=_flattened(summary.run),
        number=format_figure,
    )


def format_figure(figure: Figure, value: float) -> str:
    """A value in the figure's unit."""
    return f"{value:.1f}" if figure.percent else f"{value:.3f}"


def _interval(figure: Figure) -> str:
    top = 100.0 if figure.percent else max(0.5, figure.high)
    return interval_chart(figure.value, figure.low, figure.high, top)


def _charts(summary: Summary, records: Sequence[Record]) -> list[Chart]:
    charts = []
    judged = [record for record in records if record.gold is not None]
    if judged:
        confidence = np.array([record.confidence for record in judged])
        right = np.array([float(is_right(record)) for record in judged])
        charts.append(
            Chart(
                "Risk and coverage",
                "Of the answers to the most confident share of the questions, how many are wrong.",
                risk_coverage_chart(risk_coverage(confidence, right), float(right.mean())),
            )
        )
        charts.append(
            Chart(
                "Reliability",
                "Of the answers of a given confidence, how many are right. Larger dots: more questions.",
                reliability_chart(reliability_bins(confidence, right)),
            )
        )
    series = _recall_series(records)
    if series:
        text = "Questions with a right article, and with a passage that holds the answer, among the first k."
        charts.append(Chart("Retrieval", text, recall_chart(series)))
    seconds = np.array([record.seconds for record in records if record.seconds > 0])
    if len(seconds):
        text = f"Time of a question, {summary.speed.questions_per_second:.2f} questions a second."
        charts.append(Chart("Latency", text, latency_chart(seconds)))
    return charts


def _recall_series(records: Sequence[Record]) -> list[tuple[str, list[float]]]:
    ranked = [record for record in records if record.relevant]
    if not any(record.ranking for record in ranked):
        return []
    series = [("right article", [_share_within(ranked, k) for k in range(1, _CURVE_DEPTH + 1)])]
    answerable = [record for record in records if record.gold]
    if answerable:
        ranks = np.array([record.answer_rank or _CURVE_DEPTH + 1 for record in answerable])
        series.append(("answer in passage", [float((ranks <= k).mean()) for k in range(1, _CURVE_DEPTH + 1)]))
    return series


def _share_within(records: Sequence[Record], k: int) -> float:
    wanted = [{name for name, grade in record.relevant.items() if grade > 0} for record in records]
    shares = [
        len(names.intersection(record.ranking[:k])) / len(names)
        for names, record in zip(wanted, records, strict=True)
        if names
    ]
    return float(np.mean(shares)) if shares else 0.0


def _worst(records: Sequence[Record]) -> list[Mistake]:
    """Wrong answers, the most confident first: those mislead most."""
    wrong = [
        record
        for record in records
        if record.prediction and (record.f1 or 0.0) == 0 and record.gold is not None
    ]
    wrong.sort(key=lambda record: (-record.confidence, record.id))
    return [_mistake(record) for record in wrong[:MISTAKES_SHOWN]]


def _withheld_though_right(records: Sequence[Record]) -> list[Mistake]:
    """Right answers that were not given, the most confident first."""
    silent = [record for record in records if not record.prediction and is_right(record)]
    silent.sort(key=lambda record: (-record.confidence, record.id))
    return [_mistake(record) for record in silent[:MISTAKES_SHOWN]]


def _mistake(record: Record) -> Mistake:
    passages = tuple((p.article, marked(p.text[:_PASSAGE_CHARACTERS], record)) for p in record.passages)
    return Mistake(record, passages)


def marked(text: str, record: Record) -> tuple[tuple[str, str], ...]:
    """The text in pieces: those of a gold answer, those of the best candidate, and the rest."""
    kinds = {answer.lower(): "gold" for answer in record.gold or ()}
    if record.best:
        kinds.setdefault(record.best.lower(), "given")
    # Longer ones first, so that a short answer inside a long one does not cut it in two.
    wanted = sorted((key for key in kinds if key.strip()), key=len, reverse=True)
    if not wanted:
        return ((text, ""),)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)", re.IGNORECASE)
    pieces: list[tuple[str, str]] = []
    place = 0
    for match in pattern.finditer(text):
        if match.start() > place:
            pieces.append((text[place : match.start()], ""))
        pieces.append((match[0], kinds.get(match[0].lower(), "given")))
        place = match.end()
    pieces.append((text[place:], ""))
    return tuple(piece for piece in pieces if piece[0])


def _flattened(run: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in run.items():
        if isinstance(value, dict):
            rows += _flattened(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", "" if value is None else str(value)))
    return rows
