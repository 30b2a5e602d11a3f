"""Questions altered by rule so that nothing answers them."""

from __future__ import annotations

import numpy as np
import pytest

from qa.training.alterations import altered

TEXT = (
    "Warsaw was occupied in 1939 and rebuilt after 1945. Maria Nowak led the first office, and Anna Kowalska"
    " the second one. The largest park is Lazienki; Maria Nowak opened it to men and women alike."
)


def answers(*texts: str) -> list[tuple[int, int]]:
    """Where the answers stand in the text."""
    return [(TEXT.index(text), TEXT.index(text) + len(text)) for text in texts]


def all_of(question: str, *right: str) -> set[str | None]:
    """What can become of a question."""
    return {altered(question, TEXT, answers(*right), np.random.default_rng(seed)) for seed in range(40)}


@pytest.mark.parametrize(
    ("question", "right", "expected"),
    [
        ("What did Maria Nowak lead?", "the first office", "What did Anna Kowalska lead?"),
        ("Which city was occupied in 1939?", "Warsaw", "Which city was occupied in 1945?"),
        ("Which park is the largest one?", "Lazienki", "Which park is the smallest one?"),
    ],
)
def test_a_name_a_number_or_a_word_is_exchanged(question: str, right: str, expected: str) -> None:
    """A name for another person, a year for another year, a word for its opposite."""
    assert all_of(question, right) == {expected}


def test_any_of_several_can_be_exchanged() -> None:
    """Which one it is changes from one time to the next."""
    question = "Which office did Maria Nowak lead before 1945?"
    assert all_of(question, "first office") == {
        "Which office did Anna Kowalska lead before 1945?",
        "Which office did Maria Nowak lead before 1939?",
        "Which office did Maria Nowak lead after 1945?",
    }


def test_the_answer_is_never_put_into_the_question() -> None:
    """Neither "Who did Anna Kowalska follow?" with the answer Anna Kowalska, nor the year asked for."""
    assert all_of("Who followed Maria Nowak?", "Anna Kowalska") == {None}
    assert all_of("What happened six years after 1939?", "rebuilt after 1945") == {
        "What happened six years before 1939?"
    }


def test_a_question_without_anything_to_exchange_stays_out() -> None:
    """Nothing is invented."""
    assert all_of("Which city was occupied?", "Warsaw") == {None}
