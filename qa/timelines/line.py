"""The nouns of time lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qa.records import Record
from qa.types import Citation


@dataclass(frozen=True, slots=True)
class Told(Record):
    """What the articles say from a day on: an answer, or of a topic a sentence."""

    text: str  # the first citation's quote
    confidence: float  # calibrated probability that it answers the question, 0 to 1; of a sentence 0
    stories: int  # that say so until something else is said; reprints of one story count once
    last: str  # when it was last told until then: a partial ISO date
    citations: tuple[Citation, ...]  # the first one first


@dataclass(frozen=True, slots=True)
class Change(Record):
    """A day on which the articles begin to say something else."""

    date: str  # a partial ISO date
    told: tuple[Told, ...]  # most confident first; several contradict each other
    correction: bool = False  # an article takes back what was said before

    @property
    def contradicts_itself(self) -> bool:
        """Whether articles of this one day say different things."""
        return len(self.told) > 1


@dataclass(frozen=True, slots=True)
class TimeLine(Record):
    """What the articles say to a question, or on a topic, as it changes."""

    question: str  # as it was asked
    kind: Literal["answers", "sentences"]  # answers that change, or sentences that bear on a topic
    changes: tuple[Change, ...]  # by date
    read: int  # passages looked at
    found: int  # passages found, of which these were chosen
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage
