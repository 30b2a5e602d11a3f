"""What the charts of a report show, as marks; ``charts.html.j2`` draws them.

A mark is the name of a macro there (line, text, dot, bar, key) and what that takes, in units of the drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from qa.evaluation.metrics import Floats
from qa.evaluation.reliability import Bin, Curve

_MOST_POINTS = 400  # of a line; more than the pixels of its column only makes the file larger

Mark = tuple[Any, ...]


def _as_count(value: float) -> str:
    return f"{value:,.0f}"


def _as_percent(value: float) -> str:
    return f"{value:.0%}"


@dataclass(frozen=True, slots=True)
class Axes:
    """The frame of a chart, with linear scales from data to the drawing area."""

    width: ClassVar[int] = 480
    height: ClassVar[int] = 300
    left: ClassVar[int] = 66
    right: ClassVar[int] = 460
    top: ClassVar[int] = 14
    bottom: ClassVar[int] = 254

    x_max: float
    y_max: float
    x_title: str
    y_title: str
    x_text: Callable[[float], str] = _as_percent
    y_text: Callable[[float], str] = _as_percent

    def x(self, value: float) -> float:
        """Where a value stands from the left."""
        return self.left + (self.right - self.left) * value / self.x_max

    def y(self, value: float) -> float:
        """Where a value stands from above."""
        return self.bottom - (self.bottom - self.top) * value / self.y_max

    def path(self, xs: Iterable[float], ys: Iterable[float]) -> str:
        """The line through the points."""
        points = [f"{self.x(float(x)):.1f},{self.y(float(y)):.1f}" for x, y in zip(xs, ys, strict=True)]
        return "M" + "L".join(points)


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart; marks are drawn in their order."""

    title: str
    axes: Axes
    marks: Sequence[Mark]


def risk_coverage_chart(curve: Curve, right: float) -> Chart:
    """Share of wrong answers against the share of questions answered.

    Args:
        curve: as measured.
        right: share of all questions whose best candidate is right; gives the curve of perfect confidence.
    """
    top = _ceiling(max(float(curve.risk.max()), 1 - right))
    axes = Axes(1.0, top, "questions answered", "answers that are wrong")
    keep = _thinned(len(curve.coverage))
    perfect_x = np.linspace(0, 1, 101)
    perfect_y = np.array([max(0.0, x - right) / x if x else 0.0 for x in perfect_x])
    marks: list[Mark] = [
        ("line", "reference", axes.path(perfect_x, perfect_y)),
        ("line", "first", axes.path(curve.coverage[keep], curve.risk[keep])),
        _upper_key("this run", "perfect confidence"),
    ]
    for coverage in (0.25, 0.5, 0.75, 1.0):
        place = min(len(curve.risk) - 1, max(0, round(coverage * len(curve.risk)) - 1))
        x, y = float(curve.coverage[place]), float(curve.risk[place])
        marks.append(("dot", "first", axes.x(x), axes.y(y), f"{x:.0%} answered: {y:.1%} wrong"))
    return Chart("Risk-coverage curve", axes, marks)


def reliability_chart(bins: Sequence[Bin]) -> Chart:
    """Accuracy against confidence; a dot's area is the number of questions in its bin."""
    axes = Axes(1.0, 1.0, "confidence", "right")
    most = max((bar.count for bar in bins), default=1)
    marks: list[Mark] = [("line", "reference", axes.path([0, 1], [0, 1]))]
    if bins:
        line = axes.path([bar.confidence for bar in bins], [bar.accuracy for bar in bins])
        marks.append(("line", "first thin", line))
    for bar in bins:
        label = f"{bar.count:,} questions: confidence {bar.confidence:.0%}, right {bar.accuracy:.0%}"
        radius = 3 + 8 * (bar.count / most) ** 0.5
        x, y = axes.x(bar.confidence), axes.y(bar.accuracy)
        marks.append(("line", "gap", f"M{x:.1f},{y:.1f}V{axes.y(bar.confidence):.1f}"))
        marks.append(("dot", "first see-through", x, y, label, radius))
    return Chart("Reliability diagram", axes, [*marks, _upper_key("measured", "perfectly calibrated")])


def recall_chart(series: Sequence[tuple[str, Sequence[float]]]) -> Chart:
    """Recall at every cutoff from 1 on: one line a series, values 0 to 1 at k = 1, 2, ..."""
    most = float(max(len(values) for _, values in series))
    axes = Axes(most, 1.0, "passages or articles looked at (k)", "questions", x_text=_as_count)
    marks: list[Mark] = []
    entries = []
    for style, (title, values) in zip(("first", "second"), series, strict=False):
        entries.append((style, title))
        marks.append(("line", style, axes.path(range(1, len(values) + 1), values)))
        for k in (1, 5, 10, 20):
            if k <= len(values):
                tip = f"{title}@{k}: {values[k - 1]:.1%}"
                marks.append(("dot", style, axes.x(k), axes.y(values[k - 1]), tip))
    key = ("key", axes.right - 150, axes.bottom - 10 - 16 * (len(entries) - 1), entries)
    return Chart("Recall at k", axes, [*marks, key])


def latency_chart(seconds: Floats) -> Chart:
    """How long the questions took, in milliseconds; the slowest hundredth is gathered in the last bar."""
    milliseconds = seconds * 1000
    top = _ceiling(float(np.percentile(milliseconds, 99)))
    counts, edges = np.histogram(np.minimum(milliseconds, top), bins=30, range=(0, top))
    most = _ceiling(1.2 * float(counts.max()))  # room for the labels above the bars
    axes = Axes(top, most, "milliseconds", "questions", x_text=_as_count, y_text=_as_count)
    marks: list[Mark] = []
    for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True):
        if count:
            x, y = axes.x(float(low)), axes.y(float(count))
            width, height = axes.x(float(high)) - x - 1.5, axes.y(0) - y
            marks.append(("bar", x, y, width, height, f"{low:.0f} to {high:.0f} ms: {count:,} questions"))
    for row, percentile in enumerate((50, 95)):
        value = min(float(np.percentile(milliseconds, percentile)), top)
        x = axes.x(value)
        side, shift = ("end", -5) if x > axes.width * 0.75 else ("", 5)
        marks.append(("line", "mark", f"M{x:.1f},{axes.top}V{axes.y(0):.1f}"))
        label = f"p{percentile} {value:,.0f} ms"
        marks.append(("text", f"note {side}", x + shift, axes.top + 10 + 15 * row, label))
    return Chart("Latency histogram", axes, marks)


def _upper_key(first: str, reference: str) -> Mark:
    return ("key", Axes.left + 12, Axes.top + 10, [("first", first), ("reference", reference)])


def _ceiling(value: float) -> float:
    """A round number above the value that parts well in four."""
    if value <= 0:
        return 1.0
    size = 10 ** np.floor(np.log10(value))
    return float(
        next(step * size for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * size >= value)
    )


def _thinned(count: int) -> Sequence[int]:
    return sorted(set(np.linspace(0, count - 1, min(count, _MOST_POINTS)).astype(int).tolist()))
