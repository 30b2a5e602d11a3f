"""Which heading a place of a text stands below."""

from __future__ import annotations

import pytest

from qa.language.sections import section_of, without_marks

TEXT = (
    "# Travel\n\nBook early.\n\n## Meals\n\nEat well.\n\n### In Pell\n- $80 a day\n\n"
    "Note.\n\n# install it\nmake\n\nThe end is near."
)


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("Travel", ""),
        ("Meals", ""),
        ("In Pell", ""),
        ("Book early", ""),
        ("Eat well", "Meals"),
        ("$80", "In Pell"),
        ("- $80", "In Pell"),
        ("make", "In Pell"),
        ("The end", "In Pell"),
    ],
)
def test_the_nearest_heading_counts(words: str, section: str) -> None:
    """But for the title, which is known, and for comments in code."""
    assert section_of(TEXT, TEXT.index(words), "Travel") == section


def test_text_without_marks_has_no_sections() -> None:
    """A hash may mean something else."""
    assert section_of("#hashtag\n\nIt rained. # 1 it was.\n\nIt poured.", 30, "Rain") == ""


def test_headings_are_read_without_their_marks() -> None:
    """And nothing else is."""
    assert without_marks("## Is it so?\n\nNo, #1 is not. # 2") == "Is it so?\n\nNo, #1 is not. # 2"
