"""Whether an article takes an answer back: a correction names the wrong value beside the right one.

"In a report on 29 March we wrote that 23 people had died. The correct number is 21." Without this the wrong
value gains by its correction: it is told once more, and on a newer day.
"""

from __future__ import annotations

import re
from typing import Literal

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.question.query import Query
from qa.types import Passage, Span

# What tells a correction from other texts in which something is said to be wrong.
_NOTICE = re.compile(
    r"\b(?:corrections?|corrected|clarification|erratum|regrets? the error"
    r"|(?:earlier|previous|original) versions?|the correct \w+ (?:is|are|was|were)"
    r"|should have (?:said|read|been|stated))\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:earlier|previous|original(?:ly)?|incorrectly|wrongly|mistakenly|erroneously|misstated"
    r"|in error|(?:due to|by|through) (?:an? )?(?:\w+ )?(?:error|mistake)"
    r"|in (?:a|an|our) (?:report|article|story)|(?:we|we had) (?:wrote|written|said|reported))\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"\b(?:should (?:be|have)|correct \w+ (?:is|are|was|were)|in fact|actually"
    r"|(?:it|he|she|they) (?:is|are|was))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|rather than|instead of)\s+(?:(?:the|an?|on|in|at)\s+)?$", re.IGNORECASE)
_NOT_BUT = re.compile(r"\s*,?\s*(?:and not|not|rather than|instead of)\b", re.IGNORECASE)

Role = Literal["wrong", "right", "other"]


def _retraction(query: Query, proposal: Proposal) -> tuple[float, ...]:
    roles = {_role(span) for span in proposal.mentions if not span.in_title and is_notice(span.passage)}
    return float(roles == {"wrong"}), float("right" in roles)


def is_notice(passage: Passage) -> bool:
    """Whether a passage corrects something that was said before."""
    return bool(_NOTICE.search(f"{passage.title}\n{passage.text}"))


def _role(span: Span) -> Role:
    """What a span is in its sentence of a correction."""
    sentence, start = sentence_of(span)
    before, behind = sentence[:start], sentence[start + len(span.text) :]
    if _NOT.search(before):
        return "wrong"
    wrong = _WRONG.search(before)
    if _RIGHT.search(before, wrong.end() if wrong else 0) or _NOT_BUT.match(behind):
        return "right"
    return "wrong" if wrong else "other"


RETRACTION = Evidence(
    (
        "retracted",  # where a correction has the answer, it is the wrong one
        "corrected",  # a correction has it as the right one
    ),
    each(_retraction),
)
