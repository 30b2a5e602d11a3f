"""How many stories give an answer: near-duplicate articles are one story and count once.

Stories that one retriever brings may share an error, so they are far from independent witnesses: each
doubling counts, up to a limit.
"""

from __future__ import annotations

import math

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.question.query import Query

MOST_DOUBLINGS = 1 / 0.35  # what more stories add is nothing


def _support(query: Query, proposal: Proposal) -> tuple[float, ...]:
    return (min(MOST_DOUBLINGS, math.log2(proposal.stories)),)


SUPPORT = Evidence(("stories",), each(_support))  # doublings of the stories that say so; 0 for one story
