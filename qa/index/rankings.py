"""The two rankings of an index in a folder, as retrievers that can also tell scores alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.index.view import View
from qa.types import EVERYTHING, Embedder, Filter, Hit, Passage


class DenseRanking:
    """The dense ranking of an index, as a Retriever."""

    def __init__(self, view: View, embedder: Embedder) -> None:
        self._view = view
        self._embedder = embedder

    def scores(
        self, questions: Sequence[str], k: int, where: Filter = EVERYTHING
    ) -> list[list[tuple[int, float]]]:
        """Embed the questions, which is all that is ever embedded here, and rank."""
        vectors = self._embedder.embed(questions)
        return [self._view.dense(vector, k, where) for vector in vectors]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids that are still there."""
        return self._view.passages(ids)

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """Rank, and fetch the passages."""
        return [
            [Hit(passage, score, dense_rank=rank, dense_score=score) for rank, passage, score in found]
            for found in _fetched(self._view, self.scores(questions, k, where))
        ]


class LexicalRanking:
    """The lexical ranking of an index, as a Retriever."""

    def __init__(self, view: View) -> None:
        self._view = view

    def scores(
        self, questions: Sequence[str], k: int, where: Filter = EVERYTHING
    ) -> list[list[tuple[int, float]]]:
        """Rank by the words of the questions."""
        return [self._view.lexical(question, k, where) for question in questions]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids that are still there."""
        return self._view.passages(ids)

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """Rank, and fetch the passages."""
        return [
            [Hit(passage, score, lexical_rank=rank, lexical_score=score) for rank, passage, score in found]
            for found in _fetched(self._view, self.scores(questions, k, where))
        ]


def _fetched(
    view: View, rankings: Sequence[Sequence[tuple[int, float]]]
) -> Iterator[list[tuple[int, Passage, float]]]:
    """Of each ranking rank, passage and score, without the passages that are gone meanwhile."""
    for ranking in rankings:
        there = view.passages([i for i, _ in ranking])
        left = [(there[i], score) for i, score in ranking if i in there]
        yield [(rank, passage, score) for rank, (passage, score) in enumerate(left, 1)]
