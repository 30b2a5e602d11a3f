"""Old and new values of a sentence."""

from __future__ import annotations

import pytest

from qa.language.values import old_and_new


@pytest.mark.parametrize(
    ("sentence", "old", "new"),
    [
        ("The toll is 6 euros instead of 5 euros.", "5 euros", "6 euros"),
        ("The toll rose from 5 to 6 euros.", "5", "6 euros"),
        ("The toll is now 6 euros, up from 5.", "5", "6 euros"),
        ("The toll went up to $6 from $5.", "$5", "$6"),
        ("Debt fell to 4.2 percent in May from 4.6 percent in April.", "4.6 percent", "4.2 percent"),
        ("A pass costs 12 pounds, where it used to cost 9 pounds.", "9 pounds", "12 pounds"),
        ("Milk is 1.40 euros, compared with 1.10 euros a year ago.", "1.10 euros", "1.40 euros"),
        ("It has two million members, down from three million.", "three million", "two million members"),
    ],
)
def test_what_was_and_what_is(sentence: str, old: str, new: str) -> None:
    """However the change is told."""
    assert [tuple(sentence[slice(*one)] for one in pair) for pair in old_and_new(sentence)] == [(old, new)]


@pytest.mark.parametrize(
    "sentence",
    ["Open from 9 to 5.", "For ages from 5 to 8.", "They won 3 to 2.", "Six of 10 came from 4 towns."],
)
def test_a_range_is_no_change(sentence: str) -> None:
    """Nothing is said to rise or fall."""
    assert not old_and_new(sentence)


def test_long_hostile_text_ends() -> None:
    """Digits and words without end are looked at a bounded way back."""
    assert not old_and_new("from 1" + "1" * 100_000 + " to " + "1," * 50_000)
