"""Dates as articles state them, as partial ISO dates."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate

from qa.articles.files import Report
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
_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?=$|[T\s,Z+])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|[T\s])")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_SECONDS = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")  # since 1970, in seconds or milliseconds: from 2001 on
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:,|\s+at|\s+[-\u2013|])?\s+\d{1,2}(?:(?::\d\d){1,2}(?:\.\d+)?\s*(?:[ap]\.?m\.?)?|\s*[ap]\.?m\.?)(?:\s*\(?[A-Z]{1,5}\)?)?"
    r"(?:\s*[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_UNIX = re.compile(r"([A-Za-z]{3})\s+(\d{1,2})\s+\d\d:\d\d(?::\d\d)?(?:\s+[A-Z]{1,5})?\s+(\d{4})")  # date(1)
_TH = r"(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"(?:(\d{{1,2}}){_TH}(?:\s+of)?[\s-]+)?([A-Za-z]+)\.?,?[\s-]+(\d{{4}})")
_MONTH_FIRST = re.compile(rf"([A-Za-z]+)\.?\s+(\d{{1,2}}){_TH},?\s+(\d{{4}})")
_YEAR_FIRST = re.compile(rf"(\d{{4}}),?\s+([A-Za-z]+)\.?(?:\s+(\d{{1,2}}){_TH})?")
_OTHER_WORDS = re.compile(r"[^\W\d_]{2,}|[\u5e74\ub144]")
_NUMBERS = re.compile(r"\D*\d{1,2}\D{1,2}\d{1,2}\D{1,2}\d{2,4}\D*")
_LONGEST = 60  # characters of a date in another language
_LANGUAGES = [
    "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ru", "uk", "tr", "ja", "zh",
    "ko",
]  # fmt: skip

_HEAD, _HEAD_CHARS = 5, 2000
_LINE = re.compile(r"[^\n\r]+")
_STATED = re.compile(r"(title|date|published|publication date)\s*:\s+(\S.{0,300})", re.IGNORECASE)
_PUBLISHED_ON = re.compile(r"^(?:first\s+)?published(?:\s+on)?\s+", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[T ]\d{2}:\d{2}\S*)?")
_NAMED_DAY = re.compile(r"^\d{4}([-_]?)\d{2}\1\d{2}(?!\d)|(?<!\d)\d{4}([-_])\d{2}\2\d{2}$")

PUBLISHED = (
    "published", "date", "publishedat", "published_at", "published_date", "publisheddate", "publish_date",
    "publishdate", "publication_date", "pubdate", "pub_date", "date_published", "datepublished", "issued",
    "created_at", "createdat", "created", "date_created", "datecreated", "timestamp",
)  # fmt: skip
"""Names of what holds an article's date, in lower case; one that stands earlier counts more."""


def partial_date(stated: str) -> str | None:
    """``2022``, ``2022-02`` or ``2022-02-26`` for a date as people and machines write it, else None.

    Read are ISO 8601 (the time of day is dropped), mail dates, seconds since 1970, and names of months in
    English and other languages. A date like ``02/03/2022``, which two halves of the world read
    differently, is not.
    """
    text = " ".join(stated.split()).translate(_DASHES)
    parts = _named(text) or _iso(text) or _mail(text) or _seconds(text) or _foreign(text)
    if parts is None:
        return None
    year, month, day = parts
    date = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    try:
        days(date)
    except ValueError:
        return None  # there is no such day
    return date


def told_date(stated: str, report: Report, where: str = "") -> str | None:
    """The partial date of what an article states; what is none is reported, with ``where`` it stands."""
    if not stated.strip() or (date := partial_date(stated)) is not None:
        return date if stated.strip() else None
    why = "may be read in two ways" if _NUMBERS.fullmatch(stated) else "cannot be read"
    report(f"{where}the date {stated.strip()[:60]!r} {why}; write it like 2022-02-25")
    return None


def first_date(stated: Mapping[str, str], report: Report, where: str = "") -> str | None:
    """The date of the first field of ``PUBLISHED`` that has one; ``stated`` is by lower-case name."""
    dates = [stated[name] for name in PUBLISHED if stated.get(name, "").strip()]
    read = next(filter(None, map(partial_date, dates)), None)
    return read or (told_date(dates[0], report, where) if dates else None)


@dataclass(frozen=True, slots=True)
class Head:
    """The lines at the top of a plain text that say something of it."""

    stated: Mapping[str, str]  # "Title: ...", "Date: ..." by lower-case name
    opening: str  # the first line, where it is none of these: a title, perhaps
    end: int  # where the last of them ends; 0 where the text has begun before it, or nothing follows

    def body_start(self, title: str) -> int:
        """Where the text begins: behind the head, if all of it is told as title and date."""
        return self.end if self.opening.strip("#*_ ") in ("", title) else 0


def headed(text: str) -> Head:
    """What the lines at the top of a plain text say of it.

    A line that is nothing but a day, or "Published" and a day, counts as its date. Looked at are the first
    ``_HEAD`` lines that are not blank; what is no date is no heading, but text.
    """
    found: dict[str, str] = {}
    opening, end, begun = "", 0, False
    lines = [match for match in _LINE.finditer(text[:_HEAD_CHARS]) if match[0].strip()]
    for number, match in enumerate(lines[:_HEAD]):
        line = match[0].strip()
        if (stated := _STATED.fullmatch(line)) is not None:
            found.setdefault(stated[1].lower(), stated[2])
        elif len(line) <= _LONGEST and (day := _only_a_day(line)) is not None:
            found.setdefault("date", day)
        elif number == 0:
            opening = line
            continue
        else:
            begun = True
        end = end if begun else match.end()
    return Head(found, opening, end if text[end:].strip() else 0)


def day_in_name(stem: str) -> str | None:
    """The day that the name of a file begins or ends with: ``2022-02-25-treaty``, ``20220225_treaty``."""
    match = _NAMED_DAY.search(stem)
    return partial_date(match[0].replace("_", "-")) if match else None


def _only_a_day(line: str) -> str | None:
    line = _PUBLISHED_ON.sub("", line.strip("*_ "))
    named = _named(line) is not None or _WHOLE_DAY.fullmatch(line) is not None
    date = partial_date(line) if named else None
    return date if date is not None and date.count("-") == 2 else None


def _iso(text: str) -> tuple[int, int, int] | None:
    if match := _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _ISO.match(text):
        return int(match[1]), int(match[3] or 0), int(match[4] or 0)
    return None


def _named(text: str) -> tuple[int, int, int] | None:
    text = _WEEKDAY.sub("", text, count=1)
    if match := _UNIX.fullmatch(text):
        name, day, year = match.groups()
    else:
        text = _TIME.sub("", text)
        if match := _DAY_FIRST.fullmatch(text):
            day, name, year = match.groups()
        elif match := _MONTH_FIRST.fullmatch(text):
            name, day, year = match.groups()
        elif match := _YEAR_FIRST.fullmatch(text):
            year, name, day = match.groups()
        else:
            return None
    month = _MONTHS.get(name.lower())
    return None if month is None else (int(year), month, int(day or 0))


def _mail(text: str) -> tuple[int, int, int] | None:
    parsed = parsedate(text) if "," in text and ":" in text else None
    return None if parsed is None else parsed[:3]


def _seconds(text: str) -> tuple[int, int, int] | None:
    if not (match := _SECONDS.fullmatch(text)):
        return None
    day = datetime.datetime.fromtimestamp(int(match[1]), datetime.UTC)
    return day.year, day.month, day.day


def _foreign(text: str) -> tuple[int, int, int] | None:
    """A date that names its month in another language and gives its year in four digits."""
    if len(text) > _LONGEST or not re.search(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)", text):
        return None
    if not _OTHER_WORDS.search(text) or len(re.findall(r"\d+", text)) < 2:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, of Python's datetime
        from dateparser.date import DateDataParser  # a third of a second; only such dates wait for it

        parser = DateDataParser(
            languages=_LANGUAGES,
            settings={
                "STRICT_PARSING": True,
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
            },
        )
        found = parser.get_date_data(text).date_obj
    return None if found is None else (found.year, found.month, found.day)
