"""Fusion of two rankings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index.local import LocalIndex
from qa.retrieval import DenseRetriever, FusedRetriever, LexicalRetriever, fused, retriever_of
from qa.settings import Settings
from qa.types import EVERYTHING, Filter, Passage, Ranking, Scored
from tests.collection import ANIMALS, LineSplitter
from tests.fakes import HashEmbedder


def ranking(ids: Sequence[int]) -> list[Scored]:
    """A ranking of passages with these ids, scored 1, 1/2, 1/3, ..."""
    return [(i, 1 / rank) for rank, i in enumerate(ids, 1)]


class Fixed:
    """A ranking that is always the same."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ranking = ranking(ids)

    def scores(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Scored]]:
        """The first ``k``."""
        return [self._ranking[:k] for _ in questions]


class RankedIndex:
    """An index of two given rankings, which counts the passages that are fetched of it."""

    def __init__(self, dense: Sequence[int], lexical: Sequence[int], gone: Sequence[int] = ()) -> None:
        self._rankings = Fixed(dense), Fixed(lexical)
        self._gone = frozenset(gone)
        self.fetched = 0

    @property
    def dense(self) -> Ranking:
        """As given."""
        return self._rankings[0]

    @property
    def lexical(self) -> Ranking:
        """As given."""
        return self._rankings[1]

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Any but those that are gone."""
        self.fetched += len(ids)
        return {i: Passage(i, "a", 0, 1, "x") for i in ids if i not in self._gone}


RANKINGS = st.lists(st.integers(0, 40), unique=True, max_size=30)


@given(RANKINGS, RANKINGS, st.integers(1, 30), st.integers(0, 70))
def test_top_k_is_a_prefix(dense: list[int], lexical: list[int], candidates: int, k: int) -> None:
    """Asking for one hit more never changes the hits before it, whatever k and the candidates are."""
    retriever = FusedRetriever(RankedIndex(dense, lexical), candidates)
    shorter, longer = (retriever.search(["q"], n)[0] for n in (k, k + 1))
    assert longer[:k] == shorter


@given(RANKINGS, RANKINGS)
def test_every_hit_appears_once(dense: list[int], lexical: list[int]) -> None:
    """No duplicates, no losses, ranks of both sides kept, best first with ties by passage id."""
    (hits,) = FusedRetriever(RankedIndex(dense, lexical)).search(["q"], 70)
    ids = [hit.passage.id for hit in hits]
    assert sorted(ids) == sorted({*dense, *lexical})
    for hit in hits:
        i = hit.passage.id
        assert hit.dense_rank == (dense.index(i) + 1 if i in dense else None)
        assert hit.lexical_rank == (lexical.index(i) + 1 if i in lexical else None)
        assert hit.dense_score == (1 / hit.dense_rank if hit.dense_rank else None)
        assert hit.lexical_score == (1 / hit.lexical_rank if hit.lexical_rank else None)
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def test_one_ranking_alone_keeps_its_scores() -> None:
    """Ranks count from 1, the score is the ranking's own, and the other ranking is not heard of."""
    index = RankedIndex([4, 2, 9], [2, 7])
    (dense,), (lexical,) = (one(index).search(["q"], 2) for one in (DenseRetriever, LexicalRetriever))
    assert [(hit.passage.id, hit.score) for hit in dense] == [(4, 1.0), (2, 0.5)]
    assert [(hit.dense_rank, hit.dense_score) for hit in dense] == [(1, 1.0), (2, 0.5)]
    assert [(hit.lexical_rank, hit.lexical_score) for hit in lexical] == [(1, 1.0), (2, 0.5)]
    assert {(hit.lexical_rank, hit.lexical_score) for hit in dense} == {(None, None)}
    assert {(hit.dense_rank, hit.dense_score) for hit in lexical} == {(None, None)}


def test_only_wanted_passages_are_fetched() -> None:
    """As many as are asked for; where some are gone meanwhile, the next ones take their places."""
    index = RankedIndex(range(50), range(50))
    assert [hit.passage.id for hit in FusedRetriever(index).search(["q"], 3)[0]] == [0, 1, 2]
    assert index.fetched == 3
    left = FusedRetriever(RankedIndex(range(50), range(50), gone=[0, 2])).search(["q"], 3)[0]
    assert [(hit.passage.id, hit.dense_rank) for hit in left] == [(1, 2), (3, 4), (4, 5)]


def test_the_settings_choose(tmp_path: Path) -> None:
    """Dense, lexical and fused are all selectable by name."""
    with LocalIndex.create(tmp_path / "i", HashEmbedder(), LineSplitter()) as index:
        index.add(ANIMALS)
        first = {
            name: retriever_of(index, Settings.model_validate({"retriever": name})).search(["the owl"], 1)[0][
                0
            ]
            for name in ("dense", "lexical", "fused")
        }
    assert {hit.passage.text for hit in first.values()} == {"The owl hunts at night."}
    assert first["dense"].lexical_rank is None
    assert first["lexical"].dense_rank is None
    assert first["fused"].score == pytest.approx(1.0)


def test_scores_are_stretched_and_weighted() -> None:
    """First of both is 1, last of both 0; absent from a ranking counts as its last."""
    dense, lexical = ranking([1, 2, 3]), ranking([1, 4, 3])
    scores = dict(fused(dense, lexical, weight=0.25))
    assert scores == pytest.approx({1: 1.0, 2: 0.25 * 0.25, 3: 0.0, 4: 0.75 * 0.25})
    assert fused(ranking([7]), []) == [(7, 0.5)]
    assert fused([], []) == []
