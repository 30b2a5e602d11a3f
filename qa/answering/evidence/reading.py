"""What the reader thinks of an answer."""

from __future__ import annotations

import math

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.question.query import Query

_SCALE = 2.0  # points of score that make a mention e times as strong


def strength(proposal: Proposal) -> float:
    """The mentions in all passages together: log of the sum of e to their scores, in units of ``_SCALE``."""
    return math.log(sum(math.exp(min(score, 40.0) / _SCALE) for score in proposal.passages.values()))


def _reading(query: Query, proposal: Proposal) -> tuple[float, ...]:
    return proposal.best.score, strength(proposal), math.log(len(proposal.best.text.split()))


READING = Evidence(
    (
        "score",  # the best of its spans' scores
        "strength",  # of its mentions in all passages together
        "length",  # log of the answer's words
    ),
    each(_reading),
)
