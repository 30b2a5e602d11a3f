"""Passages that words find, unread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.browsing.passages import search
from qa.errors import InputError
from qa.retrieval import FusedRetriever
from qa.types import Filter, Index
from tests.collection import ANIMALS
from tests.index_engines import ENGINES, Place


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index of the animals."""
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(ANIMALS)
        yield opened


def test_passages_come_best_first_and_say_where_they_stand(index: Index) -> None:
    """The quote is the passage, at its offsets, with its line and date; scores only fall."""
    found = search(index, FusedRetriever(index), "dog bones")
    best = found[0].citation
    assert best.quote == best.sentence == "It loves bones and the cat."
    assert ANIMALS[1].text[best.start : best.end] == best.quote
    assert (best.line, best.published, best.number) == (2, "2019", 1)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    record = json.loads(json.dumps(found[0].to_dict()))
    assert (record["score"], record["quote"]) == (found[0].score, best.quote)


def test_fewer_passages_are_the_best_of_more(index: Index) -> None:
    """``top`` cuts the list and changes nothing in it; a filter acts before it."""
    retriever = FusedRetriever(index)
    more = search(index, retriever, "the cat", top=5)
    assert search(index, retriever, "the cat", top=2) == more[:2]
    filtered = search(index, retriever, "the cat", top=1, where=Filter(until="2019"))
    assert filtered[0].citation.title == "dogs.txt"


@pytest.mark.parametrize(("words", "top"), [(" ", 1), ("cat", 0), ("cat", 1001), ("cat", -1)])
def test_what_cannot_be_searched_is_refused(index: Index, words: str, top: int) -> None:
    """No words, or a number out of range."""
    with pytest.raises(InputError):
        search(index, FusedRetriever(index), words, top=top)
