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
        return [fuse(dense, lexical, k=k) for dense, lexical in zip(near, spoken, strict=True)]


def fuse(
    dense: Sequence[Hit], lexical: Sequence[Hit], weight: float = DENSE_WEIGHT, *, k: int | None = None
) -> list[Hit]:
    """The best ``k`` (all, by default) of the hits of either, scored between 0 and 1; ties by passage id."""
    scores: dict[int, float] = {}
    for ranking, share in ((dense, weight), (lexical, 1 - weight)):
        for hit, stretched in zip(ranking, _stretched(ranking), strict=True):
            scores[hit.passage.id] = scores.get(hit.passage.id, 0.0) + share * stretched
    near = {hit.passage.id: hit for hit in dense}
    spoken = {hit.passage.id: hit for hit in lexical}
    order = sorted(scores, key=lambda i: (-scores[i], i))[:k]
    return [_both(near.get(i), spoken.get(i), scores[i]) for i in order]


def _both(dense: Hit | None, lexical: Hit | None, score: float) -> Hit:
    """One hit with the ranks and scores of both rankings; at least one of them is there."""
    hit = dense or lexical
    if hit is None:
        raise ValueError("a fused hit comes from at least one ranking")
    return replace(
        hit,
        score=score,
        lexical_rank=lexical.lexical_rank if lexical else None,
        lexical_score=lexical.lexical_score if lexical else None,
    )


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
