"""Whether a sentence stands in the articles word for word, in each engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.browsing import quotations
from qa.browsing.quotations import quoted
from qa.errors import InputError
from qa.types import EVERYTHING, Filter, Index
from tests.collection import article
from tests.index_engines import ENGINES, Place

SPEECH = "He said: “We won’t wait  any\nlonger.” Then the minister left."
LATER = "“We won't wait any longer.” That was the quote. We won't wait any longer than this."


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Three articles that quote one sentence, and one that has its words in another order."""
    articles = [
        article("later.txt", LATER, published="2021-03"),
        article("speech.txt", SPEECH, published="2020-05-01"),
        article("undated.txt", "We won't wait any longer.", title="Rain in May"),
        article("other.txt", "We won't longer wait any.", published="2019"),
    ]
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(articles)
        yield opened


def places(index: Index, sentence: str, where: Filter = EVERYTHING) -> list[str]:
    """The articles in which it is found, in order."""
    return [one.article_id.rpartition("/")[2] for one in quoted(index, sentence, where).places]


def test_a_sentence_is_found_whatever_its_blanks_and_marks(index: Index) -> None:
    """Earliest first, undated last; the quote has the article's own blanks and marks, at its offsets."""
    found = quoted(index, "“We won't wait any longer.”")
    assert places(index, found.sentence) == ["speech.txt", "later.txt", "undated.txt"]
    assert (found.total, found.exact, found.sentence) == (3, True, "We won't wait any longer.")
    first = found.places[0]
    assert first.quote == "We won’t wait  any\nlonger." == SPEECH[first.start : first.end]
    assert (first.number, first.line, first.published) == (1, 1, "2020-05-01")
    assert json.loads(json.dumps(found.to_dict()))["places"][0]["quote"] == first.quote


def test_nothing_but_blanks_and_marks_may_differ(index: Index) -> None:
    """Other capitals, other punctuation, other order: not verbatim. Parts of words do not count."""
    assert places(index, "we won't wait any longer.") == []
    assert places(index, "We won't wait, any longer.") == []
    assert places(index, "We won't wait any long") == []
    assert places(index, "wait any longer") == ["speech.txt", "later.txt", "later.txt", "undated.txt"]


def test_a_sentence_across_passages_is_found(index: Index) -> None:
    """Each line is a passage here, and the sentence is found all the same."""
    assert places(index, 'wait any longer." Then the minister left.') == ["speech.txt"]


def test_headlines_and_filters_count(index: Index) -> None:
    """A title is cited as one; a filter leaves articles out."""
    [title] = quoted(index, "Rain in May").places
    assert (title.in_title, title.quote) == (True, "Rain in May")
    assert places(index, "We won't wait any longer.", Filter(since="2021")) == ["later.txt"]


def test_what_was_not_looked_through_is_said(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every word stands in more passages than are looked at, the result is not exact."""
    monkeypatch.setattr(quotations, "_DEEP", 1)
    found = quoted(index, "We won't wait any longer.")
    assert not found.exact and found.total <= 1
    monkeypatch.undo()
    monkeypatch.setattr(quotations, "_ARTICLES", 1)
    assert not quoted(index, "wait any longer").exact


@pytest.mark.parametrize("sentence", ["", " \n", "“”", "…!", "word " * 1000])
def test_what_is_no_sentence_is_refused(index: Index, sentence: str) -> None:
    """No words, or far too many."""
    with pytest.raises(InputError):
        quoted(index, sentence)


def test_words_are_looked_up_as_they_are_written(index: Index) -> None:
    """Not by their stems, which may have other stems."""
    sentence = "Its guarantees of reimbursement for property damages are described in a subscription."
    index.add([article("stems.txt", f"First. {sentence} Last.")])
    for words in (sentence, "guarantees", "subscription", "damages are described", "reimbursement"):
        assert places(index, words) == ["stems.txt"], words


def test_operators_and_long_words_are_words(index: Index) -> None:
    """What a search or a pattern would take for syntax is looked for as it is written."""
    strange = f"(a|b)* [x] \\d+ {'y' * 300} AND *:*"
    index.add([replace(article("odd.txt", f"See {strange} there."), published="2022")])
    assert places(index, strange) == ["odd.txt"]
