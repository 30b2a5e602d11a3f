"""The nouns of lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.records import Record
from qa.types import Citation


@dataclass(frozen=True, slots=True)
class Listed(Record):
    """One of the things that answer a question, with all that speaks for it."""

    text: str  # the best citation's quote
    stories: int  # that name it; reprints of one story count once
    articles: int  # that name it, reprints counted
    confidence: float  # calibrated probability that it answers the question, 0 to 1
    citations: tuple[Citation, ...]  # best first, of each article one
    variants: tuple[str, ...] = ()  # what else the articles call it, as it is written there


@dataclass(frozen=True, slots=True)
class ItemList(Record):
    """Everything that the articles name in answer to a question, and how far they were read for it."""

    question: str  # as it was asked
    items: tuple[Listed, ...]  # told by most stories first
    read: int  # passages read
    found: int  # passages found, of which these are the best
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage

    @property
    def complete(self) -> bool:
        """Whether every passage that was found was read; those not found may name more all the same."""
        return self.read >= self.found
