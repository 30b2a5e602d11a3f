"""What templates get to see of quotations, speakers and trends: every string cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.archive.speakers import Speaker
from qa.archive.trends import Month, Trend
from qa.rendering.cleaning import one_line, said_by
from qa.rendering.views import CitationView, citation_view
from qa.types import Quotation

_SPELLINGS = 5  # of one name
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class QuotationView:
    """A quotation."""

    text: str  # in quotation marks where it is direct
    said: str  # "Vladimir Putin said"; empty where nobody is named
    articles: int
    citation: CitationView


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Somebody who speaks."""

    name: str
    quotations: int
    articles: int
    span: str  # "2014-11 to 2022-02", or empty
    spellings: tuple[str, ...]  # with their counts, where there are several
    more: int  # that are not named


@dataclass(frozen=True, slots=True)
class TrendView:
    """A name and its months."""

    name: str
    spellings: str
    articles: int
    stories: int
    mentions: int
    months: tuple[tuple[str, str, Month], ...]  # the period, its bar, its counts
    sources: str


def quotation_view(quotation: Quotation, number: int) -> QuotationView:
    """A quotation under the number that ``open`` takes."""
    citation = citation_view(replace(quotation.citation, number=number))
    return QuotationView(
        _said(quotation),
        said_by(quotation.citation.speaker or quotation.named, quotation.citation.verb),
        quotation.articles,
        citation,
    )


def _said(quotation: Quotation) -> str:
    """What is said, without the article's words that interrupt it: "We are late," she said, "again"."""
    quote, begins = quotation.citation.quote, quotation.citation.start
    runs: list[list[str]] = []
    behind = None
    for start, end in quotation.parts:
        between = "" if behind is None else quote[behind - begins : start - begins]
        if behind is None or any(map(str.isalnum, between)):
            runs.append([])
        runs[-1].append(one_line(quote[start - begins : end - begins]))
        behind = end
    joined = [" ".join(run) for run in runs] or [one_line(quote)]
    return " … ".join(f"“{words}”" if quotation.direct else words for words in joined)


def quotation_record(quotation: Quotation, citation: dict[str, Any]) -> dict[str, Any]:
    """A quotation as JSON values: the fields of its citation, and its own."""
    return {
        **citation,
        "direct": quotation.direct,
        "named": quotation.named,
        "parts": [list(part) for part in quotation.parts],
        "articles": quotation.articles,
    }


def speaker_view(speaker: Speaker) -> SpeakerView:
    """Somebody who speaks."""
    several = speaker.spellings if len(speaker.spellings) > 1 else ()
    return SpeakerView(
        one_line(speaker.name),
        speaker.quotations,
        speaker.articles,
        _span(speaker.first, speaker.last),
        tuple(f"{one_line(one.name)} ({one.quotations})" for one in several[:_SPELLINGS]),
        max(len(several) - _SPELLINGS, 0),
    )


def trend_view(trend: Trend, width: int) -> TrendView:
    """A name with a bar for each month, the longest as many cells wide."""
    most = max((month.articles for month in trend.months), default=1)
    return TrendView(
        one_line(trend.name),
        ", ".join(map(one_line, trend.spellings)),
        trend.articles,
        trend.stories,
        trend.mentions,
        tuple(
            (month.period or "no date", _bar(month.articles / most, width), month) for month in trend.months
        ),
        ", ".join(f"{_near(source)} {count}" for source, count in trend.sources[:10]),
    )


def _near(source: str) -> str:
    """A folder below the working folder is given from there."""
    path = Path(source)
    below = path.is_absolute() and path.is_relative_to(Path.cwd())
    return one_line(str(path.relative_to(Path.cwd())) if below else source)


def _bar(share: float, width: int) -> str:
    eighths = max(round(share * width * 8), 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _span(first: str | None, last: str | None) -> str:
    dates: Sequence[str] = [date for date in (first, last) if date]
    return " to ".join(dict.fromkeys(map(one_line, dates)))
