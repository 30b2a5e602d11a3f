"""Follow-ups that go back to what was asked before."""

from __future__ import annotations

import pytest

from qa.conversation.resolving import readings_of
from qa.conversation.returning import asked_again, by_whom, tells_of_an_event
from tests.conversation.test_gate import turn

CUP = turn("Who won the Cup?", "Varden")
STADIUM = turn("When was the stadium built?", "1954")


@pytest.mark.parametrize("question", ["So who won?", "Who won then?", "but who won again"])
def test_a_question_is_asked_again_in_short(question: str) -> None:
    """It is the last question that says so much and more, however many were asked since."""
    assert readings_of(question, [CUP, *[STADIUM] * 8]).texts == ["Who won the Cup?"]


@pytest.mark.parametrize(
    "question", ["Who won?", "So when did they win?", "So who?", "So who won Wimbledon?"]
)
def test_what_is_no_such_question(question: str) -> None:
    """A question without "so" or "then", of another kind, of no word of its own, or of a name is none."""
    assert asked_again(question, [CUP]) is None


def test_who_did_it_asks_who_did_what_was_done() -> None:
    """After a question of what was done, not who did the answer; after another nothing is guessed."""
    history = turn("When was Hellbrand founded?", "1921")
    assert readings_of("Who did it then?", [history]).texts[1] == "By whom was Hellbrand founded?"
    assert [one.question for one in by_whom("Hellbrand, when was it founded")] == [
        "By whom was Hellbrand founded?"
    ]
    assert list(by_whom("How high is the tower")) == []


def test_that_is_the_last_event() -> None:
    """After "How much was it?" the question "When was that?" is asked of what happened before."""
    history = [turn("Who bought Hellbrand?", "Novark"), turn("How much was Hellbrand?", "640 million euros")]
    assert readings_of("When was that?", history).texts[1] == "When is it that Novark bought Hellbrand?"
    assert tells_of_an_event("How many people were hurt")
    assert not tells_of_an_event("How much was Hellbrand")


def test_the_first_one_is_of_the_same_kind() -> None:
    """The last question is asked of what was spoken of first, of a name of that kind where there is one."""
    history = [
        turn("Who won the Silver Lantern?", "Oda Rehn"),
        turn("Who is Mikkel Storm?", "a poet"),
        turn("How much is the Copper Lantern worth?", "8,000 euros"),
    ]
    [first] = readings_of("And the first one?", history).resolutions
    assert first.question == "How much is the Silver Lantern worth?"
    [before] = readings_of("And the previous one?", history).resolutions
    assert before.question == "How much is the Silver Lantern worth?"
