"""Several questions in one turn."""

from __future__ import annotations

import pytest

from qa.conversation.several import questions_in


@pytest.mark.parametrize(
    ("turn", "questions"),
    [
        ("Who won? Who lost?", ["Who won?", "Who lost?"]),
        ("Who won the cup and when was the final?", ["Who won the cup?", "When was the final?"]),
        ("1. Who won?\n2. How many came?", ["Who won?", "How many came?"]),
        ("Who won? And in 2019?", ["Who won?", "And in 2019?"]),
        ("Norvik cut 640 jobs. When?", ["Norvik cut 640 jobs. When?"]),
        ("Who is\nthe new\nmayor?", ["Who is\nthe new\nmayor?"]),
        ("When and where was she born?", ["When and where was she born?"]),
        ("Did he say who came and what was sold?", ["Did he say who came and what was sold?"]),
        ("Who wrote “Who goes there?” in 1938?", ["Who wrote “Who goes there?” in 1938?"]),
    ],
)
def test_questions_are_taken_apart(turn: str, questions: list[str]) -> None:
    """Whole questions are; what is one question stays one, and nothing is dropped."""
    assert questions_in(turn) == questions
