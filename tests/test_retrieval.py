"""Fusion of two rankings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index.local import LocalIndex
from qa.retrieval import FusedRetriever, fuse, retriever_of
from qa.settings import Settings
from qa.types import EVERYTHING, Filter, Hit, Passage
from tests.collection import ANIMALS, LineSplitter
from tests.fakes import HashEmbedder


def hits(ids: Sequence[int], *, lexical: bool = False) -> list[Hit]:
    """A ranking of passages with these ids, scored 1, 1/2, 1/3, ..."""
    return [
        Hit(Passage(i, "a", 0, 1, "x"), 1 / rank, lexical_rank=rank, lexical_score=1 / rank)
        if lexical
        else Hit(Passage(i, "a", 0, 1, "x"), 1 / rank, dense_rank=rank, dense_score=1 / rank)
        for rank, i in enumerate(ids, 1)
    ]


class Ranked:
    """A retriever that always returns one ranking."""

    def __init__(self, ranking: list[Hit]) -> None:
        self._ranking = ranking

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """The first ``k``."""
        return [self._ranking[:k] for _ in questions]


RANKINGS = st.lists(st.integers(0, 40), unique=True, max_size=30)


@given(RANKINGS, RANKINGS, st.integers(1, 30), st.integers(0, 70))
def test_top_k_is_a_prefix(dense: list[int], lexical: list[int], candidates: int, k: int) -> None:
    """Asking for one hit more never changes the hits before it, whatever k and the candidates are."""
    fused = FusedRetriever(Ranked(hits(dense)), Ranked(hits(lexical, lexical=True)), candidates)
    shorter, longer = (fused.search(["q"], n)[0] for n in (k, k + 1))
    assert longer[:k] == shorter


@given(RANKINGS, RANKINGS)
def test_every_hit_appears_once(dense: list[int], lexical: list[int]) -> None:
    """No duplicates, no losses, ranks of both sides kept, best first with ties by passage id."""
    fused = fuse(hits(dense), hits(lexical, lexical=True))
    ids = [hit.passage.id for hit in fused]
    assert sorted(ids) == sorted({*dense, *lexical})
    for hit in fused:
        i = hit.passage.id
        assert hit.dense_rank == (dense.index(i) + 1 if i in dense else None)
        assert hit.lexical_rank == (lexical.index(i) + 1 if i in lexical else None)
    assert fused == sorted(fused, key=lambda hit: (-hit.score, hit.passage.id))


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
    dense, lexical = hits([1, 2, 3]), hits([1, 4, 3], lexical=True)
    scores = {hit.passage.id: hit.score for hit in fuse(dense, lexical, weight=0.25)}
    assert scores == pytest.approx({1: 1.0, 2: 0.25 * 0.25, 3: 0.0, 4: 0.75 * 0.25})
    assert [hit.score for hit in fuse(hits([7]), [])] == [0.5]
    assert fuse([], []) == []
