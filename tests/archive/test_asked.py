"""What is answered where somebody's words about a topic are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.citing import Citer
from qa.archive.asked import in_nobody_else_s, in_their_words
from qa.archive.spellings import Spellings
from qa.types import EVERYTHING, Answer, Index
from tests.collection import article
from tests.index_engines import Place

TEXT = (
    "The bridge over the Ash will cost nine million. Anna Lind said the school needed a roof. “The tram is "
    "late,” Lind said. Lind has denied that the ferry is for sale."
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """One article: Lind speaks of a school and a tram, the article of a bridge."""
    with Place.of("local", tmp_path).create() as opened:
        opened.add([article("a.txt", TEXT)])
        yield opened


def given(index: Index, words: str) -> Answer:
    """The answer of a reader that points at some words."""
    cited = Citer(index.article).stretch(
        1, "/articles/a.txt", TEXT.index(words), TEXT.index(words) + len(words)
    )
    return Answer("q", "q", "span", words, 0.76, (cited,), support=1, articles=1)


def asked(index: Index, answer: Answer, who: str, about: str) -> Answer:
    """The answer with their words."""
    return in_their_words(answer, index, (who, about), EVERYTHING, Spellings())


def test_what_they_say_about_something_else_is_no_answer(index: Index) -> None:
    """Lind says nothing about the bridge: that is told, and what came closest is shown."""
    answer = asked(index, given(index, "the school needed a roof"), "Lind", "the bridge")
    assert (answer.kind, answer.text, answer.unsaid) == ("none", None, ("Lind", "the bridge"))
    assert [one.quote for one in answer.closest] == ["the school needed a roof"]


def test_their_words_about_it_answer(index: Index) -> None:
    """Where the reader points at other words of theirs, or at none, those about the topic are cited."""
    wrong = given(index, "the school needed a roof")
    nothing = replace(wrong, kind="none", text=None, citations=())
    for answer in (wrong, nothing):
        found = asked(index, answer, "Anna Lind", "the tram")
        assert (found.text, found.unsaid) == ("The tram is late", ())
        assert found.citations[0].quote == "The tram is late"


@pytest.mark.parametrize(
    ("words", "who", "about"),
    [
        ("the school needed a roof", "Lind", "the school roof"),
        ("the school needed a roof", "Lind", ""),
        ("the school needed a roof", "Lind", "2014"),
        ("the school needed a roof", "Berg", "the bridge"),
    ],
)
def test_an_answer_stays(index: Index, words: str, who: str, about: str) -> None:
    """Where it bears on the topic, where there is no topic, and where nobody of that name is quoted."""
    answer = asked(index, given(index, words), who, about)
    assert (answer.text, answer.unsaid) == (words, ())


def test_what_they_deny_is_not_given_without_the_denial(index: Index) -> None:
    """The answer begins with the verb, in the article's words."""
    read = given(index, "the ferry is for sale")
    said = replace(read, citations=(replace(read.citations[0], speaker="Lind", verb="denied"),))
    found = asked(index, said, "Lind", "the ferry")
    assert found.text == "denied that the ferry is for sale"
    [cited] = found.citations
    assert (TEXT[cited.start : cited.end], cited.quote) == (found.text, found.text)


@pytest.mark.parametrize("about", ["", "the tram"])
def test_another_of_the_surname_is_not_cited(index: Index, about: str) -> None:
    """Anna Lind speaks, and what she says is no answer for Jonas, with a topic or without."""
    answer = asked(index, given(index, "The tram is late"), "Jonas Lind", about)
    assert (answer.kind, answer.text, answer.citations, answer.closest) == ("none", None, (), ())


def test_their_own_words_answer_in_the_place_of_another_s(index: Index) -> None:
    """Where the reader points at another of the surname, the newest quotation of the one asked about."""
    index.add([article("b.txt", "Jonas Lind said the pier was closed.")])
    answer = asked(index, given(index, "The tram is late"), "Jonas Lind", "")
    assert (answer.text, answer.citations[0].speaker) == ("the pier was closed", "Jonas Lind")


def test_whatever_is_asked_of_somebody_another_s_words_are_none(index: Index) -> None:
    """Asked when Jonas Lind says the tram comes, what Anna Lind says is none; what nobody says stays."""
    said, told = given(index, "The tram is late"), given(index, "nine million")
    assert in_nobody_else_s(said, index, "Jonas Lind", Spellings()).text is None
    assert in_nobody_else_s(said, index, "Anna Lind", Spellings()) == said
    assert in_nobody_else_s(told, index, "Jonas Lind", Spellings()) == told
