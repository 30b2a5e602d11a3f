"""What the form of a question says: whether it asks for one thing, for several, for all."""

from __future__ import annotations

import pytest

from qa.question.form import asks_for_list, asks_for_one


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
