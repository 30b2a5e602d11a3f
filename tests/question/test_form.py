"""What the form of a question says: whether it asks for one thing, for several, for all."""

from __future__ import annotations

import pytest

from qa.question.form import as_question, asks, asks_for_list, asks_for_one


@pytest.mark.parametrize(
    ("question", "all_of_them", "one"),
    [
        ("Which banks refused the loan?", True, False),
        ("Who are the members of the band?", True, False),
        ("Please list the parties in the council.", True, False),
        ("Who founded Lumen?", False, False),
        ("What did they buy?", False, False),
        ("What was Haas arrested for?", False, False),
        ("Which party won?", False, True),
        ("Who was the founder of Lumen?", False, True),
        ("Name the captain of the team.", False, False),
        ("Who signed it besides Anna?", False, True),
        ("Why did they leave?", False, True),
    ],
)
def test_one_is_asked_for_or_all_of_a_kind(question: str, all_of_them: bool, one: bool) -> None:
    """By the number of the noun; many questions leave it open."""
    assert (asks_for_list(question), asks_for_one(question)) == (all_of_them, one)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Who leads Finland?", True),
        ("how many people died", True),
        ("in which year did it open", True),
        ("Will Finland join NATO", True),
        ("list the banks that failed", True),
        ("NATO membership of Finland", False),
        ("the Dunmore bridge", False),
        ("inflation", False),
    ],
)
def test_a_topic_is_no_question(text: str, asked: bool) -> None:
    """By its first words or its question mark."""
    assert asks(text) is asked


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("List the banks that failed in the crisis.", "Which banks failed in the crisis?"),
        ("Please name all people who signed it", "Which people signed it?"),
        ("list all members of the jury", "What are the members of the jury?"),
        ("Which banks failed?", "Which banks failed?"),
        ("Tell me which banks failed", "Tell me which banks failed"),
        ("Name the captain of the team.", "Name the captain of the team."),
    ],
)
def test_a_request_for_a_list_stands_for_a_question(request_: str, question: str) -> None:
    """What is no such request stays as it is."""
    assert as_question(request_) == question
