"""When two answers of different days say the same."""

from __future__ import annotations

import pytest

from qa.timelines.sameness import form_of, same


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("1,450", "some 1,450 people", True),
        ("189,700", "190,000", True),
        ("23", "twenty", False),
        ("nine", "9 people", True),
        ("Twenty-three", "23", True),
        ("Twenty-three", "three", False),
        ("Wednesday", "9 June", False),
        ("12 soldiers", "14 people", False),
        ("Halden", "Marta Halden", True),
        ("Marta Halden", "Jon Rygg", False),
        ("May 2022", "2022", True),
        ("4 April", "6 June", False),
        ("a faulty loading door", "the faulty door", True),
        ("it was overloaded", "a faulty loading door", False),
        ("will apply to join the pact", "will not apply to join the pact", False),
        ("won't join", "will not join", True),
    ],
)
def test_values_are_compared_as_what_they_are(one: str, other: str, alike: bool) -> None:
    """Figures as figures, names as names, dates as dates; anything else by its words, a denial apart."""
    assert same(one, other) is same(other, one) is alike


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("240 million euros", "money"),
        ("$3.50", "money"),
        ("34 percent", "share"),
        ("1,450 people", "number"),
        ("9 June", "date"),
        ("12 May", "date"),
        ("Wednesday", "weekday"),
        ("Marta Halden", "words"),
        ("it was overloaded", "words"),
    ],
)
def test_a_value_has_a_form(text: str, form: str) -> None:
    """By its marks and units."""
    assert form_of(text) == form
