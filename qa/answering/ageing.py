"""How old an answer to a question about the present is, and how sure it can be for that.

No set of questions teaches what a year does: news are asked within weeks, an encyclopaedia has no dates. So
it is chosen: of what is asked in the present tense half never changes, and half of the rest has changed after
five years. Who does not say as of when may mean the time of the articles, and is only not told that an old
answer is certain.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from qa.answering.dating import dates_of
from qa.answering.proposing import Proposal
from qa.dates import last_day
from qa.question.query import Query
from qa.types import Age

_YEAR = 365.25  # days
_CHANGES = 0.5  # share of what is asked in the present tense that changes at all,
_HALF_LIFE = 5.0  # and the years in which half of that does
_MOST = 0.9  # confidence in an old answer, where nobody said as of when


def ages_of(query: Query, proposals: Sequence[Proposal]) -> list[Age | None]:
    """The age of each answer, None of what is no year old, has no date, or is asked of another time."""
    if not query.time.lasting:
        return [None] * len(proposals)
    asked = query.as_of is not None
    read = [span.passage.published for one in proposals for span in one.mentions]
    now = query.time.as_of if asked else _newest(read, query.time.as_of)
    told = (dates_of(one, proposals, one.spans) for one in proposals)
    return [_age([date for date in dates if not query.time.rules_out(date)], now, asked) for dates in told]


def aged(confidence: float, age: Age | None) -> float:
    """The probability that an answer is still right."""
    if age is None:
        return confidence
    if not age.asked:
        return min(confidence, _MOST)
    unchanged: float = 0.5 ** (age.years / _HALF_LIFE)
    return confidence * (1 - _CHANGES * (1 - unchanged))


def _age(dates: Sequence[str], now: datetime.date | None, asked: bool) -> Age | None:
    told = max(((day, date) for date in dates if (day := last_day(date))), default=None)
    if told is None or now is None:
        return None
    years = int((now - told[0]).days / _YEAR)
    return Age(told[1], years, now.isoformat(), asked) if years > 0 else None


def _newest(dates: Iterable[str | None], until: datetime.date) -> datetime.date | None:
    known = [day for day in map(last_day, dates) if day and day <= until]
    return max(known, default=None)
