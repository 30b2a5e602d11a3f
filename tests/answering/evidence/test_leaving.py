"""Those who have left the office that is asked about."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of
from tests.answering.test_answerer import Shelf, answered, article, hits, span


@pytest.mark.parametrize(
    ("question", "title", "sentence", "left"),
    [
        ("Who is the warden?", "Warden Tilda Moor retires", "Tilda Moor ran the park.", True),
        ("Who is the warden?", "Park", "Warden Tilda Moor of Esk has resigned.", True),
        ("Who is the warden?", "Park", "The warden, Tilda Moor, was dismissed on Sunday.", True),
        ("Who is the warden?", "Park", "Tilda Moor is the warden of Esk. She stepped down in May.", True),
        ("Who is the warden?", "Park", "Tilda Moor, warden of Esk since 2012, died at 61.", True),
        ("Who is the warden?", "Park", "It was the resignation of warden Tilda Moor.", True),
        ("Who is the warden?", "Park", "The former warden Tilda Moor spoke.", True),
        ("Who is the warden?", "Park", "Until May the warden was Tilda Moor, who retired.", True),
        ("Who runs the park?", "Park", "Tilda Moor, who ran the park, quit.", True),
        ("Who is still a ranger?", "Park", "Tilda Moor has changed careers and bakes bread.", True),
        ("Who is still a ranger?", "Park", "Tilda Moor is no longer a ranger.", True),
        ("Who is a baker?", "Park", "Tilda Moor is no longer a ranger, but a baker.", False),
        ("Who is the warden?", "Park", "Warden Tilda Moor will retire in ten years.", False),
        ("Who is the warden?", "Park", "Warden Tilda Moor refused to resign.", False),
        ("Who is the warden?", "Park", "Warden Tilda Moor met Ole Brand, who resigned.", False),
        ("Who was the warden?", "Park", "Warden Tilda Moor has resigned.", False),
        ("Who resigned?", "Park", "Warden Tilda Moor has resigned.", False),
    ],
)
def test_who_is_said_to_have_left_is_told(question: str, title: str, sentence: str, left: bool) -> None:
    """By the headline, the sentence or the one behind it, for a question about who it is now."""
    found = features_of(question, [(title, sentence, "2024-05-01")], [(0, "Tilda Moor", 5.0)])
    assert bool(found["Tilda Moor"]["left"]) is left


def test_who_has_left_is_never_sure_and_gives_way_to_a_successor() -> None:
    """However well the reader likes them."""
    park = article("park", "Warden Tilda Moor has resigned. Her deputy Ole Brand is now warden.")
    found = hits(park)
    moor, brand = span(found[0], "Tilda Moor", 9.0), span(found[0], "Ole Brand", 8.0)
    alone = answered(Shelf(park), "Who is the warden?", found, [moor])
    assert (alone.text, alone.confidence) == ("Tilda Moor", 0.5)
    assert answered(Shelf(park), "Who is the warden?", found, [moor, brand]).text == "Ole Brand"
