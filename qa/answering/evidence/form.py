"""Whether an answer has the form that the question asks for."""

from __future__ import annotations

import re

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.language import lexicon
from qa.question.query import Query

_WORD = re.compile(r"[^\W\d_]+")
_FINITE = lexicon.AUXILIARIES - lexicon.words("be been being may")  # "May" is a name as often
_TIME = re.compile(
    rf"{lexicon.OPENING}(?:(?:in|on|at|since|until|from|by)\s+)?"
    rf"(?:when(?:['’]s|\s+{lexicon.either(lexicon.AUXILIARIES)})|(?:what|which)\s+(?:year|date))\b",
    re.IGNORECASE,
)
_TIMES = (  # words that an answer to "when" may have: of times, and before what happened then
    lexicon.MONTHS.keys()
    | lexicon.WEEKDAYS
    | lexicon.NUMBERS
    | lexicon.ORDINALS
    | lexicon.CONJUNCTIONS
    | lexicon.PREPOSITIONS
    | lexicon.words(
        """
        century centuries decade decades year years season seasons month months week weeks weekend
        weekends day days night nights hour hours minute minutes moment morning noon afternoon
        evening midnight dawn daylight spring summer autumn fall winter christmas easter holiday
        today yesterday tomorrow now once ago always never early late later recently immediately
        weekly daily yearly annually era period age time times birth childhood reign war
        """
    )
)
_AMOUNT = re.compile(
    rf"{lexicon.OPENING}(?:(?:about|for|in|by|at|of|to|around)\s+)?how\s+(?:many|much|old|tall)\b",
    re.IGNORECASE,
)
_AMOUNTS = (  # words that an answer to "how many" may have
    lexicon.NUMBERS
    | lexicon.ORDINALS
    | lexicon.words(
        """
        half halves thirds quarter quarters most all none no nobody nothing few fewer several many much more
        less double doubled twice triple percent percentage majority minority dozens hundreds thousands tens
        millions billions trillions unlimited free zero couple some little lot lots pair once both single a an
        every each entire whole any not never significant significantly enough too very extremely slightly
        nearly almost about approximately multiple various numerous countless infinite
        """
    )
)
_PLACE = re.compile(rf"{lexicon.OPENING}(?:(?:in|from|to)\s+)?where\b", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\W*\d[\d.,]*\W*")
_CLOCK = r"(?:[01]?\d|2[0-3])\.[0-5]\d"  # "opens at 7.45"
_NO_YEAR = re.compile(rf"\W*(?!{_CLOCK}\W*$)(?:\d{{1,2}}|\d+[.,]\d[\d.,]*)\W*")


def _form(query: Query, proposal: Proposal) -> tuple[float, ...]:
    answer = proposal.best.text
    timed = _TIME.match(query.text) is not None
    return (
        float(query.someone and _is_clause(answer)),
        float(_is_of_another_kind(query, answer, timed=timed)),
        float(timed and _names_no_time(answer)),
        float(_AMOUNT.match(query.text) is not None and _names_no_amount(answer)),
        float(proposal.whole is not None),
    )


def _is_clause(answer: str) -> bool:
    """In the training questions of SQuAD 2.0 one in 118 answers to who, whom and whose holds an auxiliary."""
    return any(word in _FINITE for word in _WORD.findall(answer.casefold()))


def _is_of_another_kind(query: Query, answer: str, *, timed: bool) -> bool:
    """Of 20,000 right answers in the same questions 13: headlines say "dies at 96", and not when."""
    if query.someone or _PLACE.match(query.text):
        return _BARE_NUMBER.fullmatch(answer) is not None
    return timed and _NO_YEAR.fullmatch(answer) is not None


def _names_no_time(answer: str) -> bool:
    """Of 450 questions for a time of SQuAD 2.0 dev 2 of 196 right answers and 11 of 254 wrong ones."""
    return _TIMES.isdisjoint(_WORD.findall(answer.casefold())) and not any(map(str.isdigit, answer))


def _names_no_amount(answer: str) -> bool:
    """Of 700 questions for an amount of SQuAD 2.0 dev 3 of 346 right best spans and 19 of 346 wrong ones."""
    return _AMOUNTS.isdisjoint(_WORD.findall(answer.casefold())) and not any(map(str.isdigit, answer))


FORM = Evidence(
    (
        "clause",  # someone is asked for, and the answer is a clause
        "other_kind",  # a number alone for who, where or when
        "untimed",  # no time for when
        "uncounted",  # no amount for how many, how much
        "listed",  # a whole list, where several things may answer
    ),
    each(_form),
)
