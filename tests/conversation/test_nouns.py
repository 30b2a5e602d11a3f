"""What the noun of a phrase tells."""

from __future__ import annotations

import pytest

from qa.conversation.nouns import gender_of, head_of, is_somebody, is_thing, noun_end


@pytest.mark.parametrize(
    ("phrase", "somebody", "gender", "thing"),
    [
        ("the captain of Varden", True, None, False),
        ("Petra Lind's brother", True, "male", False),
        ("his grandmother", True, "female", False),
        ("the new library", False, None, True),
        ("the bells", False, None, True),
        ("of the library", False, None, False),  # it takes the place of another "of ..."
        ("the United States", False, None, False),  # a name
        ("the unions", False, None, False),  # in no list: nothing is told
    ],
)
def test_what_a_noun_tells(phrase: str, somebody: bool, gender: str | None, thing: bool) -> None:
    """The last noun before any preposition says whether it is somebody, he or she, or a thing."""
    assert (is_somebody(phrase), gender_of(phrase), is_thing(phrase)) == (somebody, gender, thing)


@pytest.mark.parametrize(
    ("phrase", "head"), [("The Bells!", "bells"), ("the captain of Varden", "captain"), ("", "")]
)
def test_the_noun_of_a_phrase(phrase: str, head: str) -> None:
    """It is folded, and without the marks around it."""
    assert head_of(phrase) == head


def test_a_name_goes_up_to_its_noun() -> None:
    """What a name is of belongs to it: "the Orchard Street library", but not "Orchard Street cost"."""
    assert noun_end("the Orchard Street library cost", 18) == 26
    assert noun_end("did Orchard Street cost", 18) == 18
