"""What a kind of evidence is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qa.answering.proposing import Proposal
from qa.question.query import Query


@dataclass(frozen=True, slots=True)
class Evidence:
    """Named features of a (query, proposal), each a number that a weight can multiply."""

    names: tuple[str, ...]
    of: Callable[[Query, Proposal], tuple[float, ...]]  # a number for each name; 0 where nothing is known
