"""Names whose words tell nothing apart."""

from __future__ import annotations

import pytest

from qa.language.compounds import as_one_word, read_beside
from qa.language.terms import content_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AT&T", 1),
        ("at AT&T’s shops", 2),
        ("the U.K.", 1),
        ("T-Mobile", 1),
        ("J.K. Rowling", 2),
        ("Rizo-Lo\u0301pez", 2),
        ("covid-19", 2),
        ("a rock-n-roll star", 4),
        ("Smith & Wesson", 2),
    ],
)
def test_single_letters_and_ampersands_join_what_they_stand_between(text: str, words: int) -> None:
    """Hyphens between whole words do not: these count by themselves."""
    assert len(content_words(as_one_word(text))) == words


def test_letters_written_in_two_ways_are_one() -> None:
    """An accent may stand in its letter or behind it."""
    assert as_one_word("Lo\u0301pez") == as_one_word("L\u00f3pez") == "L\u00f3pez"


def test_a_text_is_read_as_the_topic_beside_it() -> None:
    """A word of such a name counts by itself where the topic has no such name."""
    assert "mobile" in read_beside("mobile", "T-Mobile").casefold().split("-")
    assert read_beside(as_one_word("T-Mobile"), "at T-Mobile") == as_one_word("at T-Mobile")
