"""What is in an index: its articles, listed, named and shown, in each engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.browsing.articles import article, articles
from qa.browsing.naming import named
from qa.errors import InputError
from qa.types import EVERYTHING, Filter, Index, Origin
from tests.collection import ANIMALS
from tests.collection import article as made
from tests.index_engines import ENGINES, Place


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index of the animals."""
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(ANIMALS)
        yield opened


def names(index: Index, words: str = "", where: Filter = EVERYTHING, **wanted: int) -> list[str]:
    """The titles of the articles that are listed."""
    return [one.title for one in articles(index, words, where, **wanted).articles]


def test_articles_are_listed_newest_first_and_by_pages(index: Index) -> None:
    """Those without a date come last; what was skipped is counted with the others."""
    assert names(index) == ["cats.txt", "dogs.txt", "old/newts.md", "owls.txt"]
    assert names(index, limit=2, skip=1) == ["dogs.txt", "old/newts.md"]
    page = articles(index, limit=2, skip=1)
    assert (page.total, page.exact, page.skipped) == (4, True, 1)
    assert articles(index, limit=0).articles == ()


def test_words_and_filters_narrow_the_list(index: Index) -> None:
    """Words count in any form, in texts and titles; dates and sources filter besides."""
    assert names(index, "cat") == ["cats.txt", "dogs.txt"]
    assert names(index, "cat", Filter(until="2020")) == ["dogs.txt"]
    assert names(index, "barking fish") == []
    assert names(index, where=Filter(source="*.md")) == ["old/newts.md"]


def test_a_summary_says_what_the_article_is(index: Index) -> None:
    """Length and digest are those of the text, and all of it is JSON."""
    [cats] = articles(index, "sleeps").articles
    assert (cats.id, cats.path, cats.published) == ("/articles/cats.txt", "/articles/cats.txt", "2022-02")
    assert (cats.length, cats.digest) == (len(ANIMALS[0].text), ANIMALS[0].digest)
    assert json.loads(json.dumps(articles(index, "sleeps").to_dict()))["articles"][0]["title"] == "cats.txt"


def test_an_article_is_shown_with_all_that_is_known_of_it(index: Index) -> None:
    """Its text is the one that offsets count in; a file that is gone is said to be."""
    origin = Origin(1, 1, "", "2024-05-01")
    index.add([replace(made("bees.txt", "The bee hums."), metadata={"author": "Ann"}, origin=origin)])
    bees = article(index, "/articles/bees.txt")
    assert (bees.text, bees.metadata, bees.indexed) == ("The bee hums.", {"author": "Ann"}, "2024-05-01")
    assert "not there any more" in bees.note
    record = json.loads(json.dumps(bees.to_dict()))
    assert (record["id"], record["text"], record["length"]) == (bees.summary.id, bees.text, 13)


@pytest.mark.parametrize("name", ["/articles/old/newts.md", "newts.md", "old/newts.md", "OLD/Newts.md"])
def test_an_article_is_named_by_what_people_know_of_it(index: Index, name: str) -> None:
    """Its id, the end of its path, or its title."""
    assert named(index, name) == "/articles/old/newts.md"


def test_an_unclear_name_says_what_it_may_mean(index: Index) -> None:
    """Nothing is guessed."""
    index.add([made("new/cats.txt", "Other cats.", title="Cats again")])
    with pytest.raises(InputError, match=r"/articles/cats\.txt, /articles/new/cats\.txt"):
        named(index, "cats.txt")
    assert named(index, "new/cats.txt") == "/articles/new/cats.txt"
    with pytest.raises(InputError, match="no article fish"):
        named(index, "fish")


def test_a_list_of_fewer_than_no_articles_is_refused(index: Index) -> None:
    """Numbers are checked where they enter."""
    with pytest.raises(InputError, match="fewer than 0"):
        articles(index, limit=-1)
    with pytest.raises(InputError, match="fewer than 0"):
        articles(index, skip=-1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("AT&T", ["a.txt"]),
        ("the AT&T lines", ["a.txt"]),
        ("T-Mobile", ["b.txt"]),
        ("mobile", ["b.txt"]),
        ("Rizo-L\u00f3pez", ["c.txt"]),
        ("lopez", ["c.txt"]),
    ],
)
def test_a_name_with_marks_in_it_is_mentioned_as_it_is_written(
    index: Index, words: str, found: list[str]
) -> None:
    """Its letters alone are nothing, and an accent may be written behind its letter."""
    index.add(
        [
            made("a.txt", "The AT&T lines failed."),
            made("b.txt", "Don't look at T-Mobile. T for tea."),
            made("c.txt", "Rizo-Lo\u0301pez sells cheese."),
        ]
    )
    assert names(index, words) == found
