"""One way to read a question that leans on the history."""

from __future__ import annotations

from dataclasses import dataclass

REGARDING = ", regarding "
"""Before what a question is asked of, where it has no place of its own in it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One way to read a question."""

    question: str
    prior: float  # how likely the words alone make it, about 0 to 1
    put: str = ""  # the name that was put into the question, where its place in it is a guess
    instead: str = ""  # the name in whose place it was put
    person: str = ""  # the name that was put in the place of "he" or "she"
