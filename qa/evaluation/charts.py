"""What the charts of a report show, as marks; ``charts.html.j2`` draws them.

A mark is the name of a macro there (line, text, dot, bar, key) and what that takes, in units of the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from qa.evaluation.metrics import Floats
from qa.evaluation.reliability import Bin, Curve

_ROW = 20  # between two lines of a legend
_PARTS = 5  # steps of an axis, at most
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
    height: ClassVar[int] = 330
    left: ClassVar[int] = 66
    right: ClassVar[int] = 454
    top: ClassVar[int] = 54  # what is above belongs to the legend, which so covers nothing
    bottom: ClassVar[int] = 280

    x_ticks: Sequence[float]  # from 0 to the end of the axis, in round steps
    y_ticks: Sequence[float]
    x_title: str
    y_title: str
    x_text: Callable[[float], str] = _as_percent
    y_text: Callable[[float], str] = _as_percent

    def x(self, value: float) -> float:
        """Where a value stands from the left."""
        return self.left + (self.right - self.left) * value / self.x_ticks[-1]

    def y(self, value: float) -> float:
        """Where a value stands from above."""
        return self.bottom - (self.bottom - self.top) * value / self.y_ticks[-1]

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
    worst = max(float(curve.risk.max()), 1 - right)
    axes = Axes(SHARES, ticks(worst or 1.0), "questions answered", "answers that are wrong")
    keep = _thinned(len(curve.coverage))
    perfect_x = np.linspace(0, 1, 101)
    perfect_y = np.array([max(0.0, x - right) / x if x else 0.0 for x in perfect_x])
    marks: list[Mark] = [
        ("line", "reference", axes.path(perfect_x, perfect_y)),
        ("line", "first", axes.path(curve.coverage[keep], curve.risk[keep])),
        _key([("first", "this run"), ("reference", "perfect confidence")]),
    ]
    for coverage in (0.25, 0.5, 0.75, 1.0):
        place = min(len(curve.risk) - 1, max(0, round(coverage * len(curve.risk)) - 1))
        x, y = float(curve.coverage[place]), float(curve.risk[place])
        marks.append(("dot", "first", axes.x(x), axes.y(y), f"{x:.0%} answered: {y:.1%} wrong"))
    return Chart("Risk-coverage curve", axes, marks)


def reliability_chart(bins: Sequence[Bin]) -> Chart:
    """Accuracy against confidence; a dot's area is the number of questions in its bin."""
    axes = Axes(SHARES, SHARES, "confidence", "right")
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
    return Chart(
        "Reliability diagram",
        axes,
        [*marks, _key([("first", "measured"), ("reference", "perfectly calibrated")])],
    )


def recall_chart(series: Sequence[tuple[str, Sequence[float]]]) -> Chart:
    """Recall at every cutoff from 1 on: one line a series, values 0 to 1 at k = 1, 2, ..."""
    most = max(len(values) for _, values in series)
    axes = Axes(
        ticks(most, whole=True), SHARES, "passages or articles looked at (k)", "questions", x_text=_as_count
    )
    marks: list[Mark] = []
    entries = []
    for style, (title, values) in zip(("first", "second"), series, strict=False):
        entries.append((style, title))
        marks.append(("line", style, axes.path(range(1, len(values) + 1), values)))
        for k in (1, 5, 10, 20):
            if k <= len(values):
                tip = f"{title}@{k}: {values[k - 1]:.1%}"
                marks.append(("dot", style, axes.x(k), axes.y(values[k - 1]), tip))
    return Chart("Recall at k", axes, [*marks, _key(entries)])


def latency_chart(seconds: Floats) -> Chart:
    """How long the questions took, in milliseconds; the slowest hundredth is gathered in the last bar."""
    milliseconds = seconds * 1000
    times = ticks(float(np.percentile(milliseconds, 99)) or 1.0)
    top = times[-1]
    counts, edges = np.histogram(np.minimum(milliseconds, top), bins=30, range=(0, top))
    most = ticks(float(counts.max()), whole=True)
    x_text = _as_count if times[1] >= 1 else "{:g}".format
    axes = Axes(times, most, "milliseconds", "questions", x_text=x_text, y_text=_as_count)
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
        marks.append(("line", "mark", f"M{x:.1f},{axes.top - 42 + _ROW * row}V{axes.y(0):.1f}"))
        label = f"p{percentile} {value:,.0f} ms"
        marks.append(("text", f"note {side}", x + shift, axes.top - 34 + _ROW * row, label))
    return Chart("Latency histogram", axes, marks)


def ticks(most: float, *, whole: bool = False) -> Sequence[float]:
    """0 and the steps of an axis up to ``most`` or above: 1, 2 or 5 times a power of ten, at most five.

    Args:
        most: what the axis must reach, above 0.
        whole: no step is below 1, for what is counted.
    """
    least = max(most / _PARTS, 1.0 if whole else 0.0)
    size = 10.0 ** math.floor(math.log10(least))
    step = next(size * digit for digit in (1, 2, 5, 10) if size * digit >= least * (1 - 1e-9))
    return [round(step * place, 12) for place in range(math.ceil(most / step - 1e-9) + 1)]


SHARES = ticks(1.0)


def _key(entries: Sequence[tuple[str, str]]) -> Mark:
    return ("key", Axes.left, Axes.top - 34 - _ROW // 4, _ROW, entries)


def _thinned(count: int) -> Sequence[int]:
    return sorted(set(np.linspace(0, count - 1, min(count, _MOST_POINTS)).astype(int).tolist()))
