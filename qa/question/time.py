"""How far an article is from the time that a question speaks of: evidence, never a filter.

The distance is counted in doublings of a fortnight, so that a week matters in the news of a month and a year
among those of a decade. What a doubling costs is fitted on real news: see :mod:`qa.answering.evidence.date`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.dates import known_days
from qa.language import lexicon
from qa.language.question_dates import date_mentions

UNDATED = 3.0  # the distance of an article without a date, in doublings: as far as one of three months

_FORTNIGHT = 14.0  # days that an article is new: most of what news questions are about is no older
_SLACK = 2  # days: articles are dated where they are printed
_FOREIGN = 10.0  # the distance of an article that did not exist on the day the question is asked

_PRESENT = re.compile(
    r"\b(?:current|currently|now|nowadays|latest|newest|today|at present|at the moment|these days|so far"
    r"|presently|most recent|up to date|right now)\b",
    re.IGNORECASE,
)
# These speak of the present only in the present tense: "What was the new law?" may be any time's news.
_PRESENT_IF_PRESENT_TENSE = re.compile(r"\b(?:new|recent|recently|still)\b")
_YEAR = re.compile(lexicon.YEAR)
_YEARS = 50  # that a date without a year may be of
_YEAR_BACK = 0.25  # doublings that each year makes it less likely
_PREPOSITION = re.compile(r"\b(?:(?:back\s)?in|during|on)\s(?:the\syear\s)?$", re.IGNORECASE)
_BEFORE = 30  # characters before a date in which its preposition stands
_AUXILIARY = re.compile(
    r"(?:\b|['’])(?:(?P<present>is|are|s(?<=['’]s)|do|does|(?P<has>has|have)|can|will|may|must|should)"
    r"|was|were|did|had|would|could|might)\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"(?:\W+\w+){0,3}?\W+(?:been|won|made|left|lost|\w{2,}(?:ed|en))\b", re.IGNORECASE)
_DOES = re.compile(
    r"\W*(?:who|what|which(?:\s[\w-]+){1,3}?)\s[a-z]+[^\Wsiu]s\s", re.IGNORECASE
)  # "Who leads Finland?"
_LETTER = re.compile(r"[^\W\d_]")
_PAST_TENSE = re.compile(r"\b(?:was|were|did|had|became)\b", re.IGNORECASE)


Period = tuple[datetime.date | None, datetime.date | None]  # first and last day; None: open


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The time that a question speaks of."""

    as_of: datetime.date
    periods: tuple[Period, ...] = ()
    yearly: bool = False  # the periods are one of each year, the last year's first: "on 5 May", asked today
    present: bool = False  # about the present: newer articles are preferred
    lasting: bool = False  # in the present tense, and of no period: what it asks for may change
    dates: tuple[str, ...] = ()  # as it names them, each a closed period: a year, or a day of some year
    undated: str = ""  # the question without these periods; empty where it names none

    def rules_out(self, published: str | None) -> bool:
        """Whether an article is of another time than the one asked about, so that it contradicts nothing.

        True for one written after the day the question is asked, or outside every period that it names.
        """
        known = known_days(published)
        if known is None:
            return False
        if known[0] > self.as_of:
            return True
        return bool(self.periods) and all(_apart(*known, *period) for period in self.periods)

    def distance(self, published: str | None) -> float | None:
        """Doublings of a fortnight between an article and the time asked about; None where that is not known.

        The time asked about are the periods that the question names, or the day it is asked; 0 within them.
        An article of a later day than the question's is as far from it as a very old one.
        """
        known = known_days(published)
        if known is None:
            return None
        if (known[0] - self.as_of).days > _SLACK:
            return _FOREIGN
        asked = self.periods or ((self.as_of, None),)
        back = _YEAR_BACK if self.yearly else 0.0
        return min(doublings(_apart(*known, *period)) + back * years for years, period in enumerate(asked))

    def covers(self, published: str | None) -> bool:
        """Whether an article is of a period that the question names, or was printed right behind it."""
        known = known_days(published)
        return known is not None and any(_apart(*known, *period) <= _SLACK for period in self.periods)

    @property
    def neutral(self) -> bool:
        """Whether the question says nothing about time; the day it is asked may still speak."""
        return not self.periods and not self.present


def asked_time(question: str, as_of: datetime.date, *, any_year: bool = False) -> AskedTime:
    """The time that a question speaks of, asked on a day.

    Dates in the question ("in 2014", "last November", "since May 2013") name periods. Without them, words
    like "current" or "latest", and "new" in the present tense, ask for the present.

    Args:
        question: its words.
        as_of: the day it is asked.
        any_year: "on 5 May" may be of any year, of an archive that ends long before that day, say.
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
    closed = [
        mention
        for mention in mentions
        if mention.first and mention.last and (mention.yearly or _YEAR.search(mention.text))
    ]
    yearly = any_year and len(mentions) == 1 and mentions[0].yearly
    if yearly and mentions[0].first and mentions[0].last:
        periods = _each_year(mentions[0].first, mentions[0].last)
    undated = ""
    if closed and len(closed) == len(mentions):
        undated = _without(question, [(mention.start, mention.end) for mention in closed])
    dates = [date for mention in closed for date in _YEAR.findall(mention.text) or [mention.text]]
    lasting = _in_present_tense(question) and not periods
    return AskedTime(
        as_of,
        periods=tuple(periods),
        yearly=yearly,
        present=present and not periods,
        lasting=lasting,
        dates=tuple(dates if undated else ()),
        undated=undated,
    )


def _each_year(first: datetime.date, last: datetime.date) -> list[Period]:
    """A period, and the same of the years before it."""
    length = last - first
    day = first.day - ((first.month, first.day) == (2, 29))
    begins = [first.replace(year=first.year - back, day=day) for back in range(_YEARS)]
    return [(begin, begin + length) for begin in begins]


def _in_present_tense(question: str) -> bool:
    """Whether a question asks for what is so or will be, and not for what happened."""
    verb = _AUXILIARY.search(question)
    if verb is None:
        return bool(_DOES.match(question))
    if verb["present"] is None:
        return False
    return verb["has"] is None or not _PARTICIPLE.match(question, verb.end())


def _without(question: str, stretches: Sequence[tuple[int, int]]) -> str:
    """A question without dates and their prepositions; empty where one has none, or nothing is left.

    "The 2022 World Cup" is another than that of 2018: such a year says which thing is meant, not when.
    """
    left = question
    for start, end in reversed(stretches):
        preposition = _PREPOSITION.search(left, max(0, start - _BEFORE), start)
        if preposition is None:
            return ""
        left = left[: preposition.start()] + left[end:]
    left = re.sub(r"\s+(?=[?!.,;\s])", "", left).strip(" ,")
    return left[:1].upper() + left[1:] if _LETTER.search(left) else ""


def doublings(days: int) -> float:
    """How often a fortnight is doubled in so many days, 0 for none: 1 for 14, 2 for 42."""
    return math.log2(1 + days / _FORTNIGHT)


def _apart(
    first: datetime.date, last: datetime.date, since: datetime.date | None, until: datetime.date | None
) -> int:
    """Days from what an article's date covers to a period; 0 where they touch."""
    if since is not None and last < since:
        return (since - last).days
    return (first - until).days if until is not None and first > until else 0
