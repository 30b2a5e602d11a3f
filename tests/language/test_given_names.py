"""Given names that are one name."""

from __future__ import annotations

from qa.language.given_names import one_person, short_for


def test_a_short_form_is_the_name() -> None:
    """In both directions; two names that only begin alike are two."""
    assert short_for("bob", "robert") and short_for("robert", "bob")
    assert not short_for("mark", "maria")


def test_one_person_has_one_surname() -> None:
    """And two words: a middle name may be another's."""
    assert one_person(["peggy", "olm"], ["margaret", "olm"])
    assert not one_person(["peggy", "olm"], ["margaret", "lind"])
    assert not one_person(["peggy", "ann", "olm"], ["margaret", "olm"])
