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


def test_a_year_is_known_where_any_article_knows_it() -> None:
    """Who was minister in 2020 may be best told in an article of 2023."""
    told = [
        ("Flu", "Minister Vera Lind spoke of the flu.", "2023-01-18"),
        ("Schools", "Minister Vera Lind closed all schools.", "2020-03-18"),
    ]
    found = features_of("Who was minister in 2020?", told, [(0, "Vera Lind", 3.0), (1, "Vera Lind", -0.5)])
    assert found["Vera Lind"]["other_year"] == 0.0


def test_a_file_of_figures_makes_nothing_new() -> None:
    """A row without a date of its own is as old as the article that tells the same value."""
    told = [
        ("Fares", "A day ticket costs 4.20 euros.", "2015-04-01"),
        ("Figures", "name,value\nday ticket,4.20\nsingle ride,1.80\n", "2024-01-10"),
        ("Strike", "The drivers went on strike.", "2024-02-02"),
    ]
    answers = [(0, "4.20 euros", 7.0), (1, "4.20", 4.0), (1, "1.80", 2.0), (2, "strike", -3.0)]
    found = features_of("What does a day ticket cost?", told, answers, as_of="2024-02-02")
    assert found["4.20"]["distance"] == found["4.20 euros"]["distance"] > 4.0
    assert found["1.80"]["distance"] < 2.0  # nobody else tells it: the file's date is all that is known


def test_a_year_that_the_article_knows_nothing_of() -> None:
    """It is neither in the article, nor the year in which that appeared."""
    told = [("Vote in Pell", "Ada Brook became mayor in 2019.", "2020-01-01")]
    for year, lacks in (("2019", 0.0), ("2020", 0.0), ("2030", 1.0)):
        found = features_of(f"Who became mayor in {year}?", told, [(0, "Ada Brook", 5.0)])
        assert found["Ada Brook"]["other_year"] == lacks
