"""Dates that a question names, as the days they cover; relative ones from the day the question is asked."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from qa.dates import days
from qa.language import lexicon

_MONTH = lexicon.either(lexicon.MONTHS)
_FULL_MONTH = "|".join(name for name in lexicon.MONTHS if len(name) > 3 or name == "may")
_WEEKDAY = lexicon.either(lexicon.WEEKDAYS)
_OF_WEEK = rf"(?:(?:{_WEEKDAY}),?\s)?"
_TH = "(?:st|nd|rd|th)?"
_YEAR = lexicon.YEAR
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}

_PATTERN = re.compile(
    rf"""(?<![\w,.\-])(?:
      (?P<iso>{_YEAR}-\d\d(?:-\d\d)?)
    | {_OF_WEEK}(?P<day>\d{{1,2}}){_TH}\s(?:of\s)?(?P<day_month>{_MONTH})\.?(?:,?\s(?P<day_year>{_YEAR}))?
    | {_OF_WEEK}(?P<us_month>{_MONTH})\.?\s(?P<us_day>\d{{1,2}}){_TH}(?:,?\s(?P<us_year>{_YEAR}))?(?!\d)
    | (?:(?P<part>early|mid|late)[\s\-])?(?P<month>{_MONTH})\.?,?\s(?:of\s)?(?P<month_year>{_YEAR})
    | (?P<which>last|this|past|next)\s(?P<named>{_FULL_MONTH}|{_WEEKDAY}|day|week|month|year)
    | (?:(?<=\bin\s|\bof\s)|(?<=\bsince\s|\bafter\s|\buntil\s))(?P<lone>{_FULL_MONTH})
    | (?P<ago>\d{{1,3}}|{"|".join(_NUMBERS)})\s(?P<unit>day|week|month|year)s?\sago
    | (?P<near>yesterday|today|tomorrow)
    | (?P<decade>{_YEAR[:-2]}0)s
    | (?:(?P<year_part>early|mid|late)[\s\-])?(?P<year>{_YEAR})(?=$|[?!.,;:)'’]|\s(?!\w+s\b))
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_BOUND = re.compile(
    r"\b(since|from|after|before|until|till|by|between)\s(?:the\s)?(?:year\s|end\sof\s)?$", re.I
)
_PRECEDED = re.compile(
    r"(?:^|\b(?:in|of|since|from|after|before|until|till|by|between|during|year|the|and|or|to|about|around|for"
    r"|early|mid|late|on|as|back))\s*(?:the\s)?$",
    re.IGNORECASE,
)
_BEHIND = 40  # characters before a date that these two look at: more than they match


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date where it stands, ``text[start:end]``: from ``first`` to ``last`` day, None where open."""

    text: str
    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    yearly: bool = False  # a day or a month that comes round each year: "5 May", "in March"


def date_mentions(text: str, as_of: datetime.date) -> list[DateMention]:
    """The dates of a question in their order; "since", "before" and the like open or bound them.

    A month or day without a year is the latest that is not after ``as_of``. Impossible dates (February 31,
    the day before January 1 of the year 1) are left out.
    """
    found = []
    for match in _PATTERN.finditer(text):
        if match["year"] and not match["year_part"] and not _may_be_year(text, match):
            continue
        try:
            first, last = _covered(match, as_of)
        except (ValueError, OverflowError):  # February 31, month 13; the day after the last of the calendar
            continue
        bound = _BOUND.search(text, max(0, match.start() - _BEHIND), match.start())
        word = bound[1].casefold() if bound else ""
        covered = _bounded(word, first, last)
        yearly = None not in covered and _is_yearly(match)
        found.append(DateMention(match.group(), match.start(), match.end(), *covered, yearly))
    return found


def _may_be_year(text: str, match: re.Match[str]) -> bool:
    """Whether four digits are a year: behind a preposition, or at the end; "2000 troops" is a number."""
    at_end = not text[match.end() :].strip(" ?.!")
    if at_end:
        return True
    return _PRECEDED.search(text, max(0, match.start() - _BEHIND), match.start()) is not None


def _is_yearly(match: re.Match[str]) -> bool:
    day, year = match["day"] or match["us_day"], match["day_year"] or match["us_year"]
    return match["lone"] is not None or (day is not None and year is None)


def _covered(match: re.Match[str], as_of: datetime.date) -> tuple[datetime.date, datetime.date]:
    if match["iso"]:
        return days(match["iso"])
    if match["day"] or match["us_day"]:
        month = lexicon.MONTHS[(match["day_month"] or match["us_month"]).casefold()]
        year = match["day_year"] or match["us_year"]
        day = _dated(int(year) if year else None, month, int(match["day"] or match["us_day"]), as_of)
        return day, day
    if match["month"]:
        first, last = _month(int(match["month_year"]), lexicon.MONTHS[match["month"].casefold()])
        return _third(first, last, match["part"])
    if match["which"]:
        return _relative(match["which"].casefold(), match["named"].casefold(), as_of)
    if match["lone"]:
        month = lexicon.MONTHS[match["lone"].casefold()]
        return _month(as_of.year if month <= as_of.month else as_of.year - 1, month)
    if match["ago"]:
        return _ago(match["ago"].casefold(), match["unit"].casefold(), as_of)
    if match["near"]:
        day = as_of + datetime.timedelta(
            days={"yesterday": -1, "today": 0, "tomorrow": 1}[match["near"].casefold()]
        )
        return day, day
    if match["decade"]:
        return datetime.date(int(match["decade"]), 1, 1), datetime.date(int(match["decade"]) + 9, 12, 31)
    return _third(*days(match["year"]), match["year_part"])


def _dated(year: int | None, month: int, day: int, as_of: datetime.date) -> datetime.date:
    if year is not None:
        return datetime.date(year, month, day)
    this_year = datetime.date(as_of.year, month, day)
    return this_year if this_year <= as_of else datetime.date(as_of.year - 1, month, day)


def _month(year: int, month: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])


def _third(
    first: datetime.date, last: datetime.date, part: str | None
) -> tuple[datetime.date, datetime.date]:
    if part is None:
        return first, last
    length = (last - first) / 3
    place = {"early": 0, "mid": 1, "late": 2}[part.casefold()]
    return first + length * place, first + length * (place + 1)


def _relative(which: str, named: str, as_of: datetime.date) -> tuple[datetime.date, datetime.date]:
    step = {"last": -1, "past": -1, "this": 0, "next": 1}[which]
    if named in lexicon.MONTHS:
        month = lexicon.MONTHS[named]
        year = as_of.year
        if step < 0 and month >= as_of.month:
            year -= 1
        if step > 0 and month <= as_of.month:
            year += 1
        return _month(year, month)
    if named in lexicon.WEEKDAYS:
        back = (as_of.weekday() - lexicon.WEEKDAYS[named]) % 7
        day = as_of - datetime.timedelta(days=back or (7 if step < 0 else 0))
        day += datetime.timedelta(days=7 if step > 0 else 0)
        return day, day
    if named == "year":
        return days(str(as_of.year + step))
    if named == "month":
        months = as_of.year * 12 + as_of.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    if named == "week":
        monday = as_of - datetime.timedelta(days=as_of.weekday() - 7 * step)
        return monday, monday + datetime.timedelta(days=6)
    day = as_of + datetime.timedelta(days=step)
    return day, day


def _ago(count: str, unit: str, as_of: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The day so long ago, with as much room around it as the unit leaves open."""
    length = _UNIT_DAYS[unit]
    number = _NUMBERS[count] if count in _NUMBERS else int(count)
    if unit == "year":
        return days(f"{as_of.year - number:04}")
    day = as_of - datetime.timedelta(days=number * length)
    room = datetime.timedelta(days=length // 2)
    return day - room, day + room


def _bounded(
    word: str, first: datetime.date, last: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    if word == "since":
        return first, None
    if word == "after":
        return last, None
    if word == "before":
        return None, first
    if word in {"until", "till", "by"}:
        return None, last
    return first, last
