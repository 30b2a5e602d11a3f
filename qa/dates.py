"""Partial ISO dates: ``2022``, ``2022-02`` and ``2022-02-25`` as the days they cover."""

from __future__ import annotations

import calendar
import datetime
import re

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def days(partial: str) -> tuple[datetime.date, datetime.date]:
    """First and last day that a partial date covers.

    Raises:
        ValueError: the text is no partial ISO date; the message may be shown to people.
    """
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        raise ValueError(f"{partial!r} is not a date like 2022, 2022-02 or 2022-02-25")
    year, month, day = match.groups()
    try:
        first = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f"{partial!r} is no date: there is no such month or day") from None
    if day:
        return first, first
    if month:
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, first.replace(month=12, day=31)


def known_days(published: str | None) -> tuple[datetime.date, datetime.date] | None:
    """The days of an article's date; None where it has none, or what is no date: somebody wrote it."""
    try:
        return days(published or "")
    except ValueError:
        return None


def known_day(published: str | None) -> datetime.date | None:
    """The day of an article's date; None where it names none, as of :func:`known_days`."""
    known = known_days(published)
    return known[0] if known and known[0] == known[1] else None


def last_day(published: str | None) -> datetime.date | None:
    """The last day of an article's date; None as of :func:`known_days`."""
    known = known_days(published)
    return known[1] if known else None


def checked_date(partial: str) -> str:
    """The text itself, where it is a partial date.

    Raises:
        ValueError: it is none; the message may be shown to people.
    """
    days(partial)
    return partial
