"""Lists of one kind of thing."""

from __future__ import annotations

from qa.answering.kinds import of_a_kind
from qa.question.query import Query
from tests.answering.test_answerer import article, hits, span


def kept(question: str, *words: str) -> list[str]:
    """Which of these are of the kind of which most are."""
    found = []
    for place, text in enumerate(words):
        [hit] = hits(article(f"a{place}", f"It was {text}."))
        found.append(span(hit, text, 5.0))
    return [one.text for one in of_a_kind(Query(question, 15), found)]


def test_among_people_there_are_no_bodies_and_places() -> None:
    """Nor those whom a plural names; an unknown name may be anybody's."""
    people = ["Peter Olm", "Anna Rask", "Maria Lind", "Paul Berg", "Eva Roth"]
    assert kept("Who voted for it?", *people, "Zeno", "Senate", "Finland", "Liberals") == [*people, "Zeno"]


def test_where_things_are_sold_is_no_thing() -> None:
    """A known place is an item among places only."""
    assert kept("Which cheeses were recalled?", "Havarti", "Tilsit", "Esrom", "Ohio") == [
        "Havarti",
        "Tilsit",
        "Esrom",
    ]
    assert kept("Which states sold it?", "Ohio", "Utah") == ["Ohio", "Utah"]


def test_what_a_name_does_is_no_name() -> None:
    """Nor what is called by one, nor the kind asked for, nor a count."""
    names = ["Lada", "Skoda", "Fiat"]
    assert (
        kept("Which carmakers cut jobs?", *names, "Volvo cut many jobs", "Saab cars", "carmakers", "three")
        == names
    )
