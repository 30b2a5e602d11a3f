"""Names that end as a possessive does."""

from __future__ import annotations

import pytest

from qa.conversation.naming import names, phrase_names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What about Hobbs's?", [("Hobbs's", "organisation")]),
        ("When was Brannigan's founded?", [("Brannigan's", "organisation")]),
        ("Did Brannigan's leave the town?", [("Brannigan's", "organisation")]),
        ("What is Brannigan's turnover?", [("Brannigan", "other")]),
        ("Has Brannigan's been sold?", [("Brannigan", "other")]),
        ("What about Sweden's?", [("Sweden", "place")]),
        ("What about Peter's?", [("Peter", "person")]),
    ],
)
def test_a_firm_keeps_the_end_of_its_name(text: str, found: list[tuple[str, str]]) -> None:
    """Where a noun follows that it may own, and of countries and people, the ending is a possessive."""
    assert [(name.text, name.kind) for name in names(text)] == found


def test_a_name_alone_is_whole_too() -> None:
    """In a phrase the first capital means something, and the ending belongs to the name as in a sentence."""
    assert [name.text for name in phrase_names("Brannigan's")] == ["Brannigan's"]
