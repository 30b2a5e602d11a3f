"""Partial ISO dates: ``2022``, ``2022-02`` and ``2022-02-25`` as the days they cover."""

from __future__ import annotations

import calendar
import datetime
import re

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def days(partial: str) -> tuple[datetime.date, datetime.date]:
    """First and last day that a partial date covers.

    Raises:
        ValueError: the text is no partial ISO date.
    """
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        raise ValueError(f"{partial!r} is not a date like 2022, 2022-02 or 2022-02-25")
    year = int(match[1])
    month = int(match[2]) if match[2] else None
    if match[3]:
        day = datetime.date(year, month or 1, int(match[3]))
        return day, day
    if month is not None:
        first = datetime.date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
