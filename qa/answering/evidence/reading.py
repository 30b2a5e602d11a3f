"""What the reader thinks of an answer."""

from __future__ import annotations

import math

from qa.answering.evidence.kinds import Evidence
from qa.answering.proposing import Proposal
from qa.question.query import Query

_SCALE = 2.0  # points of score that make a mention e times as strong


def _reading(query: Query, proposal: Proposal) -> tuple[float, ...]:
    best = proposal.best
    passages = {span.passage.id: span.score for span in reversed(proposal.mentions)}
    strength = math.log(sum(math.exp(min(score, 40.0) / _SCALE) for score in passages.values()))
    return best.score, best.null_score, strength, math.log(len(passages)), math.log(len(best.text.split()))


READING = Evidence(
    (
        "score",  # the best of its spans' scores
        "null_score",  # of its best span's window; higher speaks against it
        "strength",  # of its mentions in all passages together: the log of the sum of e to their scores
        "mentions",  # log of the passages in which it is among the best spans, believed or not
        "length",  # log of the answer's words
    ),
    _reading,
)
