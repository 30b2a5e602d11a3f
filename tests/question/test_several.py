"""Whether a whole list may answer a question, by its form."""

from __future__ import annotations

import pytest

from qa.question.several import may_have_several


@pytest.mark.parametrize(
    "question",
    [
        "What should I bring to the camp?",
        "what are the steps to close a case",
        "How do I register?",
        "im new here, which channels do i read",
        "Why do we hold reviews?",
        "When should I call the office?",
        "What is the captain in charge of?",
        "what's in the welcome box",
        "Who is on the jury?",
        "List the clubs.",
        "Which tools do we have?",
        "Can I go? Which conditions must be met?",
        "What information do you need?",
    ],
)
def test_several_things_may_answer(question: str) -> None:
    """Plurals, ways, reasons, duties, contents."""
    assert may_have_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which tool do we use for plans?",
        "which tool gets updated",
        "How long does it take?",
        "How many days are there?",
        "Who approves the budget?",
        "Where is the office?",
        "When did it open?",
        "What is the deadline?",
        "What was the price?",
    ],
)
def test_one_thing_is_asked_for(question: str) -> None:
    """A list that holds it is no answer."""
    assert not may_have_several(question)
