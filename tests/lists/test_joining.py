"""Which names are joined, and which are not."""

from __future__ import annotations

import pytest

from qa.lists.joining import groups


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (["Pavel Mirov", "Mirov"], [["Pavel Mirov", "Mirov"]]),
        (["Mirov", "Pavel Mirov", "Anna Mirov"], [["Mirov"], ["Pavel Mirov"], ["Anna Mirov"]]),
        (
            ["Mirov", "Pavel Mirov", "the writer Pavel Mirov"],
            [["Mirov", "Pavel Mirov", "the writer Pavel Mirov"]],
        ),
        (["the United States", "United States", "U.S."], [["the United States", "United States", "U.S."]]),
        (["Kenya", "Uganda", "Kenya"], [["Kenya", "Kenya"], ["Uganda"]]),
        (["US", "Ulla Sand", "United States"], [["US"], ["Ulla Sand"], ["United States"]]),
        (["Kiev", "Kyiv", "Odesa"], [["Kiev", "Kyiv"], ["Odesa"]]),
        (["Meta", "parent company Meta", "Alphabet"], [["Meta", "parent company Meta"], ["Alphabet"]]),
        ([], []),
    ],
)
def test_a_shorter_form_is_joined_where_only_one_longer_name_has_it(
    texts: list[str], joined: list[list[str]]
) -> None:
    """Two people of one surname are never one; initials count as a shorter form."""
    assert [[texts[place] for place in places] for places in groups(texts)] == joined
