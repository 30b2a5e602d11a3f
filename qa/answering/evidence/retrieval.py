"""How relevant the retriever finds the passage of an answer."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.question.query import Query


def _retrieval(query: Query, proposal: Proposal) -> tuple[float, ...]:
    return proposal.relevance, float(proposal.rank)


RETRIEVAL = Evidence(
    (
        "relevance",  # the retriever's score of the best passage
        "rank",  # place of the best passage among those read, from 1; lower is better
    ),
    each(_retrieval),
)
