"""Dense and lexical rankings fused into one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from qa.settings import Settings
from qa.types import EVERYTHING, Filter, Hit, Index, Passage, Retriever

Scored = tuple[int, float]  # a passage's id and its score
_NOWHERE: tuple[int | None, float | None] = (None, None)  # rank and score where a ranking did not return it
DENSE_WEIGHT = 0.5  # of the dense score against the lexical one; see eval/results/retrieval-squad.md


@runtime_checkable
class Scoring(Protocol):
    """A ranking that tells scores without fetching passages, which costs more than finding them."""

    def scores(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Scored]]:
        """What ``search`` would return of each question, best first, as ids and scores."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """The passages with these ids that are still there."""


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
        if isinstance(self._dense, Scoring) and isinstance(self._lexical, Scoring):
            near = self._dense.scores(questions, self._candidates, where)
            spoken = self._lexical.scores(questions, self._candidates, where)
            both = zip(near, spoken, strict=True)
            return [_fetched(dense, lexical, k, self._dense.passages) for dense, lexical in both]
        ranked = (one.search(questions, self._candidates, where) for one in (self._dense, self._lexical))
        return [fuse(dense, lexical)[:k] for dense, lexical in zip(*ranked, strict=True)]


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], weight: float = DENSE_WEIGHT) -> list[Hit]:
    """The hits of either ranking, scored between 0 and 1, best first; ties by passage id."""
    near = {hit.passage.id: hit for hit in dense}
    spoken = {hit.passage.id: hit for hit in lexical}
    pairs, others = ([(hit.passage.id, hit.score) for hit in ranking] for ranking in (dense, lexical))
    return [_both(near.get(i), spoken.get(i), score) for i, score in _fused(pairs, others, weight)]


def _fetched(
    dense: Sequence[Scored],
    lexical: Sequence[Scored],
    k: int,
    passages: Callable[[Sequence[int]], Mapping[int, Passage]],
) -> list[Hit]:
    """The best ``k`` of both rankings; only their passages are fetched, and one that is gone is left out."""
    near = {i: (rank, score) for rank, (i, score) in enumerate(dense, 1)}
    spoken = {i: (rank, score) for rank, (i, score) in enumerate(lexical, 1)}
    order = _fused(dense, lexical, DENSE_WEIGHT)
    hits: list[Hit] = []
    for first in range(0, len(order), k):
        part = order[first : first + k]
        there = passages([i for i, _ in part])
        for i, score in part:
            if i in there:
                (dense_rank, dense_score), (rank, bm25) = near.get(i, _NOWHERE), spoken.get(i, _NOWHERE)
                hits.append(Hit(there[i], score, dense_rank, rank, dense_score, bm25))
        if len(hits) >= k:
            break
    return hits[:k]


def _fused(dense: Sequence[Scored], lexical: Sequence[Scored], weight: float) -> list[Scored]:
    scores: dict[int, float] = {}
    for ranking, share in ((dense, weight), (lexical, 1 - weight)):
        for (i, _), stretched in zip(ranking, _stretched([score for _, score in ranking]), strict=True):
            scores[i] = scores.get(i, 0.0) + share * stretched
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


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


def _stretched(scores: Sequence[float]) -> list[float]:
    """The scores moved and scaled so that the best is 1 and the last 0; all 1 where they are equal."""
    if not scores:
        return []
    low, high = scores[-1], scores[0]
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def retriever_of(index: Index, settings: Settings) -> Retriever:
    """The retriever that the settings name."""
    if settings.retriever == "dense":
        return index.dense
    if settings.retriever == "lexical":
        return index.lexical
    return FusedRetriever(index.dense, index.lexical, settings.candidates)
