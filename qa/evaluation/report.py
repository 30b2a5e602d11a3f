"""``report.html``: one file that needs nothing else, to look at a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from qa.evaluation.charts import Chart, latency_chart, recall_chart, reliability_chart, risk_coverage_chart
from qa.evaluation.records import Record
from qa.evaluation.reliability import reliability_bins, risk_coverage
from qa.evaluation.summary import Figure, Summary, is_right

MISTAKES_SHOWN = 12
_CURVE_DEPTH = 20
_PASSAGE_CHARACTERS = 900
_HEADLINES = ("f1", "exact", "withheld", "recall@10", "citation_precision", "aurc")
_GROUPS = {
    "answers": "Answers",
    "ranking": "Retrieval",
    "citations": "Citations",
    "confidence": "Confidence",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question answered wrong, with the passages it was answered from in marked pieces."""

    record: Record
    passages: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # article, then (piece, "gold"/"given"/"")


def report_html(summary: Summary, records: Sequence[Record]) -> str:
    """The page as one string."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    by_group = groupby(summary.figures, attrgetter("group"))
    return environment.get_template("report.html.j2").render(
        summary=summary,
        charts=_charts(summary, records),
        headlines=[figure for name in _HEADLINES if (figure := summary.figure(name))],
        groups=[(_GROUPS[group], list(figures)) for group, figures in by_group],
        wrong=_mistakes(records, _is_wrong),
        silent=_mistakes(records, _is_withheld_though_right),
        run=_flattened(summary.run),
        number=format_figure,
    )


def format_figure(figure: Figure, value: float) -> str:
    """A value in the figure's unit."""
    return f"{value:.1f}" if figure.percent else f"{value:.3f}"


def _charts(summary: Summary, records: Sequence[Record]) -> Iterator[tuple[str, str, Chart]]:
    """Title, what the chart shows in words, and the chart."""
    judged = [record for record in records if record.gold is not None]
    if judged:
        confidence = np.array([record.confidence for record in judged])
        right = np.array([float(is_right(record)) for record in judged])
        yield (
            "Risk and coverage",
            "Of the answers to the most confident share of the questions, how many are wrong.",
            risk_coverage_chart(risk_coverage(confidence, right), float(right.mean())),
        )
        yield (
            "Reliability",
            "Of the answers of a given confidence, how many are right. Larger dots: more questions.",
            reliability_chart(reliability_bins(confidence, right)),
        )
    if series := _recall_series(records):
        text = "Questions with a right article, and with a passage that holds the answer, among the first k."
        yield "Retrieval", text, recall_chart(series)
    seconds = np.array([record.seconds for record in records if record.seconds > 0])
    if len(seconds):
        text = f"Time of a question, {summary.speed.questions_per_second:.2f} questions a second."
        yield "Latency", text, latency_chart(seconds)


def _recall_series(records: Sequence[Record]) -> list[tuple[str, list[float]]]:
    ranked = [record for record in records if record.right_articles]
    if not any(record.ranking for record in ranked):
        return []
    cutoffs = range(1, _CURVE_DEPTH + 1)
    series = [("right article", [float(np.mean([one.recall(k) for one in ranked])) for k in cutoffs])]
    ranks = np.array([record.answer_rank or np.inf for record in records if record.gold])
    if len(ranks):
        series.append(("answer in passage", [float((ranks <= k).mean()) for k in cutoffs]))
    return series


def _mistakes(records: Sequence[Record], shown: Callable[[Record], bool]) -> list[Mistake]:
    """The questions to look at, the most confident first: those mislead most."""
    found = sorted(filter(shown, records), key=lambda record: (-record.confidence, record.id))
    return [
        Mistake(one, tuple((p.article, marked(p.text[:_PASSAGE_CHARACTERS], one)) for p in one.passages))
        for one in found[:MISTAKES_SHOWN]
    ]


def _is_wrong(record: Record) -> bool:
    return bool(record.prediction) and record.f1 == 0.0


def _is_withheld_though_right(record: Record) -> bool:
    return not record.prediction and is_right(record)


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
