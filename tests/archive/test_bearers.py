"""The bearers of a surname in an article."""

from __future__ import annotations

import pytest

from qa.archive.bearers import bearers, is_another, only_bearer
from qa.archive.spellings import Spellings

TEXT = (
    "Mayor Piers Dunmore opened it. Mr. Dunmore smiled, and the Dunmore plan went on. In Dunmore nobody came."
)


def test_given_names_without_titles() -> None:
    """A title and an article name nobody."""
    assert bearers(TEXT, "Dunmore") == {"piers"}


@pytest.mark.parametrize(
    ("text", "full", "only"),
    [
        (TEXT, "Piers Dunmore", True),
        (TEXT + " Ann Dunmore left.", "Piers Dunmore", False),
        (TEXT, "Ann Dunmore", False),
        ("Mayor Dunmore left.", "Piers Dunmore", False),
        (TEXT, "Dunmore", False),
    ],
)
def test_one_person_in_full_and_no_other(text: str, full: str, only: bool) -> None:
    """Two bearers, or none in full, are no evidence."""
    assert only_bearer(text, "Dunmore", full, Spellings()) is only


@pytest.mark.parametrize(
    ("asked", "speaker", "another"),
    [
        ("Jonas Lund", "Eva Lund", True),
        ("former mayor Jonas Lund", "Councillor Eva Lund", True),
        ("Prime Minister Jonas Lund", "Eva van Lund", True),
        ("Jonas Lund", "Lund", True),
        ("Eva Lund", "Lund", False),
        ("Lund", "Eva Lund", False),
        ("Mayor Lund", "Eva Lund", False),
        ("the mayor of Lund", "Eva Lund", False),
        ("Jonas Lund", "Mayor Jonas Lund", False),
        ("Jonas Lund", "J. Lund", False),
        ("William Lund", "Bill Lund", False),
        ("Jonas Lund", "Jonas Erik Lund", False),
        ("Jonas Lund", "Ida Berg", False),
        ("Dmitri Lund", "Dmitry Lund", False),
        ("Ash Bank", "Elm Bank", False),
    ],
)
def test_who_is_somebody_else_of_the_surname(asked: str, speaker: str, another: bool) -> None:
    """Another given name, or a surname alone where the article names another; a shorter form is no other."""
    text = "Yesterday Lund came.\nEva Lund opened it. Lund said it was late."
    assert is_another(asked, speaker, text, Spellings()) is another


def test_a_surname_that_nobody_is_introduced_by() -> None:
    """Where an article gives no given name, the surname may be that of the one asked about."""
    for speaker in ("Lund", "Finance Minister Lund", "Swedish Lund"):
        assert not is_another("Jonas Lund", speaker, "Yesterday Lund said it was late.", Spellings())
