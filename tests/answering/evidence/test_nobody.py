"""How many, where the answer is nobody."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "nobody"),
    [
        ("How many people were injured in Esk?", "A bus hit a tree in Esk. Nobody was hurt.", "Nobody", True),
        ("How many were hurt?", "A bus hit a tree in Esk. No injuries were reported.", "No injuries", True),
        ("How many people died in Esk?", "A bus hit a tree in Esk. There were no casualties.", "no", True),
        ("How many people died in Esk?", "A bus hit a tree in Esk. Nobody was hurt.", "Nobody", False),
        ("How many people were hurt in Wend?", "A bus hit a tree in Esk. Nobody was hurt.", "Nobody", False),
        ("Who was hurt in Esk?", "A bus hit a tree in Esk. Nobody was hurt.", "Nobody", False),
        ("How many people were hurt in Esk?", "In Esk four were hurt.", "four", False),
    ],
)
def test_that_there_was_none_is_told(question: str, sentence: str, answer: str, nobody: bool) -> None:
    """Where the sentence says it of what was asked, in other words too, and the passage knows the rest."""
    found = features_of(question, [("Bus crash", sentence, None)], [(0, answer, 1.0)])
    assert bool(found[answer]["nobody"]) is nobody


def test_a_number_of_the_same_article_counts_more() -> None:
    """Then nobody is who was not among them; and where one word alone is shared, a number of any article."""
    crash = ("Crash", "In Esk four people were hurt. No one was hurt in the bus.", None)
    other = ("Fire", "In Wend two were hurt.", None)
    mine = features_of("How many people were hurt in Esk?", [crash], [(0, "four", 2.0), (0, "No one", 1.0)])
    assert not mine["No one"]["nobody"]
    quiet = ("Crash", "A bus hit a tree. No one was hurt.", None)
    any_of = features_of("How many were hurt?", [quiet, other], [(0, "No one", 2.0), (1, "two", 1.0)])
    assert not any_of["No one"]["nobody"]
