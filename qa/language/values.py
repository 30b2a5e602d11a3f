"""The value that a thing had and the one that it has: "rose from 4 to 5 euros", "6 euros instead of 5 euros"."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from qa.language import lexicon

Stretch = tuple[int, int]

_AMOUNT = (
    r"(?:(?:about|around|nearly|almost|roughly|over)\s)?"
    rf"[$€£]?(?<![\d.,])(?:\d[\d.,]{{0,15}}\d|\d|{lexicon.either(lexicon.NUMBERS)})"
    r"(?:\s(?:thousand|million|billion|trillion))?"
    r"(?:\s?(?:%|€|£|\$)|\s(?:per\s?cent|percent|percentage points|euros?|dollars?|pounds?|crowns?|cents?|pence|kroner|francs?"
    r"|yen|yuan|rupees?|roubles?|rubles?|metres?|meters?|kilometres?|km|miles?|hours?|minutes?|days?|weeks?|months?|years?"
    r"|people|members|seats|jobs|tonnes?|tons?)\b)?"
)
_WHILE = r"(?:\s(?!to\b|from\b)[\w’'-]{1,30}){0,5}"  # "in March", "an hour"
_CHANGE = (
    r"\b(?:(?:rais|ris|increas|reduc|chang|declin|doubl|tripl|lower|cut|drop|jump|climb|shr[aiu]nk|gr[eo]w|f[ae]ll|slump|soar"
    r"|surg|dip|edg|slip|boost|slash|swell|swoll)\w*|rose|went|gone|goes|go|going|up|down)\b"
)
_FROM_TO = re.compile(rf"\bfrom\s(?P<old>{_AMOUNT}){_WHILE}\sto\s(?P<new>{_AMOUNT})", re.IGNORECASE)
_TO_FROM = re.compile(rf"\bto\s(?P<new>{_AMOUNT}){_WHILE},?\sfrom\s(?P<old>{_AMOUNT})", re.IGNORECASE)
_FOR_OLD = re.compile(
    rf"(?P<new>{_AMOUNT}){_WHILE}(?:,?\s(?:instead\sof|rather\sthan|up\sfrom|down\sfrom|compared\s(?:with|to)|previously|formerly)"
    rf"|,?\s(?:where|when|while|and)\s(?:it|they|he|she)\s(?:(?:used\sto|had)\s\w+|(?:previously|formerly)\s\w+|was|were))"
    rf"\s(?P<old>{_AMOUNT})",
    re.IGNORECASE,
)
_BACK = 80  # characters before "from" in which something is said to change


@functools.lru_cache(256)  # a sentence is looked at for every span in it
def old_and_new(sentence: str) -> Sequence[tuple[Stretch, Stretch]]:
    """The pairs of an old and a new amount that a sentence tells, each as half-open offsets."""
    found = list(_FOR_OLD.finditer(sentence))
    for pattern in (_FROM_TO, _TO_FROM):
        found += [match for match in pattern.finditer(sentence) if _changes(sentence, match)]
    return [(match.span("old"), match.span("new")) for match in found]


def _changes(sentence: str, match: re.Match[str]) -> bool:
    return bool(re.search(_CHANGE, sentence[max(0, match.start() - _BACK) : match.start()], re.IGNORECASE))
