"""What the dates of its articles say for an answer."""

from __future__ import annotations

from tests.answering.evidence.proposed import features_of

TOLD = [
    ("One", "Ada Brook won the race.", "2024-03-01"),
    ("Two", "Ada Brook won once more.", "2024-01-04"),
    ("Three", "Bela Crane won the race.", None),
]
ANSWERS = [(0, "Ada Brook", 2.0), (1, "Ada Brook", 1.0), (2, "Bela Crane", 1.0)]


def test_the_nearest_article_counts() -> None:
    """An answer is as far as the nearest of its articles, counted from the nearest of all answers.

    One without a date is as far as three months: here three doublings, where the nearest is one.
    """
    found = features_of("Who won the race?", TOLD, ANSWERS, as_of="2024-03-15")
    assert (found["Ada Brook"]["distance"], found["Bela Crane"]["distance"]) == (0.0, 2.0)
    assert (found["Ada Brook"]["dated"], found["Bela Crane"]["dated"]) == (1.0, 0.0)
    in_january = features_of("Who won in January 2024?", TOLD, ANSWERS)
    assert in_january["Ada Brook"]["distance"] == 0.0


def test_a_mention_that_is_not_believed_lends_no_date() -> None:
    """A passage that merely has the words says nothing of the time."""
    answers = [(1, "Ada Brook", 4.0), (0, "Ada Brook", -5.0), (0, "the race", 1.0)]
    found = features_of("Who won the race?", TOLD, answers, as_of="2024-03-01")
    assert found["Ada Brook"]["distance"] > 2.0 > found["the race"]["distance"] == 0.0


def test_a_year_that_the_article_knows_nothing_of() -> None:
    """It is neither in the article, nor the year in which that appeared."""
    told = [("Vote in Pell", "Ada Brook became mayor in 2019.", "2020-01-01")]
    for year, lacks in (("2019", 0.0), ("2020", 0.0), ("2030", 1.0)):
        found = features_of(f"Who became mayor in {year}?", told, [(0, "Ada Brook", 5.0)])
        assert found["Ada Brook"]["other_year"] == lacks
