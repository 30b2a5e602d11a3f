"""How far the articles of an answer are from the time asked about: see :mod:`qa.question.time`.

In a collection of dated articles, which news are, one thing is told again and again, so that how often an
answer is found says more there than in an encyclopaedia, which tells it once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from qa.answering.dating import dates_of
from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.evidence.reading import strength
from qa.answering.proposing import Proposal
from qa.language import lexicon
from qa.question.query import Query
from qa.question.time import UNDATED
from qa.types import Article, Passage, Span

_YEAR = re.compile(rf"\b{lexicon.YEAR}\b")
_PLAUSIBLE = -1.0  # least score of a span for its date to count


def _dates(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
    values = [_date(query, proposal, proposals) for proposal in proposals]
    nearest = min((distance for distance, *_ in values), default=0.0)
    return [(distance - nearest, *others) for distance, *others in values]


def _date(query: Query, proposal: Proposal, proposals: Sequence[Proposal]) -> Values:
    plausible = proposal.told(_PLAUSIBLE)
    other_year = float(_lacks_a_year(query.text, proposal, plausible))
    distances = [query.time.distance(date) for date in dates_of(proposal, proposals, plausible)]
    known = [distance for distance in distances if distance is not None]
    if not known:
        return UNDATED, other_year, 0.0, 0.0, 0.0, 0.0
    mentions = math.log(len(proposal.passages))
    return min(known), other_year, 1.0, mentions, strength(proposal), proposal.relevance


def _lacks_a_year(question: str, proposal: Proposal, plausible: Sequence[Span]) -> bool:
    """Whether each place has a year of the question neither in its text nor as that of its date."""
    years = _YEAR.findall(question)
    places: list[Article | Passage] = [*proposal.articles, *(span.passage for span in plausible)]
    return not any(
        all((one.published or "").startswith(year) or year in one.title or year in one.text for year in years)
        for one in places
    )


DATE = Evidence(
    (
        # Doublings of a fortnight from the time asked about to its nearest article, less those of the nearest
        # of all proposals: whoever asks today about articles of ten years ago is not answered less surely.
        # What a file of figures says has the date of its row, or of who else says so: qa.answering.dating.
        "distance",
        "other_year",  # no article that says so knows anything of a year that the question names
        "dated",  # whether a date is known
        "dated_mentions",  # where one is, log of the passages that have the answer among their best spans
        "dated_strength",  # where one is, the strength of these mentions together
        "dated_relevance",  # where one is, the retriever's score of the best passage: news share their words
    ),
    _dates,
)
