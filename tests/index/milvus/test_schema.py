"""The kinds of dense index in Milvus: chosen, grown into, and all finding what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.index.location import LiteLocation
from qa.index.milvus import schema
from qa.index.opening import create_index, examine
from qa.retrieval import DenseRetriever
from qa.settings import Settings
from tests.collection import ANIMALS, LineSplitter, article
from tests.fakes import HashEmbedder
from tests.index.test_families import story


@pytest.mark.parametrize("kind", ["hnsw", "ivf_sq8"])
def test_a_chosen_index_finds_the_passages(tmp_path: Path, kind: str) -> None:
    """What the setting names is made, told by doctor, and searched."""
    location, settings = LiteLocation(tmp_path / "index.db"), Settings.model_validate({"milvus_dense": kind})
    with create_index(location, HashEmbedder(), LineSplitter(), settings) as index:
        index.add(ANIMALS)
        hits = DenseRetriever(index).search(["newt swims"], 1)[0]
        assert hits[0].passage.text == "A newt swims in the pond."
    dense = examine(location, settings).dense
    assert dense is not None
    assert (dense.kind, dense.exact) == (kind.upper(), 0)


def test_a_grown_index_changes_to_a_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flat search ends with the run that passes its limit; nothing is lost by that, reprints included."""
    monkeypatch.setattr(schema, "FLAT_LIMIT", 20)
    location, settings = LiteLocation(tmp_path / "index.db"), Settings()
    with create_index(location, HashEmbedder(), LineSplitter(), settings) as index:
        index.add(ANIMALS)
        index.add([article(f"{n}", " ".join(story(n))) for n in range(30)])
        index.add([article("again", " ".join(story(7)))])
        hits = DenseRetriever(index).search(["newt swims"], 1)[0]
        assert hits[0].passage.text == "A newt swims in the pond."
        assert len(set(index.families(["/articles/7", "/articles/again"]))) == 1
        assert len(index) == 37
    health = examine(location, settings)
    assert health.sound
    assert health.dense is not None
    assert health.dense.kind == "HNSW"
