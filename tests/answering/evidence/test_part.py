"""The part that a question asks for."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of

SAUNA = "The sauna costs 9 euros instead of 7 euros."


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("How much does the sauna cost?", "9 euros", False),
        ("How much does the sauna cost?", "7 euros", True),
        ("How much did the sauna cost before?", "9 euros", True),
        ("How much did the sauna cost before?", "7 euros", False),
        ("How much did the sauna cost in May?", "7 euros", False),
        ("By how much do prices rise?", "7 euros", False),
    ],
)
def test_the_other_one_of_two_values_is_told(question: str, answer: str, other: bool) -> None:
    """Now the new one is asked for, "before" the old one, and otherwise neither."""
    found = features_of(question, [("Sauna", SAUNA, None)], [(0, answer, 3.0)])
    assert bool(found[answer]["other_value"]) is other


def test_another_attribute_is_told() -> None:
    """A colour is no size."""
    told = [("Theft", "A tiny purple kayak was stolen.", None)]
    found = features_of(
        "What size is the kayak?", told, [(0, "purple", 3.0), (0, "tiny", 2.0), (0, "kayak", 1.0)]
    )
    assert [found[text]["other_attribute"] for text in ("purple", "tiny", "kayak")] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("How much did the sauna cost?", "4 euros", True),
        ("How much did the sauna cost?", "2 million euros", False),
        ("How much does a ticket for the sauna cost?", "4 euros", False),
    ],
)
def test_the_price_of_a_ticket_is_told(question: str, answer: str, other: bool) -> None:
    """Where the question asks for that of something else."""
    told = [("Sauna", "The sauna cost 2 million euros. A ticket costs 4 euros.", None)]
    found = features_of(question, told, [(0, answer, 3.0)])
    assert bool(found[answer]["other_price"]) is other
