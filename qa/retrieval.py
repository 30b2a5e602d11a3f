"""Dense and lexical rankings fused into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.settings import Settings
from qa.types import EVERYTHING, Filter, Hit, Index, Retriever

DENSE_WEIGHT = 0.5  # of the dense score against the lexical one; see eval/results/retrieval-squad.md


class FusedRetriever:
    """Weighted sum of the two scores, each stretched to 0..1 over the candidates of its ranking.

    On SQuAD this finds more than reciprocal rank fusion at every cutoff, because it keeps how far ahead of
    the others a hit is: recall@1 is 81 % against 75 %, recall@10 97.8 % against 96.9 %.
    """

    def __init__(self, dense: Retriever, lexical: Retriever, candidates: int = 100) -> None:
        """Fuse the first ``candidates`` of each ranking, whatever is asked for: so the top k are stable."""
        self._dense = dense
        self._lexical = lexical
        self._candidates = candidates

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """At most ``k`` distinct hits a question, best first; never more than both rankings returned."""
        near = self._dense.search(questions, self._candidates, where)
        spoken = self._lexical.search(questions, self._candidates, where)
        return [fuse(dense, lexical)[:k] for dense, lexical in zip(near, spoken, strict=True)]


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], weight: float = DENSE_WEIGHT) -> list[Hit]:
    """One ranking of two: every hit of either, scored between 0 and 1, ties by passage id."""
    merged = {hit.passage.id: replace(hit, score=0.0) for hit in (*lexical, *dense)}
    for hit in lexical:
        merged[hit.passage.id] = replace(
            merged[hit.passage.id], lexical_rank=hit.lexical_rank, lexical_score=hit.lexical_score
        )
    for ranking, share in ((dense, weight), (lexical, 1 - weight)):
        for hit, stretched in zip(ranking, _stretched(ranking), strict=True):
            before = merged[hit.passage.id]
            merged[hit.passage.id] = replace(before, score=before.score + share * stretched)
    return sorted(merged.values(), key=lambda hit: (-hit.score, hit.passage.id))


def _stretched(ranking: Sequence[Hit]) -> list[float]:
    """The scores moved and scaled so that the best is 1 and the last 0; all 1 where they are equal."""
    if not ranking:
        return []
    low, high = ranking[-1].score, ranking[0].score
    return [(hit.score - low) / (high - low) if high > low else 1.0 for hit in ranking]


def retriever_of(index: Index, settings: Settings) -> Retriever:
    """The retriever that the settings name."""
    if settings.retriever == "dense":
        return index.dense
    if settings.retriever == "lexical":
        return index.lexical
    return FusedRetriever(index.dense, index.lexical, settings.candidates)
