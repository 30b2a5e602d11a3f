"""Names that sign a part of an article."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("The vote failed by three voices.\n\n-- Ada Holm\n\nThe session goes on.", True),
        ("The vote failed by three voices. — Ada Holm", True),
        ("The vote failed by three voices. \u2013 Ada Holm and Ben Ito, Hallen Post", True),
        ("The vote failed by three voices.\n— Ben Ito and Ada Holm", True),
        ("The vote failed by three voices.\n\n\u2212 Ada Holm\n\nThe session goes on.", True),
        ("The vote failed by three voices.\n\n-Ada Holm\n\nThe session goes on.", True),
        ("The hall after the vote on Thursday, Oct. 6, 2022. Ada Holm/AP\n\nThe session goes on.", True),
        ("“The vote was a farce.” — Ada Holm", False),
        ("Against the plan were\n- Ada Holm\n- Ben Ito", False),
        ("Against the plan was\n- Ada Holm", False),
        ("The vote was led by the U.S.-Ada Holm", False),
        ("Against the plan were\n\u2013 Ada Holm\n\u2013 Ben Ito", False),
        ("Against the plan were\n\u2013 Ben Ito\n\u2013 Ada Holm\n", False),
        ("The winner — Ada Holm — thanked her mother.", False),
        ("The mayor lost to one woman — Ada Holm", False),
        ("The vote was led by Ada Holm.", False),
    ],
)
def test_who_signs_is_told_from_who_is_told_of(text: str, signed: bool) -> None:
    """A name alone behind a dash, below a sentence: no list item, no apposition, no source of a quote."""
    found = features_of("Who led the vote?", [("News", text, None)], [(0, "Ada Holm", 5.0)])
    assert bool(found["Ada Holm"]["byline"]) is signed
