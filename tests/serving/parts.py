"""An assistant of which only the road of a question is there: for tests of who waits for whom."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from qa.assistant import Assistant
from qa.question.query import Query
from qa.types import Answer, Hit, Passage

POISON = "What breaks the batch?"


class Road:
    """Answers each question with its own words, and remembers which it read together.

    Args:
        gate: what reading waits for; open where none is given.
    """

    depth = 15
    spellings = None

    def __init__(self, gate: threading.Event | None = None) -> None:
        self.batches: list[list[str]] = []
        self.index = SimpleNamespace(generation=1, close=lambda: None)
        self.reading = threading.Event()  # set when a batch is being read
        self._gate = gate

    def retrieve(self, queries: Sequence[Query]) -> list[Any]:
        """One passage each, which is the question."""
        assert len({query.where for query in queries}) == 1
        return [
            SimpleNamespace(query=query, hits=[Hit(Passage(1, "a", 0, 1, "x", query.text), 1.0)])
            for query in queries
        ]

    def read(self, retrieved: Sequence[Any]) -> Sequence[Any]:
        """Nothing is read, and it may take long."""
        texts = [one.query.text for one in retrieved]
        self.batches.append(texts)
        self.reading.set()
        if self._gate is not None:
            assert self._gate.wait(30)
        if POISON in texts:
            raise RuntimeError("a defect")
        return retrieved

    def judge(self, found: Any) -> SimpleNamespace:
        """The answer is the question."""
        text = found.query.text
        return SimpleNamespace(answer=Answer(text, text, "span", text, 1.0, ()))


def assistant_on(road: Road) -> Assistant:
    """What the engine uses of an assistant."""
    return cast(Assistant, SimpleNamespace(pipeline=road, index=road.index, close=lambda: None))
