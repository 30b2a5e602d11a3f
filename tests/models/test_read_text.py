"""What is read of a passage: its title and its tables in words, with every answer at its stored place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.models.read_text import ReadText, title_before
from qa.models.reader import load_reader
from qa.settings import Settings
from qa.types import Passage

TABLE = """Fees of the baths

| Guest | Day | Year |
|---|---|---|
| Adult | 7 | 210 |
| Child | 3 | 95 |

Closed in May."""
CELLS = ["|", " ", "\n", "\n- ", "---", "Adult", "7", ",", "\t", "  ", ": ", "é", "😀", '"', "May"]


def passage_of(text: str, title: str = "") -> Passage:
    """A passage at offset 100 of its article."""
    return Passage(7, "article", 100, 100 + len(text), text, title)


def test_every_row_is_read_with_the_names_of_its_columns() -> None:
    """As a person would read it out; what is no table stays as it is."""
    assert ReadText(passage_of(TABLE)).text == (
        "Fees of the baths\n\n Guest: Adult, Day: 7, Year: 210."
        " Guest: Child, Day: 3, Year: 95.\n\nClosed in May."
    )


def test_rows_are_read_below_the_heading_of_their_table() -> None:
    """Where that stands in an earlier passage; what is behind the rows is read as it is."""
    rows = "Adult,7,210\nChild,3,95\n\nClosed in May."
    passage = replace(passage_of(rows), heading="Guest,Day,Year")
    read = ReadText(passage)
    assert read.text == " Guest: Adult, Day: 7, Year: 210. Guest: Child, Day: 3, Year: 95.\n\nClosed in May."
    at = read.text.index("210")
    span = read.span(at, at + 3, 1.0, 0.0)
    assert (span.text, span.start) == ("210", 100 + rows.index("210"))


@pytest.mark.parametrize("rows", ["Adult,7", "Closed in May, as always.", "", "a: 1\nb: 2"])
def test_a_heading_that_heads_nothing_is_not_read(rows: str) -> None:
    """It is no text of the passage."""
    assert "Guest" not in ReadText(replace(passage_of(rows), heading="Guest,Day,Year")).text


def test_of_a_table_the_rows_are_read_that_the_question_names() -> None:
    """The others are put alike, and only lead astray."""
    read = ReadText(passage_of(TABLE), "What does a child pay?")
    assert read.text == "Fees of the baths\n\n Guest: Child, Day: 3, Year: 95.\n\nClosed in May."


def test_names_and_values_are_parted_from_the_next() -> None:
    """A line break says nothing to the reader; a full stop does."""
    read = ReadText(passage_of("Fees\n\nAdults: 7\nChildren: 3", "Baths"))
    assert read.text == "Baths. Fees\n\n Adults: 7. Children: 3."


def test_items_of_a_list_are_parted() -> None:
    """Else "drums" is read as what Ash plays; a headline before a paragraph stays as it is."""
    read = ReadText(
        passage_of("The band\n\nMembers:\n- Ann Reis, drums\n- Ben Ash, bass\n\nAll are from Kell.")
    )
    assert read.text == "The band\n\nMembers:\n- Ann Reis, drums.\n- Ben Ash, bass\n\nAll are from Kell."


@given(
    st.lists(st.sampled_from(CELLS), max_size=40).map("".join),
    st.sampled_from(["", "Two words"]),
    st.sampled_from(["", "Guest,Day", "| Guest | Day | Year |"]),
)
def test_what_may_be_answered_stands_in_the_article_as_it_is_read(
    text: str, title: str, heading: str
) -> None:
    """Every stretch of a block is the same stretch of the passage or of the title; what is added is none."""
    read = ReadText(replace(passage_of(text, title), heading=heading), "A May é?")
    blocks = read.blocks_at(np.arange(len(read.text)))
    for at, block in enumerate(blocks):
        if block < 0 or read.text[at].isspace() or (title and at in (9, 10)):
            continue
        span = read.span(at, at + 1, 1.0, 0.0)
        assert read.text[at] in span.text
        assert span.text in read.text
        assert "\n" not in span.text
        assert span.in_title == bool(title and at < 9)


def test_a_number_is_found_by_its_row_and_its_column() -> None:
    """The question that tables are read for."""
    reader = load_reader(Settings())
    asked = ["How much does an adult pay for a year?", "How much does an adult pay for a day?"]
    found = reader.read([(question, passage_of(TABLE)) for question in asked])
    assert [spans[0].text for spans in found] == ["210", "7"]
    assert TABLE[found[0][0].start - 100 : found[0][0].end - 100] == "210"


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Firm is sold for nearly $70 ...", "Firm is sold for. "),
        ("Firm is sold for $70…", "Firm is sold for. "),
        ("Firm is sold for $70", "Firm is sold for $70. "),
        ("Firm is sold to Ada Holm ...", "Firm is sold to Ada Holm. "),
    ],
)
def test_an_amount_that_a_title_cuts_is_not_read(title: str, read: str) -> None:
    """Behind the dots "billion" may have stood: it is no answer. A name is whole."""
    assert title_before(title) == read
