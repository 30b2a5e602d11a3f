"""How much an article's date speaks for its answers: a preference, never a filter.

All numbers are points on the scale of log-odds: one point is worth what e:1 better odds are worth. They are
choices, not fits: no question set here has dates.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass

from qa.dates import days
from qa.language.question_dates import date_mentions

PERIOD = 2.0  # an article of the period that the question names
EARLIER = -1.0  # an article written before that period, which can only foretell it
LATER = -2.0  # an article written after the day the question is asked "as of"
AGE = 0.5  # what each doubling of an article's age costs, where the question is about the present
AGE_UNIT = 30.0  # days that an article counts as fresh
LIMIT = 4.0  # no date speaks louder than this

_FRESH = 14.0  # days that an article is new: most of what news questions are about is no older
_SLACK = 2  # days: articles are dated where they are printed
UNDATED = 3.0  # the age of an article without a date, in doublings of a fortnight
_FOREIGN = 10.0  # the age of an article that did not exist on the day the question is asked

_FADE = 366.0  # days after a period in which its articles still look back at it

_PRESENT = re.compile(
    r"\b(?:current|currently|now|nowadays|latest|newest|today|at present|at the moment|these days|so far"
    r"|presently|most recent|up to date|right now)\b",
    re.IGNORECASE,
)
# These speak of the present only in the present tense: "What was the new law?" may be any time's news.
_PRESENT_IF_PRESENT_TENSE = re.compile(r"\b(?:new|recent|recently|still)\b")
_PAST_TENSE = re.compile(r"\b(?:was|were|did|had|became)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimePreference:
    """What a question and the day it is asked say about the dates of its answer."""

    as_of: datetime.date
    periods: tuple[
        tuple[datetime.date | None, datetime.date | None], ...
    ] = ()  # first and last day; None: open
    present: bool = False  # about the present: newer articles are preferred

    def points(self, published: str | None) -> float:
        """What an article of that date gets, from ``-LIMIT`` to ``LIMIT``; 0 where it is not known."""
        if published is None:
            return 0.0
        try:
            first, last = days(published)
        except ValueError:  # an article's date is the user's data; one that is none says nothing
            return 0.0
        total = LATER if first > self.as_of else 0.0
        if self.periods:
            total += max(_of_period(first, last, *period) for period in self.periods)
        elif self.present:
            age = max(0, (self.as_of - last).days)
            total -= AGE * math.log2(1 + age / AGE_UNIT)
        return max(-LIMIT, min(LIMIT, total))

    def rules_out(self, published: str | None) -> bool:
        """Whether an article is of another time than the one asked about, so that it contradicts nothing.

        True for one written after the day the question is asked, or outside every period that it names.
        """
        if published is None:
            return False
        try:
            first, last = days(published)
        except ValueError:
            return False
        if first > self.as_of:
            return True
        return bool(self.periods) and not any(
            (since is None or last >= since) and (until is None or first <= until)
            for since, until in self.periods
        )

    def age(self, published: str | None) -> float | None:
        """Doublings of a fortnight since an article appeared, 0 for a new one; None where that is not known.

        An article of a later day than the question's is as far from it as a very old one.
        """
        try:
            first, last = days(published or "")
        except ValueError:
            return None
        if (first - self.as_of).days > _SLACK:
            return _FOREIGN
        return math.log2(1 + max(0, (self.as_of - last).days) / _FRESH)

    @property
    def neutral(self) -> bool:
        """Whether the question says nothing about time; the day it is asked may still speak."""
        return not self.periods and not self.present


def time_preference(question: str, as_of: datetime.date) -> TimePreference:
    """The preference of a question asked on a day.

    Dates in the question ("in 2014", "last November", "since May 2013") name periods. Without them, words
    like "current" or "latest", and "new" in the present tense, ask for the present.
    """
    mentions = date_mentions(question, as_of)
    mentions = [mention for mention in mentions if mention.text.casefold() != "today"]
    periods = [(mention.first, mention.last) for mention in mentions]
    if len(mentions) == 2 and re.search(
        r"\b(?:between|from)\s(?:the\s)?$", question[: mentions[0].start], re.I
    ):
        periods = [(periods[0][0], periods[1][1])]
    present = bool(_PRESENT.search(question)) or (
        bool(_PRESENT_IF_PRESENT_TENSE.search(question)) and not _PAST_TENSE.search(question)
    )
    return TimePreference(as_of, tuple(periods), present and not periods)


def _of_period(
    first: datetime.date, last: datetime.date, since: datetime.date | None, until: datetime.date | None
) -> float:
    if since is not None and last < since:
        return EARLIER
    if until is not None and first > until:
        return PERIOD * max(0.0, 1 - (first - until).days / _FADE) / 2
    return PERIOD
