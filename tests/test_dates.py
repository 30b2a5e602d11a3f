"""Partial dates cover days."""

from __future__ import annotations

import datetime

import pytest

from qa.dates import days, known_day


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2022", (2022, 1, 1), (2022, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2022-02-25", (2022, 2, 25), (2022, 2, 25)),
    ],
)
def test_a_partial_date_covers_its_days(
    partial: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """A year covers its year, a month its month (leap years too), a day itself."""
    assert days(partial) == (datetime.date(*first), datetime.date(*last))


@pytest.mark.parametrize(
    "text", ["", "22", "2022-13", "2022-02-30", "2022-2", "yesterday", "2022-02-25T10:00"]
)
def test_anything_else_is_refused(text: str) -> None:
    """What is no partial ISO date raises ValueError rather than being guessed at."""
    with pytest.raises(ValueError):
        days(text)


@pytest.mark.parametrize("published", [None, "", "soon", "2022", "2022-02", "2022-02-30"])
def test_only_a_whole_date_names_a_day(published: str | None) -> None:
    """What somebody wrote there may be anything."""
    assert known_day(published) is None
    assert known_day("2022-02-25") == datetime.date(2022, 2, 25)
