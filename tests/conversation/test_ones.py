"""What "the oldest one" is one of."""

from __future__ import annotations

import pytest

from qa.conversation.history import Turn
from qa.conversation.ones import one_of_them
from qa.conversation.resolving import readings_of


def asked(question: str, text: str | None = "12") -> Turn:
    """A question that was answered."""
    return Turn(question, question, "span" if text else "none", text)


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (
            asked("How many oaks are there?"),
            "How old is the oldest one?",
            "How old is the oldest of the oaks?",
        ),
        (
            asked("How many oaks are there in Elmsby?"),
            "How old is the oldest one?",
            "How old is the oldest of the oaks, regarding Elmsby?",
        ),
        (
            asked("Who felled the old oaks?", None),
            "How high was the tallest one?",
            "How high was the tallest of the old oaks?",
        ),
        (
            asked("What burned down?", "three barns"),
            "Who owned the biggest one?",
            "Who owned the biggest of the barns?",
        ),
        (
            asked("Which boats have sunk?", None),
            "When did the first one sink?",
            "When did the first of the boats sink?",
        ),
    ],
)
def test_one_of_what_was_asked_about(before: Turn, question: str, meant: str) -> None:
    """What was counted, asked for or answered in the plural is kept, with the place it was asked of."""
    found = one_of_them(question, [before])
    assert found is not None and found.question == meant


def test_nothing_in_the_plural_gives_no_one() -> None:
    """Then the question is read as any other; and what was spoken of long ago is forgotten."""
    mayor = asked("Who is the mayor of Elmsby?", "Ada Lind")
    assert one_of_them("How old is the oldest one?", [mayor]) is None
    assert (
        one_of_them("How old is the oldest one?", [asked("How many oaks are there?"), mayor, mayor]) is None
    )
    assert one_of_them("How old is the mayor?", [asked("How many oaks are there?")]) is None


def test_an_ellipsis_is_no_question_of_one_of_them() -> None:
    """The words "And the first one?" ask on about the question before."""
    texts = readings_of("And the first one?", [asked("How many euros is the prize worth?")]).texts
    assert not any("of the euros" in text for text in texts)
