"""Quotations of a collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive.quotes import Wanted, quotations
from qa.types import Filter, Index, Quotation
from tests.collection import article
from tests.index_engines import ENGINES, Place

FILLER = "The hall was full and the doors were open until late in the evening of that day."
ARTICLES = (
    article("a.txt", f"“We will build a bridge,” said Anna Lind. {FILLER}", published="2020-01-05"),
    article("copy.txt", f"“We will build a bridge,” said Anna Lind. {FILLER}", published="2020-01-06"),
    article("b.txt", "Anna Lind said the bridge was dear. Paul Berg said it was ugly.", published="2021-05"),
    article("c.txt", "A spokesman for Lind said nobody had asked for a tunnel. “No tunnel,” said Lind."),
)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index of some speech."""
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(ARTICLES)
        yield opened


def quotes(found: tuple[Quotation, ...]) -> list[str]:
    """The words."""
    return [one.citation.quote for one in found]


def test_newest_first_and_reprints_once(index: Index) -> None:
    """All are found, those without a date at the end; what two articles print is one, and counted."""
    found = quotations(index, Wanted())
    assert quotes(found.quotations) == [
        *("the bridge was dear", "it was ugly", "We will build a bridge"),
        *("nobody had asked for a tunnel", "No tunnel"),
    ]
    assert [one.articles for one in found.quotations] == [1, 1, 2, 1, 1]
    assert [one.citation.number for one in found.quotations] == [1, 2, 3, 4, 5]
    assert found.complete


def test_quotations_stand_where_they_say(index: Index) -> None:
    """The words are those of the article at these offsets, by whom and how it says."""
    for one in quotations(index, Wanted()).quotations:
        text = index.article(one.citation.article_id).text
        assert text[one.citation.start : one.citation.end] == one.citation.quote
    direct = quotations(index, Wanted("build")).quotations[0]
    assert (direct.direct, direct.citation.speaker, direct.citation.verb) == (True, "Anna Lind", "said")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted("bridges"), ["the bridge was dear", "We will build a bridge"]),
        (Wanted(speaker="Lind"), ["the bridge was dear", "We will build a bridge", "No tunnel"]),
        (Wanted(speaker="anna lind"), ["the bridge was dear", "We will build a bridge", "No tunnel"]),
        (Wanted(speaker="Berg"), ["it was ugly"]),
        (Wanted(speaker="Lind", about="tunnel"), ["No tunnel"]),
        (Wanted(about="ugly bridge"), ["it was ugly"]),
        (Wanted(where=Filter(until="2020")), ["We will build a bridge"]),
        (Wanted(limit=1), ["the bridge was dear"]),
        (Wanted(speaker="Nobody"), []),
        (Wanted("zebra"), []),
    ],
)
def test_what_is_asked_for(index: Index, wanted: Wanted, expected: list[str]) -> None:
    """Words, speaker, topic and dates must all hold; who speaks for somebody is not that person."""
    assert quotes(quotations(index, wanted).quotations) == expected


def test_a_surname_is_the_one_whom_its_article_names(tmp_path: Path) -> None:
    """Of two whom an article names nobody is meant; neither is somebody of another article."""
    with Place.of("local", tmp_path).create() as index:
        index.add(
            [
                article("a.txt", "Jonas Lund said the road was open."),
                article("b.txt", "Eva Lund met Karin Lund. Lund said the bridge was closed."),
                article("c.txt", "It rained. Lund said the pier was shut."),
            ]
        )
        found = quotations(index, Wanted(speaker="Jonas Lund")).quotations
        of_all = quotations(index, Wanted(speaker="Lund")).quotations
    assert sorted(quotes(found)) == ["the pier was shut", "the road was open"]
    assert len(of_all) == 3


def test_it_says_where_there_may_be_more(index: Index) -> None:
    """A limit that cuts is told."""
    assert not quotations(index, Wanted(limit=2)).complete


def test_a_rare_word_tells_that_all_was_looked_through(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """However common the others are."""
    monkeypatch.setattr("qa.archive.quotes._PASSAGES", 3)
    common = [article(f"r/{n}.txt", f"“The bridge is old number {n},” said Paul Berg.") for n in range(6)]
    index.add([*common, article("r/rare.txt", "“The bridge is rickety,” said Paul Berg.", published="1990")])
    found = quotations(index, Wanted("rickety bridge"))
    assert (quotes(found.quotations), found.complete) == (["The bridge is rickety"], True)
    assert not quotations(index, Wanted("bridge", limit=100)).complete


def test_a_topic_with_a_mark_in_it_is_not_its_letters(index: Index) -> None:
    """What is about AT&T names it: "don't" beside "at" is nothing."""
    index.add(
        [
            article("t.txt", f"“You don't look at the time,” said Paul Berg. {FILLER}", published="2022"),
            article("u.txt", f"“AT&T owes us money,” said Paul Berg. {FILLER}", published="2022"),
        ]
    )
    assert quotes(quotations(index, Wanted(about="AT&T")).quotations) == ["AT&T owes us money"]
    assert quotes(quotations(index, Wanted(words="AT&T")).quotations) == ["AT&T owes us money"]
