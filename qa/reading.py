"""Questions and their passages to spans, in one batch, comparable across passages."""

from __future__ import annotations

from collections.abc import Sequence

from qa.types import Hit, Reader, Span


def read(reader: Reader, questions: Sequence[str], hits: Sequence[Sequence[Hit]]) -> list[list[Span]]:
    """Read every question's passages; all pairs of all questions go to the reader at once.

    Args:
        reader: finds the spans of one pair.
        questions: as they are to be read.
        hits: the passages of each question.

    Returns:
        The spans of each question over all its passages, best first. Ties go to the passage that was
        ranked better, then to the earlier span, so that the order is the same in every process.

    Raises:
        ValueError: there are not as many lists of hits as questions.
    """
    pairs = [
        (question, hit.passage)
        for question, hits_of_one in zip(questions, hits, strict=True)
        for hit in hits_of_one
    ]
    found = iter(reader.read(pairs))
    spans: list[list[Span]] = []
    for hits_of_one in hits:
        ranked = [(rank, span) for rank, _ in enumerate(hits_of_one) for span in next(found)]
        ranked.sort(key=lambda item: (-item[1].score, item[0], item[1].start, item[1].end))
        spans.append([span for _, span in ranked])
    return spans
