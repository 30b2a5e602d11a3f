"""Which part a question asks for where an article says several: one attribute, one of two values."""

from __future__ import annotations

import re
from typing import Literal

_ATTRIBUTE = re.compile(
    r"\b(?:what|which)\s(?:(?P<size>size)|(?P<shape>shape)|(?P<colour>colou?r)|(?P<material>material))\b"
    r"|\bwhat\b.{0,60}\b(?P<made>made\s(?:out\s)?of)\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:before|previous(?:ly)?|earlier|formerly|originally|used\sto|until\s(?:now|then)|(?:from|instead\sof)\s(?:what|which|how))\b",
    re.IGNORECASE,
)
# "By how much do fares rise?" asks for neither.
_CHANGE = re.compile(
    r"\bby\show\b|\b(?:more|less|dearer|cheaper|differ\w*|change\w*|rise|increase|fall|drop|grow|go|gone)\b",
    re.IGNORECASE,
)
_VOTED = re.compile(
    r"\bhow\smany\b.{0,60}\bvoted?\s(?:(?P<against>against)|for|in\sfavou?r)\b", re.IGNORECASE
)
_HOW_MANY = re.compile(r"\bhow\smany\b", re.IGNORECASE)
_PRICE = re.compile(
    r"\b(?:how\smuch|what)\s(?:do|does|did|will|would|has|have)\b.{1,80}\bcosts?\b", re.IGNORECASE
)


def asks_price(question: str) -> bool:
    """Whether a question asks what something costs."""
    return bool(_PRICE.search(question))


def asks_how_many(question: str) -> bool:
    """Whether a question asks for a count of things or people."""
    return bool(_HOW_MANY.search(question))


def asked_attribute(question: str) -> str | None:
    """The attribute that a question asks for: size, shape, colour or material; None for anything else."""
    match = _ATTRIBUTE.search(question)
    return None if match is None else (match.lastgroup or "").replace("made", "material")


def asked_value(question: str, *, lasting: bool) -> Literal["old", "new"] | None:
    """Whether the value that a thing had is asked for, or the one it has; None where neither is clear.

    Args:
        question: as it is searched.
        lasting: it asks for what is so now (:class:`qa.question.time.AskedTime`).
    """
    if _OLD.search(question):
        return "old"
    return "new" if lasting and not _CHANGE.search(question) else None


def asked_votes(question: str) -> Literal["for", "against"] | None:
    """Which votes are to be counted: those for something, or those against it."""
    match = _VOTED.search(question)
    return None if match is None else "against" if match["against"] else "for"
