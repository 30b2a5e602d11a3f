"""What the sentence of an answer shares with the question."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of, shared
from qa.question.query import Query


def _wording(query: Query, proposal: Proposal) -> tuple[float, ...]:
    sentence, _ = sentence_of(proposal.best)
    return (shared(query, sentence),)


WORDING = Evidence(("told",), each(_wording))  # share of the question's words that the answer's sentence has
