"""What the articles hold for questions: retrieve, read, and once more where a question was mistyped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.reading import corrected, read
from qa.types import Hit, Reader, Span

Retrieve = Callable[[Sequence[str]], list[list[Hit]]]  # the passages to read for each question, best first


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question."""

    question: str  # as it was searched: mended, where it was mistyped
    hits: Sequence[Hit]
    spans: Sequence[Span]  # best first
    timings: Mapping[str, float]  # seconds by stage


def find(
    questions: Sequence[str],
    retrieve: Retrieve,
    reader: Reader,
    sure_score: Callable[[str], float | None] = lambda question: None,
) -> list[Found]:
    """The passages and spans of each question; a mistyped one is asked again as it was understood.

    Args:
        questions: as they were asked.
        retrieve: the first stage.
        reader: the second.
        sure_score: of a question, as :func:`qa.reading.read` takes it.
    """
    found = _once(questions, retrieve, reader, sure_score)
    meant = {
        place: right
        for place, one in enumerate(found)
        if (right := corrected(one.question, one.hits, one.spans))
    }
    if meant:
        again = _once(list(meant.values()), retrieve, reader, sure_score)
        for place, one in zip(meant, again, strict=True):
            spent = {stage: found[place].timings[stage] + seconds for stage, seconds in one.timings.items()}
            found[place] = replace(one, timings=spent)
    return found


def _once(
    questions: Sequence[str],
    retrieve: Retrieve,
    reader: Reader,
    sure_score: Callable[[str], float | None],
) -> list[Found]:
    began = time.perf_counter()
    hits = retrieve(questions)
    retrieved = time.perf_counter()
    spans = read(reader, questions, hits, sure_scores=list(map(sure_score, questions)))
    finished = time.perf_counter()
    timings = {
        "retrieve": (retrieved - began) / len(questions),
        "read": (finished - retrieved) / len(questions),
    }
    return [Found(*one, timings) for one in zip(questions, hits, spans, strict=True)]
