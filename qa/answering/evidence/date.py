"""What the dates of its articles say for an answer: see :mod:`qa.question.time`."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence
from qa.answering.proposing import Proposal
from qa.question.query import Query
from qa.question.time import UNDATED


def _date(query: Query, proposal: Proposal) -> tuple[float, ...]:
    dates = [article.published for article in proposal.articles]
    points = max(query.time.points(date) for date in dates)
    if query.time.periods:
        return points, 0.0
    return points, min(UNDATED if age is None else age for age in map(query.time.age, dates))


DATE = Evidence(
    (
        "date",  # points of the article whose date speaks most for the answer
        "age",  # of the newest article, in doublings of a fortnight; 0 where the question names a period
    ),
    _date,
)
