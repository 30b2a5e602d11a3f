"""Trends as a picture: one line a name over the months, in SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa.archive.trends import Trend
from qa.rendering.cleaning import one_line

_WIDTH, _HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 16, 72
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a")
_LABELS = 8  # months named below
_MOST_MONTHS = 2_400  # two centuries: further apart, the first are left out


def trends_svg(trends: Sequence[Trend]) -> str:
    """The articles that write each name by month; articles without a month are left out."""
    months = _months(trends)
    counts = [
        [{month.period: month.articles for month in trend.months}.get(period, 0) for period in months]
        for trend in trends
    ]
    top = max((count for row in counts for count in row), default=0) or 1
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11">',
        f"<title>{escape(', '.join(one_line(trend.name) for trend in trends))}: articles by month</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_axes(months, top),
    ]
    for place, (trend, row) in enumerate(zip(trends, counts, strict=True)):
        lines += _drawn(trend, row, top, place)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _months(trends: Sequence[Trend]) -> list[str]:
    """All months from the first to the last in which any of the names is written."""
    known = sorted({month.period for trend in trends for month in trend.months if len(month.period) == 7})
    if not known:
        return []
    first, last = (int(period[:4]) * 12 + int(period[5:]) - 1 for period in (known[0], known[-1]))
    first = max(first, last - _MOST_MONTHS)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _axes(months: Sequence[str], top: int) -> list[str]:
    bottom = _HEIGHT - _BOTTOM
    lines = [f'<line x1="{_LEFT}" y1="{bottom}" x2="{_WIDTH - _RIGHT}" y2="{bottom}" stroke="#8c959f"/>']
    for count in sorted({0, top // 2, top}):
        y = _y(count, top)
        lines.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="#eaeef2"/>')
        lines.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#57606a">{count}</text>')
    step = max(-(-len(months) // _LABELS), 1)
    for place in range(0, len(months), step):
        x = _x(place, len(months))
        lines.append(
            f'<text x="{x}" y="{bottom + 16}" text-anchor="middle" fill="#57606a">{months[place]}</text>'
        )
    return lines


def _drawn(trend: Trend, row: Sequence[int], top: int, place: int) -> list[str]:
    colour = _COLOURS[place % len(_COLOURS)]
    points = [(_x(at, len(row)), _y(count, top)) for at, count in enumerate(row)]
    path = " ".join(f"{x},{y}" for x, y in points)
    column, line = place % 3, place // 3
    x, y = _LEFT + column * 210, _HEIGHT - 34 + line * 16
    label = f"{one_line(trend.name)[:24]}: {trend.articles} articles, {trend.mentions} mentions"
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>' for x, y in points[:400]),
        f'<rect x="{x}" y="{y - 8}" width="10" height="10" fill="{colour}"/>',
        f'<text x="{x + 14}" y="{y + 1}" fill="#24292f">{escape(label)}</text>',
    ]


def _x(place: int, count: int) -> float:
    span = _WIDTH - _LEFT - _RIGHT - 24
    return round(_LEFT + 12 + (span * place / (count - 1) if count > 1 else span / 2), 1)


def _y(count: int, top: int) -> float:
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * count / top, 1)
