"""Whether two answers of different days say the same, in whatever words."""

from __future__ import annotations

import math
import re
from typing import Literal

from qa.answering.comparing import is_right, normalised
from qa.answering.disagreement import dates_touch, differ, names_alike, number_of, value_kind
from qa.language import lexicon
from qa.language.terms import terms

Form = Literal["words", "date", "weekday", "number", "money", "share"]

_MONEY = re.compile(
    r"[$€£¥]|\b(?:euros?|dollars?|pounds?|crowns?|yen|yuan|roubles?|rubles?|rupees?|francs?|cents?|pence)\b",
    re.I,
)
_CALENDAR = re.compile(rf"\d|\b{lexicon.either(lexicon.MONTHS)}", re.I)  # what a weekday alone does not say
_SHARE = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.I)
_DENIAL = frozenset({"not", "no", "never", "nobody", "none", "without", "cannot"})


def same(one: str, other: str) -> bool:
    """Whether an answer repeats another; what cannot be told apart does.

    Values of one kind are compared as values, so that a rounded figure is the figure and a surname the whole
    name; anything else by its words (:func:`qa.answering.comparing.is_right`), a denial apart.
    """
    if normalised(one) == normalised(other):
        return True
    kind = value_kind(one)
    if kind == "other" or kind != value_kind(other):
        return _denies(one) == _denies(other) and is_right(overlap(one, other))
    if kind == "name":
        return names_alike(one, other)
    if kind == "number":
        first, second = number_of(one), number_of(other)
        if first is not None and second is not None:
            return math.isclose(first, second, rel_tol=0.02)
    return not differ(kind, one, other) and dates_touch(one, other)


def form_of(text: str) -> Form:
    """What form a value has; names and all that is no value are words."""
    kind = value_kind(text)
    if kind != "number":
        calendar = kind == "date" and _CALENDAR.search(text)
        return "date" if calendar else "weekday" if kind == "date" else "words"
    if _MONEY.search(text):
        return "money"
    return "share" if _SHARE.search(text) else "number"


def overlap(one: str, other: str) -> float:
    """F1 of the stems of their content words, 0 to 1."""
    first, second = frozenset(terms(one)), frozenset(terms(other))
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 1.0


def _denies(text: str) -> bool:
    return not _DENIAL.isdisjoint(text.casefold().replace("n't", " not").replace("n’t", " not").split())
