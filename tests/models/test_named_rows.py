"""Which rows of a table a question names."""

from __future__ import annotations

import pytest

from qa.language.tables import tables
from qa.models.named_rows import named_rows

TEXT = """Ferry,Route,Price,Ferry owner
Aurora,Lindau to Brevik,12,Ann Holm
Borealis,Brevik to Sarno,31,Ferry Union
Cygnus,Sarno to Tulle,8,Ben Holm"""


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the Borealis cost?", ["Borealis"]),
        ("Who runs the line from Sarno to Tulle?", ["Cygnus"]),  # "Sarno" alone stands in two rows
        ("Which ferries go to Brevik?", ["Aurora", "Borealis"]),
        ("Which one costs 31?", ["Borealis"]),
        ("Which ferry is the cheapest?", ["Aurora", "Borealis", "Cygnus"]),  # a column's name, in one row too
    ],
)
def test_rows_are_named_by_words_that_others_lack(question: str, named: list[str]) -> None:
    """By names or values; where a question names none, all rows may answer it."""
    [table] = tables(TEXT)
    rows = named_rows(question, TEXT, table)
    assert [TEXT[slice(*row[0])] for row in rows] == named
