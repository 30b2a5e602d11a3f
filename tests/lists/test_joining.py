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


@pytest.mark.parametrize(
    ("beside", "together"),
    [("Piers Dunmore opened it.", True), ("Piers and Ann Dunmore sat.", False), ("Nobody else came.", False)],
)
def test_a_title_and_a_surname_are_joined_by_the_article_they_stand_in(beside: str, together: bool) -> None:
    """The mayor "Dunmore" is Piers Dunmore where his article says so, and names no other Dunmore."""
    articles = ["Piers Dunmore won.", f"Mayor Dunmore spoke. {beside}"]
    found = groups(["Piers Dunmore", "Mayor Dunmore"], articles=articles)
    assert found == ([[0, 1]] if together else [[0], [1]])
