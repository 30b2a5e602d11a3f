"""What is in each collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.collections import registry
from qa.collections.overview import summaries
from qa.index.location import located
from qa.passages import Splitter
from qa.settings import Settings
from tests.collection import ANIMALS
from tests.index_engines import Place


def test_each_collection_is_summed_up_and_one_that_is_gone_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line each, by name, whatever became of the others."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    place = Place.of("local", tmp_path)
    with place.create(splitter=Splitter()) as index:
        index.add(ANIMALS)
    registry.remember("animals", place.location)
    registry.remember("gone", located(tmp_path / "nothing"))
    registry.use("animals")
    animals, gone = summaries(Settings())
    assert (animals.name, animals.default, animals.articles, animals.problem) == ("animals", True, 4, "")
    assert (animals.first, animals.last) == ("1987-05-03", "2022-02")
    assert (gone.articles, gone.size, gone.default) == (None, None, False)
    assert "there is no index" in gone.problem
    assert json.loads(json.dumps(animals.to_dict()))["place"] == str(tmp_path / "index")


def test_one_that_was_split_otherwise_says_that_it_cannot_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it holds is known all the same."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    place = Place.of("local", tmp_path)
    with place.create(splitter=Splitter(80)) as index:
        index.add(ANIMALS)
    registry.remember("animals", place.location)
    [animals] = summaries(Settings())
    assert animals.articles == 4
    assert "was split with" in animals.problem
    assert "--rebuild" in animals.problem
