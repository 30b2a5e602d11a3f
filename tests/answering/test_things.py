"""The single things that a span names."""

from __future__ import annotations

import pytest

from qa.answering.things import is_cut, name_alone, things
from qa.question.query import Query
from qa.types import Span
from tests.answering.test_answerer import article, hits, span

WHO = "Which people took part?"


def found(sentence: str, words: str) -> Span:
    """These words of an article of one sentence."""
    [hit] = hits(article("a", sentence))
    return span(hit, words, 5.0)


def named(sentence: str, words: str, question: str = WHO) -> list[str]:
    """What these words name where that sentence has them."""
    return [one.text for one in things(Query(question, 15), found(sentence, words))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pell (9), Brod (4) and Lissa (2)", ["Pell", "Brod", "Lissa"]),
        ("four in Pell and two in Brod", ["Pell", "Brod"]),
        (
            "Mayor Ole Lind; Senator Eva Roth; Judge Max Bell",
            ["Mayor Ole Lind", "Senator Eva Roth", "Judge Max Bell"],
        ),
        ("Ole Lind, along with Eva Roth", ["Ole Lind", "Eva Roth"]),
        ("Lada, Skoda, Fiat", ["Lada", "Skoda", "Fiat"]),
        ("red lead, white arsenic, talc and Dye 7", ["red lead", "white arsenic", "talc", "Dye 7"]),
        (
            "Norsk Fish and the Office for Roads and Bridges (ORB)",
            ["Norsk Fish", "the Office for Roads and Bridges"],
        ),
    ],
)
def test_what_is_joined_is_taken_apart_and_trimmed(words: str, expected: list[str]) -> None:
    """At semicolons too, in a row of names at commas; counts and brackets are no part of a name."""
    assert named(f"It was {words}.", words) == expected


def test_the_last_of_several_people_is_named_too() -> None:
    """Though it says of her what the others are not; a new clause names nobody else."""
    three = "Ole Lind, Max Bell and Tom Rask"
    assert (
        named(f"It was {three}, and Danish pilot Eva Roth, who flew.", three)[-1] == "Danish pilot Eva Roth"
    )
    assert named(f"It was {three}, and Eva Roth said so.", three) == ["Ole Lind", "Max Bell", "Tom Rask"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ole Lind was notably absent.",
        "Ole Lind, who leads the polls, did not come.",
        "All came except Ole Lind.",
        "It was cold, according to Ole Lind.",
    ],
)
def test_what_a_sentence_denies_or_only_quotes_is_nothing(sentence: str) -> None:
    """Unless it is asked for."""
    assert named(sentence, "Ole Lind") == []
    if "according" not in sentence and "except" not in sentence:
        assert named(sentence, "Ole Lind", "Who did not take part?") == ["Ole Lind"]


def test_what_is_not_denied_stays() -> None:
    """What comes behind another comma denies something else."""
    assert named("Ole Lind came, not Eva Roth.", "Ole Lind") == ["Ole Lind"]
    assert named("Ole Lind not only came but spoke.", "Ole Lind") == ["Ole Lind"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("former pilot Tom Rask", "Tom Rask"),
        ("Danish Gov. Tom Rask", "Tom Rask"),
        ("Tom Rask of Pell", "Tom Rask"),
        ("Rask", "Tom Rask"),
        ("the brewery Kappel", "Kappel"),
        ("Bai Lo, a young panda", "Bai Lo"),
        ("the Bank of Pell", "the Bank of Pell"),
        ("a friend of Kappel", "a friend of Kappel"),
    ],
)
def test_the_name_alone(words: str, expected: str) -> None:
    """Without what somebody is, and whole where the sentence has more of it."""
    sentence = "It was Tom Rask." if words == "Rask" else f"It was {words}."
    assert name_alone(found(sentence, words)).text == expected


@pytest.mark.parametrize("words", ["Sen", "Reps", "Emb", "2020), with cheese"])
def test_a_piece_of_a_word_or_a_title_alone_is_cut(words: str) -> None:
    """No list names it."""
    assert is_cut(found("Embattled Sen. Rask (until 2020), with cheese, and Reps. Lind.", words))
    assert not is_cut(found("It was Rask.", "Rask"))
