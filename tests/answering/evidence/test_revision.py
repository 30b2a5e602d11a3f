"""What a newer article says of an older value."""

from __future__ import annotations

from tests.answering.evidence.proposed import features_of

FARES = [
    ("Fares", "A ride on the Pell tram costs 2 euros.", "2020-01-01"),
    ("Fares up", "Since Monday a ride on the Pell tram costs 3 euros.", "2020-02-12"),
]
QUESTION = "How much does a ride on the Pell tram cost?"


def test_the_older_value_is_outdated() -> None:
    """By as many doublings of a fortnight as the newer article came later: 42 days are two."""
    found = features_of(QUESTION, FARES, [(0, "2 euros", 9.0), (1, "3 euros", 5.0)])
    assert (found["2 euros"]["outdated"], found["3 euros"]["outdated"]) == (2.0, 0.0)


def test_what_replaces_nothing() -> None:
    """What is not believed, of another kind, or the same; and where a period is asked for."""
    unlikely = features_of(QUESTION, FARES, [(0, "2 euros", 9.0), (1, "3 euros", -1.0)])
    other_kind = features_of(QUESTION, FARES, [(0, "2 euros", 9.0), (1, "Pell", 5.0)])
    same = [FARES[0], ("Fares", "A ride on the Pell tram costs €2.", "2021-01-01")]
    again = features_of(QUESTION, same, [(0, "2 euros", 9.0), (1, "€2", 5.0)])
    in_2020 = features_of("What did a ride cost in 2020?", FARES, [(0, "2 euros", 9.0), (1, "3 euros", 5.0)])
    undated = [(title, text, None) for title, text, _ in FARES]
    no_dates = features_of(QUESTION, undated, [(0, "2 euros", 9.0), (1, "3 euros", 5.0)])
    for found in (unlikely, other_kind, again, in_2020, no_dates):
        assert not any(values["outdated"] for values in found.values())


def test_what_is_not_yet_known_replaces_nothing() -> None:
    """Asked as of an earlier day, a later article is the future."""
    found = features_of(QUESTION, FARES, [(0, "2 euros", 9.0), (1, "3 euros", 5.0)], as_of="2020-01-31")
    assert found["2 euros"]["outdated"] == 0.0


def test_a_newer_value_of_something_else_replaces_nothing() -> None:
    """Its sentence has to speak of what was asked."""
    told = [FARES[0], ("Zoo", "A visit costs 3 euros.", "2024-01-01")]
    found = features_of(QUESTION, told, [(0, "2 euros", 9.0), (1, "3 euros", 5.0)])
    assert found["2 euros"]["outdated"] == 0.0
