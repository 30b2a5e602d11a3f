"""Dense and lexical rankings fused into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.settings import Settings
from qa.types import EVERYTHING, Filter, Hit, Index, Retriever

RRF_CONSTANT = 60  # Cormack, Clarke and Buettcher 2009: damps the lead of the very first ranks


class FusedRetriever:
    """Reciprocal rank fusion: a passage scores the sum of 1 / (60 + rank) over the rankings that found it."""

    def __init__(self, dense: Retriever, lexical: Retriever, candidates: int = 100) -> None:
        """Fuse the first ``candidates`` of each ranking, whatever is asked for: so the top k are stable."""
        self._rankings = (dense, lexical)
        self._candidates = candidates

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """At most ``k`` distinct hits a question, best first; never more than both rankings returned."""
        dense, lexical = (ranking.search(questions, self._candidates, where) for ranking in self._rankings)
        return [fuse(one, other)[:k] for one, other in zip(dense, lexical, strict=True)]


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit]) -> list[Hit]:
    """One ranking of two: every hit of either, ties by passage id."""
    merged: dict[int, Hit] = {}
    for hit in dense:
        merged[hit.passage.id] = hit
    for hit in lexical:
        other = merged.get(hit.passage.id)
        merged[hit.passage.id] = (
            hit
            if other is None
            else replace(other, lexical_rank=hit.lexical_rank, lexical_score=hit.lexical_score)
        )
    scored = [replace(hit, score=_reciprocal(hit)) for hit in merged.values()]
    return sorted(scored, key=lambda hit: (-hit.score, hit.passage.id))


def _reciprocal(hit: Hit) -> float:
    ranks = [rank for rank in (hit.dense_rank, hit.lexical_rank) if rank is not None]
    return sum(1 / (RRF_CONSTANT + rank) for rank in ranks)


def retriever_of(index: Index, settings: Settings) -> Retriever:
    """The retriever that the settings name."""
    if settings.retriever == "dense":
        return index.dense
    if settings.retriever == "lexical":
        return index.lexical
    return FusedRetriever(index.dense, index.lexical, settings.candidates)
