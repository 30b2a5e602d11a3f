"""What an answer shares with the question."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("question", "answer", "echo"),
    [
        ("What does a day ticket for the buses cost?", "day ticket for the buses (euros)", True),
        ("What does a day ticket for the buses cost?", "4.20 euros", False),
        ("How many tourists were killed?", "No tourists", False),
        ("Does a day ticket for the buses cost 4.20 euros?", "day ticket for the buses (euros)", False),
        (
            "Which costs more, a day ticket for the buses or a pass?",
            "day ticket for the buses (euros)",
            False,
        ),
    ],
)
def test_an_answer_that_only_says_the_question_again_is_told(question: str, answer: str, echo: bool) -> None:
    """By three of its words, most of the answer; yes/no questions and choices are answered with theirs."""
    found = features_of(question, [("Fares", f"{answer}: see there", None)], [(0, answer, 5.0)])
    assert bool(found[answer]["echo"]) is echo
