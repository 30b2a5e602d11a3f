"""What the dates of its articles say for an answer: see :mod:`qa.question.time`."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence
from qa.answering.proposing import Proposal
from qa.question.query import Query


def _date(query: Query, proposal: Proposal) -> tuple[float, ...]:
    return (max(query.time.points(article.published) for article in proposal.articles),)


DATE = Evidence(("date",), _date)  # points of the article whose date speaks most for the answer
