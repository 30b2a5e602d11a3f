"""When an answer was told: the date of an article, or of a row of figures."""

from __future__ import annotations

import pytest

from qa.answering.dating import dates_of
from qa.answering.proposing import Proposal, proposals
from qa.types import Passage, Span
from tests.answering.test_answerer import Shelf, article, hits

FILE_DAY = "2024-01-10"


def span(text: str, quote: str, title: str = "Figures") -> Span:
    """A quote in a text that is a whole article."""
    passage = Passage(1, "figures", 0, len(text), text, title=title, published=FILE_DAY)
    start = text.index(quote)
    return Span(passage, start, start + len(quote), 5.0, -5.0)


def proposal(one: Span) -> Proposal:
    """The proposal of one span."""
    shelf = Shelf(article("figures", one.passage.text, published=FILE_DAY))
    return proposals(hits(shelf.article("figures")), [one], shelf.article, shelf.families)[0]


@pytest.mark.parametrize(
    ("text", "quote", "date"),
    [
        ("year,inhabitants\n2010,12100\n2020,14300\n", "12100", "2010"),
        ("town,year,inhabitants\nPell,2010,12100\nPell,2020,14300\n", "14300", "2020"),
        ("day,visitors\n2019-05-01,300\n2019-05-02,250\n", "250", "2019-05-02"),
        ("town,2010,2020\nPell,12100,14300\nTorm,9000,9100\n", "12100", "2010"),
        (
            "Town: Pell; Year: 2010; Inhabitants: 12100\nTown: Torm; Year: 2020; Inhabitants: 900",
            "900",
            "2020",
        ),
    ],
)
def test_a_row_has_a_date_of_its_own(text: str, quote: str, date: str) -> None:
    """In a cell of its own, or as the name of the column."""
    one = span(text, quote)
    assert dates_of(proposal(one), [proposal(one)], [one]) == [date]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("name,value\nday ticket,4.20\nsingle ride,1.80\n", "4.20"),
        ("town,inhabitants\nPell,1987\nTorm,2044\n", "1987"),
        ("name,extension,start\nAnn Olm,214,2019-09-16\nOle Brand,216,2020-01-02\n", "214"),
        ("The fares of 2024:\n\nname,value\nday ticket,4.20\nsingle ride,1.80\n", "4.20"),
        ("A day ticket costs 4.20 euros.", "4.20"),
    ],
)
def test_what_has_none_has_that_of_its_file(text: str, quote: str) -> None:
    """Also a table in an article, what only looks like a year, and the day on which somebody began."""
    one = span(text, quote)
    assert dates_of(proposal(one), [proposal(one)], [one]) == [FILE_DAY]


def test_who_else_tells_the_value_dates_it() -> None:
    """But only where the row has no date, and the value is the same."""
    row = span("name,value\nday ticket,4.20\nsingle ride,1.80\n", "4.20")
    older = Passage(2, "fares", 0, 30, "A day ticket costs 4.20 euros.", published="2015-04-01")
    again = Proposal((Span(older, 19, 29, 7.0, -7.0),), (), (), 1, 1, None)
    other = Proposal((Span(older, 2, 12, 7.0, -7.0),), (), (), 1, 1, None)
    assert dates_of(proposal(row), [proposal(row), again], [row]) == ["2015-04-01"]
    assert dates_of(proposal(row), [proposal(row), other], [row]) == [FILE_DAY]
