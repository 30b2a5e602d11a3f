"""When answers disagree.

Two answers disagree only where both cannot be right: a question that wants one thing, two values of one kind
(a name, a number, a date, a place), from different stories, each in a sentence that speaks of what was asked.
Everything else is an alternative. A conflict wrongly shown costs more trust than one missed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import dropwhile
from typing import Literal

from qa.answering.comparing import normalised
from qa.language import lexicon
from qa.language.names import kind_of, names, phrase_names
from qa.language.terms import content_words, stem
from qa.types import Candidate, Citation

# A rival has at least this share of the best candidate's confidence, and is likelier than not, or nearly as
# likely as the best: of five that only seemed to disagree on 200 questions about real news one is left.
_SHARE, _NEARLY, _LIKELY = 0.6, 0.72, 0.5
COVERAGE = 0.5  # share of the question's content words that each side's passage must speak of

Kind = Literal["name", "number", "date", "other"]

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER_WORDS = {
    word: float(number)
    for number, word in enumerate(
        (
            *(
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ),
        1,
    )
}
_TENS = {
    word: 10.0 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_UNIT = lexicon.either(_NUMBER_WORDS)
_SPELT = re.compile(rf"\b(?:(?P<tens>{lexicon.either(_TENS)})(?:[- ](?P<one>{_UNIT}))?|(?P<unit>{_UNIT}))")
_PARTS_OF_TIME = lexicon.words("early late mid year month spring summer autumn fall winter morning evening")
_YEAR = re.compile(rf"\b{lexicon.YEAR}\b")
# Questions that several answers may be right for, together.
_LIST = re.compile(
    r"^\W*(?:who|what|which)\s+(?:\w+\s+){0,2}?(?:are|were)\b"
    r"|\bwhich\s+(?:\w+\s+)?\w+s\b|\bwhat\s+\w+s\b(?!\s+(?:is|was)\b)"
    r"|\b(?:name|list)\b|\b(?:any|other|else|another)\b",
    re.IGNORECASE,
)
_ONE_WANTED = re.compile(
    r"^\W*(?:who|whom|whose|when|where|which|how\s+(?:many|much|old|long|far|tall|big|large|high|often)"
    r"|(?:in|on|at|by|from|to|for)\s+(?:what|which|whom)|what\s+(?:is|was)\s+the"
    r"|what\s+(?:year|date|day|month|number|percentage|share|age|city|country|name))\b",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"\bhow\s(?:many|much)\b.*\b(?:have|has|died|killed|dead|deaths?|injured|wounded|hurt|missing|fled"
    r"|displaced|arrested|infected|evacuated)\b",
    re.IGNORECASE,
)
_COMING = re.compile(r"\b(?:will|going\sto|forecast|predicted|expected)\b", re.IGNORECASE)


def disagreement(question: str, candidates: Sequence[Candidate], threshold: float) -> tuple[Candidate, ...]:
    """The candidates that disagree with the best one, it among them, newest first; empty where none does.

    Args:
        question: as it was searched.
        candidates: most confident first.
        threshold: least confidence to answer; a candidate below it disagrees with nobody.
    """
    if len(candidates) < 2 or not _wants_one(question):
        return ()
    best = candidates[0]
    floor = max(threshold, _SHARE * best.confidence, min(_LIKELY, _NEARLY * best.confidence))
    asked = content_words(question)
    conflicting = [best]
    for rival in candidates[1:]:
        if (
            rival.confidence >= floor
            and _speaks_of(rival, asked)
            and not _of_two_things(question, best, rival)
            and all(excludes(side, rival) for side in conflicting)
        ):
            conflicting.append(rival)
    return tuple(sorted(conflicting, key=_newest, reverse=True)) if len(conflicting) > 1 else ()


def is_running(question: str) -> bool:
    """Whether a question asks for a count that grows: how many have fled, how many died."""
    return bool(_RUNNING.search(question))


def tells_as_much(asked: frozenset[str], said: str, other: str) -> bool:
    """Whether a text speaks of all that another one does of what was asked: "trapped" and not only the town.

    Args:
        asked: the question's content words.
        said: a sentence with its title.
        other: that to which it is compared.
    """
    return asked & content_words(other) <= content_words(said)


def _of_two_things(question: str, best: Candidate, rival: Candidate) -> bool:
    """Whether two answers are two days of what grows, two forecasts, or of things with names of their own."""
    if not best.citations:
        return False
    one, other = best.citations[0], rival.citations[0]
    asked = content_words(question)
    if not tells_as_much(asked, f"{other.title} {other.sentence}", f"{one.title} {one.sentence}"):
        return True
    if _COMING.search(question) and one.speaker and other.speaker and one.speaker != other.speaker:
        return True
    if value_kind(best.text) != "number":
        return False
    days = [{cited.published for cited in side.citations if cited.published} for side in (best, rival)]
    if is_running(question) and all(days) and days[0].isdisjoint(days[1]):
        return True
    first, second = _named_beside(one, asked), _named_beside(other, asked)
    return (bool(first and second) and first.isdisjoint(second)) or _counted(one, asked) != _counted(
        other, asked
    )


def _counted(citation: Citation, asked: frozenset[str]) -> frozenset[str]:
    """The words of the name behind a number, what the question has apart: of "900 Niva cars" Niva."""
    end = citation.end - citation.sentence_start
    behind = [name.text for name in names(citation.sentence) if name.start == end + 1]
    return content_words(" ".join(behind)) - asked


def _named_beside(citation: Citation, asked: frozenset[str]) -> frozenset[str]:
    """The words of the names in a sentence that neither the question has nor who says it."""
    said = content_words(citation.speaker or "")
    found = {word for name in names(citation.sentence) if name.certain for word in content_words(name.text)}
    return frozenset(found - asked - said)


def excludes(one: Candidate, other: Candidate) -> bool:
    """Whether two answers cannot both be right: values of one kind that differ, from different articles."""
    if {c.article_id for c in one.citations} & {c.article_id for c in other.citations}:
        return False  # an article seldom contradicts itself: two places in one are two things
    kind = value_kind(one.text)
    if kind == "other" or kind != value_kind(other.text) or _mean_one_day(one, other):
        return False
    together = kind == "name" and (_together(one, other) or _together(other, one))
    return differ(kind, one.text, other.text) and not together


def _mean_one_day(one: Candidate, other: Candidate) -> bool:
    """Whether two times mean one day by the dates of their articles: "Tuesday" and "Oct. 3"."""
    days = [{cited.means for cited in side.citations if cited.means} for side in (one, other)]
    return not days[0].isdisjoint(days[1])


def differ(kind: Kind, one: str, other: str) -> bool:
    """Whether two values of a kind are not the same one, written otherwise."""
    if kind == "number":
        return _numbers_differ(one, other)
    return _dates_differ(one, other) if kind == "date" else _names_differ(one, other)


def repeats(one: str, other: str) -> bool:
    """Whether two values are one, and as exact: "Olm" and "Petra Olm", but not 97 and 98."""
    if normalised(one) == normalised(other):
        return True
    kind = value_kind(one)
    if kind == "other" or kind != value_kind(other):
        return False
    if kind == "number":
        first, second = number_of(one), number_of(other)
        return first is not None and first == second and not _apart(_units(one), _units(other))
    if kind == "date":
        return _date_parts(one)[1:3] == _date_parts(other)[1:3] and not _dates_differ(one, other)
    short, long = sorted((_untitled(one), _untitled(other)), key=len)
    return kind_of(long)[0] == "person" and _name_words(short) <= _name_words(long)


def value_kind(text: str) -> Kind:
    """What kind of value an answer is; "other" for anything that is not just one name, number or date."""
    words = re.findall(r"[^\W_]+", text.casefold())
    empty = lexicon.STOPWORDS | _PARTS_OF_TIME
    if "may" in words and _NUMBER.search(text):
        empty = empty - {"may"}  # "12 May" is a day
    rest = [word for word in words if word not in empty and not word.isdigit()]
    dated = [word for word in rest if word in lexicon.MONTHS or word in lexicon.WEEKDAYS]
    if dated or (_YEAR.search(text) and not rest):
        return "date" if len(rest) == len(dated) else "other"
    if _NUMBER.search(text) or _SPELT.search(text.casefold()):
        return "number" if len(words) <= 8 else "other"
    found = phrase_names(text)
    if len(found) != 1:
        return "other"  # no name, or a list of names
    return "name" if len(found[0].words) >= len(rest) - 3 else "other"


def _wants_one(question: str) -> bool:
    """Whether a question has one answer. One that does not begin as such a question is taken not to."""
    return bool(_ONE_WANTED.search(question)) and not _LIST.search(question)


def _speaks_of(candidate: Candidate, asked: frozenset[str]) -> bool:
    """Whether the sentence of the best citation and its title speak of what was asked."""
    if not candidate.citations:
        return False
    best = candidate.citations[0]
    said = content_words(f"{best.title} {best.sentence}")
    return len(asked & said) >= COVERAGE * len(asked)


def _newest(candidate: Candidate) -> tuple[str, float]:
    dates = [citation.published for citation in candidate.citations if citation.published]
    return max(dates, default=""), candidate.confidence


def _numbers_differ(one: str, other: str) -> bool:
    first, second = number_of(one), number_of(other)
    if first is None or second is None or _apart(_units(one), _units(other)):
        return False
    return not math.isclose(first, second, rel_tol=0.02)  # 189,700 and 190,000 are one figure, rounded


def number_of(text: str) -> float | None:
    """The one number of a text; None for none or several."""
    folded = text.casefold()
    digits = _NUMBER.findall(folded)
    spelt = [_spelt(match) for match in _SPELT.finditer(folded)]
    if len(digits) + len(spelt) != 1:
        return None
    if digits:
        try:
            value = float(digits[0].replace(",", ""))
        except ValueError:  # 12.5.3 is no number
            return None
    else:
        value = spelt[0]
    for word, factor in _SCALE.items():
        if re.search(rf"\b{word}\b", folded):
            value *= factor
    return value


def _spelt(match: re.Match[str]) -> float:
    """The number that words say, below a hundred: "twenty-three"."""
    return _TENS.get(match["tens"] or "", 0.0) + _NUMBER_WORDS.get(match["one"] or match["unit"] or "", 0.0)


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one != other


def _units(text: str) -> frozenset[str]:
    folded = re.sub(r"%|\bper cent\b", " percent ", text.casefold())
    words = frozenset(re.findall(r"[a-z]+|[€$£]", folded))
    known = lexicon.STOPWORDS | _SCALE.keys() | _NUMBER_WORDS.keys() | _TENS.keys()
    return frozenset(stem(word) for word in words - known)


def _dates_differ(one: str, other: str) -> bool:
    """Whether no reading of two dates is the same day: "2014" and "November 2014" may be."""
    first, second = _date_parts(one), _date_parts(other)
    return any(a != b for a, b in zip(first, second, strict=True) if a is not None and b is not None)


def dates_touch(one: str, other: str) -> bool:
    """Whether two dates name a part of time alike: "Wednesday" and "9 June" say nothing of each other."""
    return any(a is not None and a == b for a, b in zip(_date_parts(one), _date_parts(other), strict=True))


def _date_parts(text: str) -> tuple[int | None, int | None, int | None, int | None]:
    """Year, month, day and weekday, as far as they are named."""
    folded = text.casefold()
    year = _YEAR.search(folded)
    words = re.findall(r"[a-z]+", folded)
    month = next((lexicon.MONTHS[word] for word in words if word in lexicon.MONTHS), None)
    weekday = next((lexicon.WEEKDAYS[word] for word in words if word in lexicon.WEEKDAYS), None)
    day = re.search(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)", folded)
    return int(year[0]) if year else None, month, int(day[1]) if day else None, weekday


def _names_differ(one: str, other: str) -> bool:
    """Whether two names are of two things: no word in common, neither an abbreviation of the other."""
    if names_alike(one, other):
        return False
    # A person and a country answer the question in two ways.
    return len({kind_of(text)[0] for text in (one, other)} - {"other"}) < 2


def names_alike(one: str, other: str) -> bool:
    """Whether two names may be of one thing: a word in common, or one the abbreviation of the other."""
    if _name_words(one) & _name_words(other):
        return True
    return _initials(one) == normalised(other) or _initials(other) == normalised(one)


def _untitled(name: str) -> str:
    """A name without the titles before it: "Mayor Keller" is "Keller"."""
    words = name.split()
    bare = list(dropwhile(lambda word: word.casefold().rstrip(".") in lexicon.TITLES, words[:-1]))
    return " ".join([*bare, *words[-1:]])


def _name_words(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in normalised(text).split())


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split() if word[0].isupper()).casefold()


def _together(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence names the other answer too: "Sweden and Finland", "Vienna in Austria"."""
    words = _name_words(other.text)
    return any(words <= _name_words(citation.sentence) for citation in one.citations)
