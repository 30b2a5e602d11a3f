"""What a run of questions is about."""

from __future__ import annotations

import pytest

from qa.conversation.history import Cited, Turn
from qa.conversation.thread import thread_of


def turn(question: str, resolved: str = "", cited: str = "") -> Turn:
    """A turn that was answered, by the title of an article."""
    titles = (Cited(cited, ""),) if cited else ()
    return Turn(question, resolved or question, "span", "something", titles)


@pytest.mark.parametrize(
    ("turns", "about"),
    [
        ([], None),
        ([turn("Who won the Pell Cup in Lindow?")], "Pell Cup in Lindow"),
        ([turn("Why did Ada Lind sue Bo Crane?")], "Ada Lind and Bo Crane"),
        ([turn("After whom is Blue Pell's new rocket named?")], "Blue Pell's new rocket"),
        ([turn("In which city was a ballot box burnt?")], "a ballot box"),
        ([turn("Which firm brought back the dire wolf?")], "the dire wolf"),
        ([turn("How long is paid parental leave?")], "paid parental leave"),
        ([turn("How long is paid leave?"), turn("Who is Ann Olm?")], "Ann Olm"),
        ([turn("Who is eligible?")], None),
        ([turn("Who was there on Monday?")], None),
        ([turn("why was ada lind arrested", cited="Ada Lind arrested in Pell")], "Ada Lind"),
    ],
)
def test_it_is_what_the_last_question_named_that_stood_alone(turns: list[Turn], about: str | None) -> None:
    """Names first, written with capitals or not; then a thing without a name, then what else is asked of."""
    assert thread_of(turns) == about


def test_follow_ups_leave_it_and_turning_to_something_else_does_not() -> None:
    """Answers of the turns between do not change it; "And the museum?" and a new question do."""
    final = turn("Who won the Pell Cup?")
    asked_on = turn("Who did they beat?", "Who did Varden beat?")
    assert thread_of([final, asked_on, asked_on]) == "Pell Cup"
    museum = turn("And the museum?", "When is the museum open?")
    assert thread_of([final, asked_on, museum]) == "the museum"
    assert thread_of([final, museum, turn("Where was Ada Lind born?")]) == "Ada Lind"


def test_a_question_that_stayed_unclear_says_nothing() -> None:
    """It was asked back, and nobody knows what it was about."""
    unclear = Turn("What did Bo Crane say?", "What did Bo Crane say?", "none", None, (), ("one", "two"))
    assert thread_of([turn("Who won the Pell Cup?"), unclear]) == "Pell Cup"
