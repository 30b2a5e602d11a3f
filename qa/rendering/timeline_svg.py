"""A time line as a picture: one SVG element that needs nothing else, for a page or a report.

The dots stand on the axis where their days are, so that the picture shows how long an answer held; the texts
stand evenly beside it, each led to its dot.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.dates import days
from qa.rendering.surveys import TimeLineView

_ROW = 46  # units of height a text has
_TOP = 24
_TEXT, _TITLE = 84, 80  # characters of a line that fits
_TICKS = 8  # at most, on the axis
_NOT_XML = re.compile("[\ufffe\uffff]")  # beyond what cleaning shows, XML cannot hold these


@dataclass(frozen=True, slots=True)
class Mark:
    """An answer in the picture."""

    y: float  # of its text
    at: float  # of its dot on the axis
    date: str
    text: str
    title: str  # of the article that says it first
    correction: bool
    rival: bool  # another answer of the day contradicts it


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    y: float
    label: str


def timeline_svg(line: TimeLineView) -> str:
    """The picture of a time line, as one ``<svg>`` element; its colours are those of the page around it."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    marks = marks_of(line)
    height = 2 * _TOP + _ROW * max(1, len(marks))
    drawn = environment.get_template("timeline.svg.j2").render(
        question=_xml(line.question),
        marks=marks,
        ticks=_ticks([mark.date for mark in marks], height),
        height=height,
        top=_TOP,
    )
    return drawn.strip()


def marks_of(line: TimeLineView) -> list[Mark]:
    """The answers from above, each with its place."""
    told = [(change, one) for change in line.changes for one in change.told]
    if not told:
        return []
    height = 2 * _TOP + _ROW * len(told)
    first, last = _day(told[0][0].date), _day(told[-1][0].date)
    return [
        Mark(
            y=_TOP + _ROW * (row + 0.5),
            at=_at(_day(change.date), first, last, height),
            date=_xml(change.date),
            text=_xml(_cut(one.text, _TEXT)),
            title=_xml(_cut(one.citation.title, _TITLE)),
            correction=change.correction,
            rival=len(change.told) > 1,
        )
        for row, (change, one) in enumerate(told)
    ]


def _at(day: int, first: int, last: int, height: float) -> float:
    low, high = _TOP + _ROW / 2, height - _TOP - _ROW / 2
    share = (day - first) / (last - first) if last > first else 0.5
    return round(low + share * (high - low), 1)


def _ticks(dates: Sequence[str], height: float) -> list[Tick]:
    """The beginnings of years between the first and the last day, of the more the rarer."""
    if not dates:
        return []
    first, last = _day(dates[0]), _day(dates[-1])
    years = [datetime.date.fromordinal(first).year + 1, datetime.date.fromordinal(last).year]
    step = max(1, -(-(years[1] - years[0] + 1) // _TICKS))
    found = range(years[0], years[1] + 1, step)
    return [
        Tick(_at(datetime.date(year, 1, 1).toordinal(), first, last, height), str(year)) for year in found
    ]


def _day(date: str) -> int:
    return days(date)[0].toordinal()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
