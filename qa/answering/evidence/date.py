"""What the dates of its articles say for an answer: see :mod:`qa.question.time`.

In a collection of dated articles, which news are, one thing is told again and again, so that how often an
answer is found says more there than in an encyclopaedia, which tells it once.
"""

from __future__ import annotations

import math

from qa.answering.evidence.kinds import Evidence
from qa.answering.evidence.reading import strength
from qa.answering.proposing import Proposal
from qa.question.query import Query
from qa.question.time import UNDATED

_PLAUSIBLE = -1.0  # least score of a span for its date to count


def _date(query: Query, proposal: Proposal) -> tuple[float, ...]:
    points = max(query.time.points(article.published) for article in proposal.articles)
    plausible = [span for span in proposal.mentions if span.score > _PLAUSIBLE] or [proposal.best]
    ages = [query.time.age(span.passage.published) for span in plausible]
    known = [age for age in ages if age is not None]
    if not known:
        return points, UNDATED, 0.0, 0.0, 0.0
    age = UNDATED if query.time.periods else min(known)
    return points, age, 1.0, math.log(len(proposal.passages)), strength(proposal)


DATE = Evidence(
    (
        "date",  # points of the article whose date speaks most for the answer
        "age",  # of the newest article, in doublings of a fortnight; that of one without a date for a period
        "dated",  # whether a date is known
        "dated_mentions",  # where one is, log of the passages that have the answer among their best spans
        "dated_strength",  # where one is, the strength of these mentions together
    ),
    _date,
)
