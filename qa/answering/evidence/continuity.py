"""A conversation goes on: it stays with its articles, and it does not ask for what was just answered.

Open-domain conversational reading uses this as a feature of passages (Qu et al. 2020, "Open-Retrieval
Conversational Question Answering").
"""

from __future__ import annotations

from qa.answering.comparing import normalised
from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.question.query import Query


def _continuity(query: Query, proposal: Proposal) -> tuple[float, ...]:
    before = query.before
    if before is None:
        return 0.0, 0.0
    again = before.answered is not None and normalised(proposal.best.text) == normalised(before.answered)
    return float(proposal.article.title in before.titles), float(again)


CONTINUITY = Evidence(
    (
        "stays",  # the answer stands in an article that the last answer cited
        "repeated",  # the last answer once more, where an ellipsis or "else" asks for another one
    ),
    each(_continuity),
)
