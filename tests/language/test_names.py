"""Proper names found by capitals."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa.language.names import kind_of, names
from qa.resources import shipped


def found(text: str) -> list[tuple[str, str]]:
    """Name and kind of every name."""
    return [(name.text, name.kind) for name in names(text)]


def test_titles_and_possessives_stay_outside() -> None:
    """The phrase "Finland's new Prime Minister Alexander Stubb" holds Finland and Alexander Stubb."""
    assert found("He met Finland’s new Prime Minister Alexander Stubb.") == [
        ("Finland", "place"),
        ("Alexander Stubb", "person"),
    ]


def test_an_office_is_no_name() -> None:
    """A question for "the Prime Minister" names nobody."""
    assert found("Who is the Prime Minister?") == []


def test_offices_in_front_of_first_names_are_cut() -> None:
    """Offices like "US Secretary of State" are not part of a person's name."""
    assert names("It comes after US Secretary of State Anthony Blinken spoke.")[0].text == "Anthony Blinken"
    text = "said Chief of the General Staff of the Armed Forces of Russia Nikolai Yegorovich Makarov."
    assert names(text)[-1].text == "Nikolai Yegorovich Makarov"


def test_a_question_opens_with_no_name() -> None:
    """Wh-words, auxiliaries and months as verbs are not names, whatever their capital."""
    assert found("Who said that?") == []
    assert found("May Theresa May resign?") == [("Theresa May", "person")]
    assert found("Ask Ann Olm, the harbour master.") == [("Ann Olm", "person")]


def test_gender_comes_from_title_or_first_name() -> None:
    """A spokeswoman is a she; a surname alone has no known gender."""
    text = "Foreign ministry spokeswoman Svetla Zakharova met Vladimir Putin and Blinken."
    assert [name.gender for name in names(text) if name.certain] == ["female", "male", None]


def test_one_word_that_opens_a_sentence_is_uncertain() -> None:
    """The sentence "Military cooperation ..." opens with a capital that means nothing."""
    assert not names("Military cooperation progresses.")[0].certain
    assert names("Russia and NATO cooperate.")[0].certain  # a country the list knows


def test_plural_names() -> None:
    """Groups read as plural; countries and people with an s do not."""
    assert [name.plural for name in names("about Swedes in the United States with James Jones")] == [
        True,
        False,
        False,
    ]


def test_kind_of_a_lone_name() -> None:
    """A name on its own is classified as in running text."""
    assert kind_of("Maria Zakharova") == ("person", "female")
    assert kind_of("Sweden")[0] == "place"
    assert kind_of("NATO")[0] == "organisation"
    assert kind_of("legal guarantees") == ("other", None)


def test_offsets_on_the_seeds() -> None:
    """Every name is the text at its offsets."""
    for path in shipped("seeds").glob("*.txt"):
        text = path.read_text("utf-8")
        assert names(text)
        assert all(text[name.start : name.end] == name.text for name in names(text))


@given(st.text(alphabet="AbC dE.'’ofthe \n,\"Putin", max_size=80))
def test_offsets_on_any_text(text: str) -> None:
    """Names are at their offsets, in order, and never overlap."""
    all_names = names(text)
    assert all(text[name.start : name.end] == name.text for name in all_names)
    assert all(a.end <= b.start for a, b in pairwise(all_names))
