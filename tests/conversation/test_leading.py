"""Questions that say first what they are about."""

from __future__ import annotations

import pytest

from qa.conversation.resolving import readings_of
from tests.conversation.test_gate import turn

HISTORY = [
    turn("Who won the Copper Lantern?", "Oda Rehn", "Oda Rehn won it.", "Copper Lantern goes to Rehn"),
    turn("Who founded Hellbrand?", "Mikkel Storm", "Mikkel Storm founded it.", "Hellbrand turns ten"),
]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Back to the lantern: how much is it worth?", "how much is the Copper Lantern worth?"),
        ("ok, Novark. how many trucks did they build?", "how many trucks did Novark build?"),
        ("And Rehn, where did she work before?", "where did Oda Rehn work before?"),
        ("what about the Tin Rose, who won that?", "who won the Tin Rose?"),
        ("so and fuel prices, what was the average?", "what was the average, regarding fuel prices?"),
        ("back to the theft: in which towns?", "in which towns, regarding the theft?"),
    ],
)
def test_a_question_is_asked_of_what_it_says_first(question: str, meant: str) -> None:
    """It takes the place of the pronoun, else it stands behind; nothing that was spoken of goes before it."""
    assert readings_of(question, HISTORY).texts == [meant]


def test_back_to_a_thing_finds_its_person() -> None:
    """Nobody calls a lantern "she": the one who was spoken of with it is meant."""
    [text] = readings_of("Back to the lantern: what did she say?", HISTORY).texts
    assert text == "what did Oda Rehn say?"


@pytest.mark.parametrize("question", ["In 2019, who won?", "What is it, who made it?", "Who won?"])
def test_what_says_nothing_first(question: str) -> None:
    """A time, a question or nothing in front is no subject."""
    assert readings_of(question, HISTORY).stands
