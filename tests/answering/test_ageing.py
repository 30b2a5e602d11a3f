"""How old answers are, and how sure they can still be."""

from __future__ import annotations

import pytest

from qa.answering.ageing import aged, ages_of
from qa.answering.proposing import proposals
from qa.question.query import Query
from qa.types import Age
from tests.answering.test_answerer import Shelf, article, hits, span

FARE = article("fare", "A day ticket costs 4.20 euros.", published="2015-04-01")
STRIKE = article("strike", "The drivers went on strike.", published="2024-02-02")


def age(question: str, as_of: str | None = None, published: str | None = "2015-04-01") -> Age | None:
    """The age of what the older of two articles says."""
    shelf = Shelf(article("fare", FARE.text, published=published), STRIKE)
    found = hits(shelf.article("fare"), STRIKE)
    spans = [span(found[0], "4.20 euros", 7.0), span(found[1], "strike", -9.0)]
    proposed = proposals(found, spans, shelf.article, shelf.families)
    return ages_of(Query(question, depth=10, as_of=as_of), proposed)[0]


def test_counted_to_the_day_asked_about_or_to_the_newest_article_read() -> None:
    """In whole years, with the date on which it was last told."""
    question = "What does a day ticket cost?"
    assert age(question, "2024-06-30") == Age("2015-04-01", 9, "2024-06-30", asked=True)
    assert age(question) == Age("2015-04-01", 8, "2024-02-02", asked=False)


@pytest.mark.parametrize(
    ("question", "as_of", "published"),
    [
        ("What did a day ticket cost?", "2024-06-30", "2015-04-01"),
        ("What does a day ticket cost in 2015?", "2024-06-30", "2015-04-01"),
        ("What does a day ticket cost?", "2016-01-01", "2015-04-01"),
        ("What does a day ticket cost?", "2024-06-30", None),
        ("What does a day ticket cost?", "2024-06-30", "someday"),
    ],
)
def test_what_has_no_age(question: str, as_of: str, published: str | None) -> None:
    """What happened, what is asked of a period, what is no year old or has no date."""
    assert age(question, as_of, published) is None


def test_the_older_the_less_sure() -> None:
    """A value of nine years ago is far from certain; it never falls below half of what it was."""
    sure = [aged(0.99, Age("2015", years, "2024", asked=True)) for years in (1, 2, 9, 100)]
    assert sure == sorted(sure, reverse=True)
    assert 0.9 < sure[0] < 0.95 and 0.6 < sure[2] < 0.7 and sure[3] > 0.49
    assert aged(0.99, None) == 0.99


def test_who_does_not_say_as_of_when_is_only_not_told_that_it_is_certain() -> None:
    """An archive is asked about its own time too."""
    old = Age("2015", 9, "2024", asked=False)
    assert (aged(0.99, old), aged(0.5, old)) == (0.9, 0.5)
