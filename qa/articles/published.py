"""Dates as articles state them, as partial ISO dates."""

from __future__ import annotations

import re
from email.utils import parsedate

from qa.dates import days

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?=$|[T\s,])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|[T\s])")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def partial_date(stated: str) -> str | None:
    """``2022``, ``2022-02`` or ``2022-02-26`` for a date as people and machines write it, else None.

    Read are ISO 8601 (its time of day is dropped), mail dates, and English month names. A date like
    ``02/03/2022``, which two halves of the world read differently, is not.
    """
    text = stated.strip()
    parts = _iso(text) or _named(text) or _mail(text)
    if parts is None:
        return None
    year, month, day = parts
    date = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    try:
        days(date)
    except ValueError:
        return None  # there is no such day
    return date


def _iso(text: str) -> tuple[int, int, int] | None:
    if match := _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _ISO.match(text):
        return int(match[1]), int(match[3] or 0), int(match[4] or 0)
    return None


def _named(text: str) -> tuple[int, int, int] | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match.groups()
    else:
        return None
    month = _MONTHS.get(name.lower())
    return None if month is None else (int(year), month, int(day or 0))


def _mail(text: str) -> tuple[int, int, int] | None:
    parsed = parsedate(text) if "," in text else None
    return None if parsed is None else parsed[:3]
