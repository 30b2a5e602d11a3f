"""Evidence beside the reader's: points of log-odds that move a candidate's confidence.

The calibration is fitted on single questions without dates, speakers or a conversation. What else is known
of a question speaks for or against its candidates here, each kind in a module of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from qa.types import Article, Candidate


class Evidence(Protocol):
    """One thing known of a question."""

    def points(self, candidate: Candidate, article: Article) -> float:
        """What it says for a candidate, in log-odds: 0 nothing, above 0 for it, below 0 against it.

        Args:
            candidate: an answer.
            article: the article of its best citation.
        """


def weighed(
    candidates: Sequence[Candidate], evidence: Sequence[Evidence], article_of: Callable[[str], Article]
) -> list[Candidate]:
    """The candidates with all points added to the log-odds of their confidence, best first."""
    moved = []
    for candidate in candidates:
        article = article_of(candidate.citations[0].article_id)
        points = sum(one.points(candidate, article) for one in evidence)
        moved.append(replace(candidate, confidence=_moved(candidate.confidence, points)))
    return sorted(moved, key=lambda candidate: -candidate.confidence)  # stable: ties keep their order


def _moved(probability: float, points: float) -> float:
    if not 0 < probability < 1:
        return probability
    return 1 / (1 + (1 - probability) / probability * math.exp(-points))
