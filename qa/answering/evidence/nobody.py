"""Whether what "How many were hurt?" asks for is nobody: "No injuries were reported".

A reader that was taught to find numbers scores such sentences low. They count where the passage speaks of
what was asked, and no number of its article; where it shares one word alone, no number of any article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.answering.disagreement import value_kind
from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.language.terms import content_words
from qa.question.parts import asks_how_many
from qa.question.query import Query

_SHARE = 0.6  # of the question's words that the passage must have
_NOBODY = re.compile(r"(?:nobody|no|none|no[ -]one|not one|not a single)\b", re.IGNORECASE)
# One word for all that say that somebody was hurt, or that somebody died: stems.
_HARM = re.compile(
    r"(?P<hurt>hurt|injur|wound|harm)|(?P<dead>(?:die|died|dying|dead|death|kill|fatal|fatalit|perish)$)|(?P<both>casualt)"
)
_PERSONS = frozenset(content_words("people persons person"))


def _nobody(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
    if not asks_how_many(query.text):
        return [(0.0,)] * len(proposals)
    asked = _meant(query.text) - _PERSONS
    said = [_meant(sentence_of(one.best)[0]) & asked for one in proposals]
    counted = frozenset(
        one.article.id
        for one, shared in zip(proposals, said, strict=True)
        if shared and value_kind(one.best.text) == "number" and not _NOBODY.match(one.best.text)
    )
    return [
        (float(bool(shared) and _is_nobody(asked, one, counted)),)
        for one, shared in zip(proposals, said, strict=True)
    ]


def _is_nobody(asked: frozenset[str], proposal: Proposal, counted: frozenset[str]) -> bool:
    """Whether the answer is that there is none; ``counted`` are the articles that tell how many."""
    passage = proposal.best.passage
    known = asked & _meant(f"{passage.title} {passage.text}")
    contradicted = bool(counted) if len(known) == 1 else proposal.article.id in counted
    return bool(_NOBODY.match(proposal.best.text)) and not contradicted and len(known) >= _SHARE * len(asked)


@lru_cache(64)
def _meant(text: str) -> frozenset[str]:
    """The stems of a text's words, with one for whatever says that somebody was hurt, and one for dead."""
    found = set()
    for word in content_words(text):
        harm = _HARM.match(word)
        found |= {word} if harm is None else {"hurt", "dead"} if harm["both"] else {harm.lastgroup or ""}
    return frozenset(found)


NOBODY = Evidence(("nobody",), _nobody)  # of what "how many" asks for there is none, the article says
