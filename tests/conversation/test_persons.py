"""How articles write of people, of firms, and of names that end as plurals do."""

from __future__ import annotations

import pytest

from qa.conversation.persons import is_no_person, is_one


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Evening Courier", "She told the Evening Courier that she was tired."),
        ("Harlow Reed", "Lind had worked at Harlow Reed for a year."),
        ("Harlow Reed", "The banks Castor and Harlow Reed knew nothing of it."),
        ("Harlow Reed", "Harlow Reed is closing its offices in Oslo."),
        ("Harlow Reed", "Harlow Reed, which lent the money, is silent."),
        ("Lake Stadium", "The final in the Lake Stadium was sold out."),
    ],
)
def test_what_articles_write_of_firms_and_buildings(name: str, text: str) -> None:
    """An article before it, "at", "which", "its" or the word for a firm tell that it is nobody."""
    assert is_no_person(name, [text])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Vukic", "The Vukic government fell on Monday."),
        ("Vukic", "The dinner was held at Vukic's house."),
        ("Vukic", "She was angry at Vukic."),
        ("Vukic", "A crowd waited at Vukic. Prime Minister Drago Vukic, who was ill, stayed away."),
        ("Vukic", "Nobody knows."),
    ],
)
def test_whom_articles_may_write_of(name: str, text: str) -> None:
    """What is somebody's is not somebody; a title or "who" tell of a person, and silence of neither."""
    assert not is_no_person(name, [text])


def test_a_name_that_ends_in_s_may_be_one() -> None:
    """The verb tells it, wherever it stands."""
    assert is_one("Santos", ["Who says that Santos has lied?"])
    assert is_one("Santos", ["Where does Santos live?"])
    assert not is_one("Swedes", ["The Swedes have voted."])
    assert not is_one("Ada Lind and Tom Reyes", ["Ada Lind and Tom Reyes is a song."])
