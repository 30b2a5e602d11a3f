"""Which side of a comparison a question asks for."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of

DEARER = "The Orlo ticket is cheaper than the Pell ticket."
BEFORE = "Ada Brook joined the board of Pell before Bela Crane did."
RENTS = "The cheapest room rents for 400 crowns a month; the most expensive costs 900."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "other_side"),
    [
        ("Which ticket is cheaper?", DEARER, "Orlo ticket", False),
        ("Which ticket is cheaper?", DEARER, "Pell ticket", True),
        ("Which ticket is more expensive?", DEARER, "Orlo ticket", True),
        ("Which ticket is more expensive?", DEARER, "Pell ticket", False),
        ("Which ticket is less expensive?", DEARER, "Pell ticket", True),
        ("Which ticket is more expensive?", DEARER, "Orlo ticket is cheaper than the Pell ticket", True),
        ("Which ticket is older?", DEARER, "Orlo ticket", False),
        ("Which ticket is cheaper than the Orlo ticket?", DEARER, "Pell ticket", False),
        ("Who joined the board first?", BEFORE, "Bela Crane", True),
        ("Who joined the board last?", BEFORE, "Ada Brook", True),
        ("Who joined the board last?", BEFORE, "Bela Crane", False),
        ("Who joined the board last?", BEFORE.replace("before", "after"), "Bela Crane", True),
        ("Who joined the board?", BEFORE, "Ada Brook", False),
        ("What does the cheapest room cost?", RENTS, "900", True),
        ("What does the cheapest room cost?", RENTS, "400 crowns", False),
        ("Which town is the smallest?", "Pell is the largest town and Orlo the smallest.", "Orlo", False),
    ],
)
def test_an_answer_on_the_other_side_of_a_comparison_is_told(
    question: str, sentence: str, answer: str, other_side: bool
) -> None:
    """By the same adjective or its opposite, by what came first, and by the superlative before an answer."""
    found = features_of(question, [("Pell", sentence, None)], [(0, answer, 5.0)])
    assert bool(found[answer]["other_side"]) is other_side
