"""The value that a thing had and the one that it has: "rose from 4 to 5 euros", "6 instead of 5 euros"."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from qa.language import lexicon

Stretch = tuple[int, int]

_UNITS = lexicon.words(
    """
    euro euros dollar dollars pound pounds crown crowns cent cents pence kroner franc francs yen yuan
    rupee rupees rouble roubles ruble rubles percent metre metres meter meters kilometre kilometres
    kilometers km mile miles hour hours minute minutes day days week weeks month months year years
    people members seats jobs ton tons tonne tonnes
    """
)
_AMOUNT = (
    r"(?:(?:about|around|nearly|almost|roughly|over)\s)?"
    rf"[$€£]?(?<![\d.,])(?:\d[\d.,]{{0,15}}\d|\d|{lexicon.either(lexicon.NUMBERS)})"
    r"(?:\s(?:thousand|million|billion|trillion))?"
    rf"(?:\s?[%€£$]|\sper cent\b|\s{lexicon.either(_UNITS)})?"
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
_YEAR = re.compile(lexicon.YEAR)  # "grew from 1999 to 2003" is when
_BACK = 80  # characters before "from" in which something is said to change


@functools.lru_cache(256)  # a sentence is looked at for every span in it
def old_and_new(sentence: str) -> Sequence[tuple[Stretch, Stretch]]:
    """The pairs of an old and a new amount that a sentence tells, each as half-open offsets."""
    found = list(_FOR_OLD.finditer(sentence))
    for pattern in (_FROM_TO, _TO_FROM):
        found += [match for match in pattern.finditer(sentence) if _changes(sentence, match)]
    return [(match.span("old"), match.span("new")) for match in found if not _YEAR.fullmatch(match["old"])]


def _changes(sentence: str, match: re.Match[str]) -> bool:
    return bool(re.search(_CHANGE, sentence[max(0, match.start() - _BACK) : match.start()], re.IGNORECASE))
