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
    rf"{lexicon.OPENING}(?:(?:in|on|at|since|until|from|by)\s+)?(?:when|(?:what|which)\s+(?:year|date))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(rf"{lexicon.OPENING}(?:(?:in|from|to)\s+)?where\b", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\W*\d[\d.,]*\W*")
_NO_YEAR = re.compile(r"\W*(?:\d{1,2}|\d+[.,]\d[\d.,]*)\W*")


def _form(query: Query, proposal: Proposal) -> tuple[float, ...]:
    answer = proposal.best.text
    return float(query.someone and _is_clause(answer)), float(_is_of_another_kind(query, answer))


def _is_clause(answer: str) -> bool:
    """In the training questions of SQuAD 2.0 one in 118 answers to who, whom and whose holds an auxiliary."""
    return any(word in _FINITE for word in _WORD.findall(answer.casefold()))


def _is_of_another_kind(query: Query, answer: str) -> bool:
    """Of 20,000 right answers in the same questions 13: headlines say "dies at 96", and not when."""
    if query.someone or _PLACE.match(query.text):
        return _BARE_NUMBER.fullmatch(answer) is not None
    return bool(_TIME.match(query.text)) and _NO_YEAR.fullmatch(answer) is not None


FORM = Evidence(
    (
        "clause",  # someone is asked for, and the answer is a clause
        "other_kind",  # a number alone for who, where or when
    ),
    each(_form),
)
