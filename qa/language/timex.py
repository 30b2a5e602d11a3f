"""The date that a time expression means in an article of a known day: "Thursday", told on 28 September 2024.

It is the value of a TIMEX3 (Pustejovsky et al. 2003, "TimeML"), of the few kinds that news is full of and
that can be reckoned: days of the week, days and months without a year, "yesterday", "last month". What may
mean several dates has none here.
"""

from __future__ import annotations

import datetime
import re

from qa.dates import known_day
from qa.language import lexicon
from qa.language.sentences import spans as sentence_spans

_DAY = datetime.timedelta(days=1)
_LONGEST = 60  # characters of an expression
_MIDDLE = 15  # the day that stands for a month
_MONTH = lexicon.either(lexicon.MONTHS)
_FULL_MONTH = "|".join(name for name in lexicon.MONTHS if len(name) > 4 or name in {"may", "june", "july"})
_WEEKDAY = lexicon.either(lexicon.WEEKDAYS)
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?|\d{1,2}:\d\d|noon|midnight)"
_BESIDE = (
    rf"(?:(?:in|on|at|by|around|about|just|before|after|late|early|local|time|the|of|morning|afternoon|evening"
    rf"|night|[ecmp][sd]?t|gmt|bst|{_CLOCK})\b\.?[\s,]*)*"
)
_EXPRESSION = re.compile(
    rf"{_BESIDE}(?:(?:{_WEEKDAY}),?\s(?=[a-z]+\.?\s\d))?"
    rf"(?:(?P<month>{_MONTH})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"|(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<its_month>{_MONTH})\b\.?"
    rf"|(?:(?P<of>last|next|this)\s)?(?:(?P<weekday>{_WEEKDAY})|(?P<lone>{_FULL_MONTH}))"
    rf"|(?P<near>yesterday|today|tonight|tomorrow|last\snight|this\s(?:morning|afternoon|evening))"
    rf"|(?P<which>last|this|next)\s(?P<unit>month|year))"
    rf"[\s,]*{_BESIDE}",
    re.IGNORECASE,
)
_NEAR = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_LATE = lexicon.words("early late mid this until back")
_TO = lexicon.words("to for by until from")  # "it was postponed to Friday"
_STEP = {"last": -1, "this": 0, "next": 1}
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(rf"\b{lexicon.YEAR}\b")
_ON = (  # what stands behind an expression of which nothing else is part
    lexicon.PREPOSITIONS
    | lexicon.CONJUNCTIONS
    | lexicon.PRONOUNS
    | lexicon.DETERMINERS
    | lexicon.WH_WORDS
    | lexicon.words("morning afternoon evening night")
)
_MORE_OF_IT = re.compile(rf"[\s,(]*(?:\d|(?:{_MONTH})\b)", re.IGNORECASE)  # "Thursday, July 12", "May 28"
_NO_DAY = lexicon.words("good black cyber super every each a any through")  # "Black Friday", "through Friday"
# Days that stand for what happened on them once, and not for that day of the year.
_ONCE = {(1, 6), (9, 11), (10, 7), (7, 4)}
_AHEAD = lexicon.words("will would shall could may might must can scheduled expected slated due set upcoming")
_BEHIND = lexicon.words("was were did had said told came went began took won left met held made died led ago")
_ROOM, _BACK = 300, 500  # characters on each side in which verbs are looked for, and before it a year
_NEAR_ENOUGH = 90  # days, where no verb tells whether a day is past or to come
_MISTAKEN = 120  # days from here to the nearest such day from which a verb that denies it is believed


def timex_value(text: str, start: int, end: int, published: str | None) -> str | None:
    """The date that ``text[start:end]`` means, as a partial ISO date; None where it says no such thing.

    None, too, where it names its year itself, where the article's day is not known, and where what stands
    around it is of another year.

    Args:
        text: the article's; the verbs around the expression say whether a day is past or to come.
        start: where the expression begins.
        end: and where it ends.
        published: partial ISO date of the article.
    """
    told = known_day(published)
    if told is None:
        return None
    found = _EXPRESSION.fullmatch(text[start:end].strip(" .,()")) if end - start <= _LONGEST else None
    if found is None or _names_a_thing(text, start, end):
        return None
    sentence, at = text[max(0, start - _ROOM) : end + _ROOM], min(start, _ROOM)
    low, high = next(((a, b) for a, b in sentence_spans(sentence) if a <= at < b), (0, len(sentence)))
    before, behind = sentence[low:at], sentence[at + end - start : high]
    try:
        value = _value(found, told, before, _ahead(before, behind))
    except (ValueError, OverflowError):  # February 30; before the first day of the calendar
        return None
    years = _YEAR.findall(text, max(0, start - _BACK), start)[-1:] + _YEAR.findall(behind)
    return value if value and set(years) <= {value[:4], str(told.year)} else None


def _names_a_thing(text: str, start: int, end: int) -> bool:
    """Whether a date is part of a name: "the Oct. 7 attack", "Good Friday"; or of a longer date."""
    behind = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    before = _WORD.findall(text, max(0, start - _ROOM), start)[-1:]
    return (
        (behind is not None and behind.group().casefold() not in _ON)
        or _MORE_OF_IT.match(text, end, end + _LONGEST) is not None
        or not _NO_DAY.isdisjoint(map(str.casefold, before))
    )


def _ahead(before: str, behind: str) -> bool | None:
    """Whether a day is to come, by the nearest verb before it, or else behind it; None where none tells."""
    words = ["", *map(str.casefold, _WORD.findall(before))]
    told = [word for word, last in zip(words[1:], words, strict=False) if last != "be"]  # "will be held"
    for word in [*reversed(told), *map(str.casefold, _WORD.findall(behind))]:
        if word in _AHEAD:
            return True
        if word in _BEHIND or (word.endswith("ed") and len(word) > len("need")):
            return False
    return None


def _value(found: re.Match[str], told: datetime.date, before: str, ahead: bool | None) -> str | None:
    if month := found["month"] or found["its_month"]:
        number, day = lexicon.MONTHS[month.casefold()], int(found["day"] or found["day_first"])
        return None if (number, day) in _ONCE else _nearest(number, day, told, ahead)
    before += found.string[: max(found.start("weekday"), found.start("lone"), 0)]
    of = (found["of"] or ["", *_WORD.findall(before)][-1]).casefold()
    if found["weekday"]:
        return _of_the_week(lexicon.WEEKDAYS[found["weekday"].casefold()], told, of, ahead)
    if found["near"]:
        return (told + _NEAR.get(" ".join(found["near"].casefold().split()), 0) * _DAY).isoformat()
    if found["lone"]:
        return _month(lexicon.MONTHS[found["lone"].casefold()], told, of, ahead)
    step = _STEP[found["which"].casefold()]
    if found["unit"].casefold() == "year":
        return f"{told.year + step:04}"
    months = told.year * 12 + told.month - 1 + step
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _month(month: int, told: datetime.date, of: str, ahead: bool | None) -> str | None:
    """A month of this year or of one beside it; "last June" is the latest that is over."""
    if of in {"last", "next"}:
        years = (told.month >= month) if of == "next" else -(told.month <= month)
        return f"{told.year + years:04}-{month:02}"
    if of not in lexicon.PREPOSITIONS | _LATE:
        return None  # "Theresa May"
    found = _nearest(month, _MIDDLE, told.replace(day=_MIDDLE), ahead)
    return found and found[:7]


def _nearest(month: int, day: int, told: datetime.date, ahead: bool | None) -> str | None:
    """The day of the year that lies nearest; None where the verbs speak against it, and it is near."""
    found = [datetime.date(told.year + years, month, day) for years in (-1, 0, 1)]
    best = min(found, key=lambda one: abs(one - told))
    if ahead is None:
        return best.isoformat() if abs(best - told).days <= _NEAR_ENOUGH else None
    if (best >= told) if ahead else (best <= told + _DAY):
        return best.isoformat()
    if abs(best - told).days < _MISTAKEN:
        return None
    if ahead:
        return next(one for one in found if one > told).isoformat()
    return next(one for one in reversed(found) if one < told).isoformat()


def _of_the_week(weekday: int, told: datetime.date, of: str, ahead: bool | None) -> str | None:
    """The day of the week before or behind the day on which it was told, or that day itself.

    "Next Friday" may be either of two.
    """
    if of == "next" or (ahead is None and of not in {"last", "this"}) or (of in _TO and not ahead):
        return None
    if of == "this" or (ahead and of != "last"):
        return (told + (weekday - told.weekday()) % 7 * _DAY).isoformat()
    back = (told.weekday() - weekday) % 7 or (7 if of == "last" else 0)
    return (told - back * _DAY).isoformat()
