"""Charts as inline SVG: colours come from the page's style sheet, so that they follow light and dark.

Every function returns one ``<svg>`` element that scales to its column. Text that is not ours is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from qa.evaluation.metrics import Floats
from qa.evaluation.reliability import Bin, Curve

_WIDTH, _HEIGHT = 480, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 20, 14, 46
_MOST_POINTS = 400  # of a line; more than the pixels of its column only makes the file larger


@dataclass(frozen=True, slots=True)
class _Axes:
    """Linear scales from data to the drawing area."""

    x_max: float
    y_max: float

    def x(self, value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / self.x_max

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / self.y_max

    def path(self, xs: Iterable[float], ys: Iterable[float]) -> str:
        points = [f"{self.x(float(x)):.1f},{self.y(float(y)):.1f}" for x, y in zip(xs, ys, strict=True)]
        return "M" + "L".join(points)


def risk_coverage_chart(curve: Curve, right: float) -> str:
    """Share of wrong answers against the share of questions answered.

    Args:
        curve: as measured.
        right: share of all questions whose best candidate is right; gives the curve of perfect confidence.
    """
    axes = _Axes(1.0, _ceiling(max(float(curve.risk.max()), 1 - right)))
    keep = _thinned(len(curve.coverage))
    perfect_x = np.linspace(0, 1, 101)
    perfect_y = np.array([max(0.0, x - right) / x if x else 0.0 for x in perfect_x])
    dots = []
    for coverage in (0.25, 0.5, 0.75, 1.0):
        place = min(len(curve.risk) - 1, max(0, round(coverage * len(curve.risk)) - 1))
        x, y = float(curve.coverage[place]), float(curve.risk[place])
        dots.append(_dot("first", axes.x(x), axes.y(y), f"{x:.0%} answered: {y:.1%} wrong"))
    return _svg(
        "Risk-coverage curve",
        _frame(axes, "questions answered", "answers that are wrong"),
        _line("reference", axes.path(perfect_x, perfect_y)),
        _line("first", axes.path(curve.coverage[keep], curve.risk[keep])),
        _key([("first", "this run"), ("reference", "perfect confidence")]),
        *dots,
    )


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Accuracy against confidence; a dot's area is the number of questions in its bin."""
    axes = _Axes(1.0, 1.0)
    most = max((bar.count for bar in bins), default=1)
    line = axes.path([bar.confidence for bar in bins], [bar.accuracy for bar in bins])
    dots = []
    for bar in bins:
        label = f"{bar.count:,} questions: confidence {bar.confidence:.0%}, right {bar.accuracy:.0%}"
        radius = 3 + 8 * (bar.count / most) ** 0.5
        x, y = axes.x(bar.confidence), axes.y(bar.accuracy)
        dots.append(_line("gap", f"M{x:.1f},{y:.1f}V{axes.y(bar.confidence):.1f}"))
        dots.append(_dot("first see-through", x, y, label, radius))
    return _svg(
        "Reliability diagram",
        _frame(axes, "confidence", "right"),
        _line("reference", axes.path([0, 1], [0, 1])),
        _line("first thin", line) if bins else "",
        *dots,
        _key([("first", "measured"), ("reference", "perfectly calibrated")]),
    )


def recall_chart(series: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Recall at every cutoff from 1 on: one line a series, values 0 to 1 at k = 1, 2, ..."""
    axes = _Axes(float(max(len(values) for _, values in series)), 1.0)
    lines, entries = [], []
    for style, (title, values) in zip(("first", "second"), series, strict=False):
        entries.append((style, title))
        lines.append(_line(style, axes.path(range(1, len(values) + 1), values)))
        for k in (1, 5, 10, 20):
            if k <= len(values):
                tip = f"{title}@{k}: {values[k - 1]:.1%}"
                lines.append(_dot(style, axes.x(k), axes.y(values[k - 1]), tip))
    frame = _frame(axes, "passages or articles looked at (k)", "questions", x_text=_as_count)
    return _svg("Recall at k", frame, *lines, _key(entries, bottom=True))


def latency_chart(seconds: Floats) -> str:
    """How long the questions took, in milliseconds; the slowest hundredth is gathered in the last bar."""
    milliseconds = seconds * 1000
    top = _ceiling(float(np.percentile(milliseconds, 99)))
    counts, edges = np.histogram(np.minimum(milliseconds, top), bins=30, range=(0, top))
    axes = _Axes(top, _ceiling(1.2 * float(counts.max())))  # room for the labels above the bars
    bars = []
    for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True):
        if count:
            x, y = axes.x(float(low)), axes.y(float(count))
            width, height = axes.x(float(high)) - x - 1.5, axes.y(0) - y
            tip = _tip(f"{low:.0f} to {high:.0f} ms: {count:,} questions")
            bars.append(
                f'<rect class="bar first" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
                f'rx="1.5">{tip}</rect>'
            )
    for row, percentile in enumerate((50, 95)):
        value = min(float(np.percentile(milliseconds, percentile)), top)
        x = axes.x(value)
        side, shift = ("end", -5) if x > _WIDTH * 0.75 else ("", 5)
        bars.append(_line("mark", f"M{x:.1f},{_TOP}V{axes.y(0):.1f}"))
        bars.append(_text(f"note {side}", x + shift, _TOP + 10 + 15 * row, f"p{percentile} {value:,.0f} ms"))
    frame = _frame(axes, "milliseconds", "questions", x_text=_as_count, y_text=_as_count)
    return _svg("Latency histogram", frame, *bars)


def interval_chart(value: float, low: float, high: float, top: float) -> str:
    """A dot with its interval on a line from 0 to ``top``, small enough for a table cell."""
    if top <= 0:
        return ""

    def place(number: float) -> float:
        return 3 + 134 * min(max(number / top, 0.0), 1.0)

    return (
        '<svg class="interval" viewBox="0 0 140 14" role="img" aria-hidden="true">'
        '<path class="axis" d="M3,7H137"/>'
        f'<path class="whisker" d="M{place(low):.1f},7H{place(high):.1f}"/>'
        f'<circle class="dot first" cx="{place(value):.1f}" cy="7" r="3.2"/></svg>'
    )


def _as_count(value: float) -> str:
    return f"{value:,.0f}"


def _as_percent(value: float) -> str:
    return f"{value:.0%}"


def _frame(
    axes: _Axes,
    x_title: str,
    y_title: str,
    x_text: Callable[[float], str] = _as_percent,
    y_text: Callable[[float], str] = _as_percent,
) -> str:
    parts = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = axes.x(share * axes.x_max), axes.y(share * axes.y_max)
        parts.append(f'<path class="grid" d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}"/>')
        parts.append(_text("tick end", _LEFT - 8, y + 4, y_text(share * axes.y_max)))
        parts.append(_text("tick middle", x, _HEIGHT - _BOTTOM + 18, x_text(share * axes.x_max)))
    parts.append(f'<path class="axis" d="M{_LEFT},{axes.y(0):.1f}H{_WIDTH - _RIGHT}"/>')
    parts.append(_text("title middle", (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 8, x_title))
    turned, middle = _text("title middle", 0, 0, y_title), (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(f'<g transform="translate(12 {middle:.1f}) rotate(-90)">{turned}</g>')
    return "".join(parts)


def _line(style: str, path: str) -> str:
    return f'<path class="line {style}" d="{path}"/>'


def _text(style: str, x: float, y: float, text: str) -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _dot(style: str, x: float, y: float, tip: str, radius: float = 4) -> str:
    return f'<circle class="dot {style}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">{_tip(tip)}</circle>'


def _key(entries: Sequence[tuple[str, str]], bottom: bool = False) -> str:
    first = _HEIGHT - _BOTTOM - 10 - 16 * (len(entries) - 1) if bottom else _TOP + 10
    x = _WIDTH - _RIGHT - 150 if bottom else _LEFT + 12
    return "".join(
        _line(name, f"M{x},{first + 16 * row}h18") + _text("note", x + 24, first + 16 * row + 4, title)
        for row, (name, title) in enumerate(entries)
    )


def _svg(title: str, *parts: str) -> str:
    box, body = f"0 0 {_WIDTH} {_HEIGHT}", "".join(parts)
    return f'<svg class="chart" viewBox="{box}" role="img" aria-label="{escape(title)}">{body}</svg>'


def _tip(text: str) -> str:
    return f"<title>{escape(text)}</title>"


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
