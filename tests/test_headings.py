"""Passages within a table, and the heading that goes with them."""

from __future__ import annotations

from qa.headings import searched_text, with_headings
from qa.passages import Splitter
from qa.types import Article

ROWS = [f"Town {n} Ford,{n * 37},{n % 7}.5%" for n in range(100)]
TABLE = "Town,People,Growth\n" + "\n".join(ROWS)
WIDE = [f"Town {n} of the northern coast,Ann Holm,Centre Party,{n * 37}" for n in range(100)]


def article(text: str) -> Article:
    """An article of this text."""
    return Article("/towns.csv", "Towns", text, "/towns.csv")


def test_every_passage_of_a_table_has_its_heading() -> None:
    """The first holds it; the others are found and read with it, and are words of the article as before."""
    towns = article(TABLE)
    passages = Splitter().split(towns)
    headed = with_headings(passages, lambda _: towns.text)
    assert len(headed) > 3
    assert [passage.heading for passage in headed] == ["", *["Town,People,Growth"] * (len(headed) - 1)]
    assert all(searched_text(passage).startswith("Town,People,Growth\n") for passage in headed)
    assert [passage.text for passage in headed] == [passage.text for passage in passages]


def test_no_passage_begins_within_a_row() -> None:
    """Rows of like width are no wrapped text, or one could be cut in two."""
    for passage in Splitter().split(article("\n".join(WIDE))):
        assert set(WIDE).issuperset(passage.text.split("\n"))


def test_articles_are_looked_into_for_tables_only() -> None:
    """Prose costs nothing, and an article that is gone has no heading."""
    asked = []

    def gone(article_id: str) -> str:
        asked.append(article_id)
        raise KeyError(article_id)

    prose = Splitter().split(article("The dam was built in 1911, as everybody knows. " * 40))
    assert with_headings(prose, gone) == prose
    assert not asked
    rows = Splitter().split(article(TABLE))
    assert with_headings(rows, gone) == rows
    assert asked == ["/towns.csv"]
