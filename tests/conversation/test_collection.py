"""Questions about the collection, and what a real index says to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.conversation.collection import Wanted, wanted_of
from qa.conversation.listing import listing_of
from qa.types import EVERYTHING, Filter, Index
from tests.collection import article
from tests.index_engines import ENGINES, Place


@pytest.mark.parametrize(
    ("turn", "wanted"),
    [
        ("How many articles are there?", Wanted("all", counts=True)),
        ("how many of your articles mention Oslo Harbour", Wanted("all", True, "Oslo Harbour")),
        ("Which articles do you have about boats?", Wanted("all", topic="boats")),
        ("do you have anything on the new bridge?", Wanted("all", topic="the new bridge")),
        ("please list all articles", Wanted("all")),
        ("articles from May 2021", Wanted("all", dated="May 2021")),
        ("What's the latest article?", Wanted("newest")),
        ("which is the oldest article", Wanted("oldest")),
        ("from when to when?", Wanted("period")),
        ("what did you read?", Wanted("all")),
        ("How many articles does the treaty have?", None),
        ("Which article of the treaty was changed?", None),
        ("What text was on the banner?", None),
        ("How many documents did the court ask for?", None),
        ("anything about the bridge?", None),
    ],
)
def test_what_is_asked_of_the_collection(turn: str, wanted: Wanted | None) -> None:
    """Its own articles, and not what articles speak of."""
    assert wanted_of(turn) == wanted


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Four articles, one of them without a date."""
    articles = [
        replace(article("a", "A boat sank off Oslo Harbour."), published="2021-05-03"),
        replace(article("b", "Boats were sold. The harbour of Oslo froze."), published="2021-06"),
        replace(article("c", "It rained.", title="Boats in the rain"), published="2019"),
        article("d", "Nobody knows when."),
    ]
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(articles)
        yield opened


def ids(index: Index, wanted: Wanted, where: Filter = EVERYTHING) -> list[str]:
    """The articles that are listed, by the last part of their ids."""
    listing = listing_of(wanted, index, where)
    return [cited.article_id.rpartition("/")[2] for cited in listing.articles]


def test_articles_are_counted_and_listed_newest_first(index: Index) -> None:
    """All of them, those without a date at the end, and the time that they cover."""
    listing = listing_of(Wanted("all", counts=True), index, EVERYTHING)
    assert (listing.total, listing.exact, listing.first, listing.last) == (4, True, "2019", "2021-06")
    assert ids(index, Wanted("all")) == ["b", "a", "c", "d"]
    assert ids(index, Wanted("newest")) == ["b"]
    assert ids(index, Wanted("oldest")) == ["c"]
    assert ids(index, Wanted("period")) == ["b", "c"]
    assert len(listing_of(Wanted("all"), index, EVERYTHING, shown=2).articles) == 2


def test_a_topic_is_looked_for_in_any_form_and_in_titles(index: Index) -> None:
    """Words that stand together count, and only where there are none those that stand apart."""
    assert ids(index, Wanted("all", topic="boat")) == ["b", "a", "c"]
    assert ids(index, Wanted("all", topic="Oslo Harbour")) == ["a"]
    assert ids(index, Wanted("all", topic="froze Oslo")) == ["b"]
    assert listing_of(Wanted("all", topic="submarines"), index, EVERYTHING).total == 0


def test_dates_and_filters_narrow_what_is_counted(index: Index) -> None:
    """What was asked for and what the chat lets through, both."""
    assert ids(index, Wanted("all", dated="2021")) == ["b", "a"]
    assert ids(index, Wanted("all", topic="boats", dated="May 2021")) == ["a"]
    assert ids(index, Wanted("all", dated="2021"), Filter(since="2021-06")) == ["b"]
    assert ids(index, Wanted("all"), Filter(source="no-such*")) == []
