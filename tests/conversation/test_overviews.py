"""Wishes to be told more, in a talk."""

from __future__ import annotations

import pytest

from qa.conversation.history import Cited, Turn
from qa.conversation.overviews import goes_on, more_of, names_its_topic
from qa.conversation.resolving import before_of, readings_of

CITED = Turn("Who won?", "Who won?", "span", "Ann Olm", (Cited("Olm wins the Pell Cup", "Ann Olm won."),))


@pytest.mark.parametrize(
    "question",
    ["Tell me more", "more details please", "What is this article about?", "summarize it", "Ok, more!"],
)
def test_more_is_wanted_of_the_article_last_cited(question: str) -> None:
    """Its title, in quotes, says which."""
    found = more_of(question, [CITED])
    assert found is not None
    assert found.question == "Tell me about “Olm wins the Pell Cup”"


def test_more_is_what_was_not_told_yet() -> None:
    """A summary begins again."""
    turn = Turn("Tell me about Olm", "Tell me about Olm", "evidence", "Ann Olm won.", CITED.cited)
    assert goes_on("Tell me more")
    assert not goes_on("Summarize it")
    for question, known in (("Tell me more", "Ann Olm won."), ("Summarize it", None)):
        before = before_of(readings_of(question, [turn]), [turn])
        assert before is not None
        assert before.answered == known


def test_there_is_no_more_where_nothing_was_cited() -> None:
    """A withheld answer has no article."""
    assert more_of("Tell me more", [Turn("Who won?", "Who won?", "none", None)]) is None


@pytest.mark.parametrize(
    "question",
    ["Tell me more about Ann Olm", "Who won more?", "More people died?", f"{'ok, can you please ' * 80}wait"],
)
def test_questions_of_something_are_no_wish_for_more(question: str) -> None:
    """What they name is what they are about."""
    assert more_of(question, [CITED]) is None


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Tell me about Ann Olm", True),
        ("What's new with Starbucks?", True),
        ("what is the news about the moon", True),
        ("Tell me about fusion energy", True),
        ("Tell me about the mayor", False),
        ("Tell me about his wife", False),
        ("Who is Ann Olm?", False),
    ],
)
def test_a_topic_that_is_named_needs_nothing_said_before(question: str, alone: bool) -> None:
    """One of many, "the mayor", and somebody's wife do."""
    assert names_its_topic(question) is alone
