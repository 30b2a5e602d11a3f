"""What an index holds, in numbers, in each engine."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from qa.errors import IndexMissing
from qa.index.opening import summary_of
from tests.collection import ANIMALS
from tests.index_engines import ENGINES, Place


@pytest.mark.parametrize("engine", ENGINES)
def test_an_index_is_summed_up_without_a_model(engine: str, tmp_path: Path) -> None:
    """How many articles, of which time, how large, and when it was last written to."""
    place = Place.of(engine, tmp_path)
    before = datetime.datetime.now().astimezone() - datetime.timedelta(seconds=2)
    with place.create() as index:
        index.add(ANIMALS)
    summary = summary_of(place.location, place.settings)
    assert (summary.articles, summary.first, summary.last) == (4, "1987-05-03", "2022-02")
    assert summary.undated == sum(one.published is None for one in ANIMALS) > 0
    assert summary.size and summary.size > 1000
    assert summary.indexed is not None
    assert before <= datetime.datetime.fromisoformat(summary.indexed) <= datetime.datetime.now().astimezone()


@pytest.mark.parametrize("engine", ENGINES)
def test_reading_leaves_the_time_of_the_last_writing(engine: str, tmp_path: Path) -> None:
    """And an index without articles has no dates."""
    place = Place.of(engine, tmp_path)
    place.create().close()
    summary = summary_of(place.location, place.settings)
    assert (summary.articles, summary.first, summary.last) == (0, None, None)
    place.open().close()
    assert summary_of(place.location, place.settings).indexed == summary.indexed


def test_where_there_is_no_index_it_is_said(tmp_path: Path) -> None:
    """With the command that makes one."""
    place = Place.of("local", tmp_path)
    with pytest.raises(IndexMissing, match="qa index"):
        summary_of(place.location, place.settings)
