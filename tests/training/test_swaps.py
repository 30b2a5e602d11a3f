"""Questions about another name, year or number."""

from __future__ import annotations

import numpy as np

from qa.training.swaps import swapped

ABOUT_HALLEN = [
    "Who did Anna Berg beat in Hallen in 1999?",
    "Where was Carl Dahl in 2004?",
    "How many of 30 boats sank off Hallen?",
    "What sank 12 ferries?",
]


def one(questions: list[str], articles: list[int] | None = None, seed: int = 0) -> list[str]:
    """The swapped questions, all of one article unless told otherwise."""
    return swapped(questions, articles or [0] * len(questions), np.random.default_rng(seed))


def test_one_thing_is_exchanged_for_another_of_its_kind() -> None:
    """A person for a person, a year for a year, a number for a number, all else as it was."""
    first = {one(ABOUT_HALLEN, seed=seed)[0] for seed in range(20)}
    assert first == {
        "Who did Carl Dahl beat in Hallen in 1999?",
        "Who did Anna Berg beat in Hallen in 2004?",
    }
    assert {one(ABOUT_HALLEN, seed=seed)[3] for seed in range(5)} == {"What sank 30 ferries?"}


def test_what_is_put_in_comes_from_the_same_article() -> None:
    """A name of another article is too easy to tell; without one of its own, nothing is swapped."""
    assert one(ABOUT_HALLEN, [0, 1, 2, 3]) == [""] * 4


def test_nothing_is_swapped_for_what_the_question_has_already() -> None:
    """To put "Stubb" in the place of "Alexander Stubb" would be to ask the same."""
    assert one(["Is Alexander Stubb in Oslo?", "Is Stubb in Oslo?"])[0] == ""
