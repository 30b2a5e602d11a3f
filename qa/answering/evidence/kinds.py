"""What a kind of evidence is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answering.proposing import Proposal
from qa.question.query import Query

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Named features of the proposals for a query, each a number that a weight can multiply."""

    names: tuple[str, ...]
    # For each proposal a number for each name; 0 where nothing is known.
    of: Callable[[Query, Sequence[Proposal]], list[Values]]


def each(of: Callable[[Query, Proposal], Values]) -> Callable[[Query, Sequence[Proposal]], list[Values]]:
    """Evidence that looks at one proposal at a time."""
    return lambda query, proposals: [of(query, proposal) for proposal in proposals]
