"""What the reader thinks of an answer."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence
from qa.answering.proposing import Proposal
from qa.question.query import Query

MOST_MARGIN = 20.0  # what a proposal without a rival has


def _reading(query: Query, proposal: Proposal) -> tuple[float, ...]:
    best = proposal.best
    margin = MOST_MARGIN if proposal.rival is None else best.score - proposal.rival
    bounded = max(-MOST_MARGIN, min(MOST_MARGIN, margin))
    return best.score, bounded, best.null_score, float(len(best.text.split()))


READING = Evidence(
    (
        "score",  # the best of its spans' scores
        "margin",  # its score less the best score of a rival, within -20 to 20; 20 where it is alone
        "null_score",  # of its best span's window; higher speaks against it
        "answer_words",  # length of the answer
    ),
    _reading,
)
