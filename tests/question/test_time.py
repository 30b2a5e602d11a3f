"""Dates as a preference."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.question_dates import date_mentions
from qa.question.query import as_of_day
from qa.question.time import LIMIT, time_preference

AS_OF = datetime.date(2014, 12, 10)  # a Wednesday


def covered(question: str) -> list[tuple[str | None, str | None]]:
    """First and last day of each date in a question."""
    return [
        (
            mention.first.isoformat() if mention.first else None,
            mention.last.isoformat() if mention.last else None,
        )
        for mention in date_mentions(question, AS_OF)
    ]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Who won in 2014?", "2014-01-01", "2014-12-31"),
        ("What happened in November 2013?", "2013-11-01", "2013-11-30"),
        ("What happened on 12 November 2013?", "2013-11-12", "2013-11-12"),
        ("What happened on November 12th, 2013?", "2013-11-12", "2013-11-12"),
        ("What happened on October 28?", "2014-10-28", "2014-10-28"),
        ("What happened on December 28?", "2013-12-28", "2013-12-28"),
        ("Who spoke last November?", "2014-11-01", "2014-11-30"),
        ("Who spoke last December?", "2013-12-01", "2013-12-31"),
        ("Who spoke in May?", "2014-05-01", "2014-05-31"),
        ("Who spoke last year?", "2013-01-01", "2013-12-31"),
        ("Who spoke last month?", "2014-11-01", "2014-11-30"),
        ("Who spoke last week?", "2014-12-01", "2014-12-07"),
        ("Who spoke last Friday?", "2014-12-05", "2014-12-05"),
        ("Who spoke yesterday?", "2014-12-09", "2014-12-09"),
        ("Who spoke two years ago?", "2012-01-01", "2012-12-31"),
        ("What changed in the 1990s?", "1990-01-01", "1999-12-31"),
        ("What changed in early 2013?", "2013-01-01", "2013-05-02"),
        ("What changed since 2013?", "2013-01-01", None),
        ("What changed before March 2013?", None, "2013-03-01"),
        ("What changed after 2013?", "2013-12-31", None),
        ("What changed by 2013-05?", None, "2013-05-31"),
        ("Who won the 2010 World Cup?", "2010-01-01", "2010-12-31"),
    ],
)
def test_dates_of_a_question(question: str, first: str | None, last: str | None) -> None:
    """Each way of naming a date covers the days that people mean."""
    assert covered(question) == [(first, last)]


@pytest.mark.parametrize(
    "question",
    [
        "How many of the 2000 troops left?",
        "May I ask who said so?",
        "Who will march to Kyiv?",
        "What happened on February 31?",
        "Who is 45?",
        "Did 190,000 troops arrive?",
    ],
)
def test_numbers_and_verbs_are_no_dates(question: str) -> None:
    """Numbers, the verbs may and march, and impossible days name no date."""
    assert covered(question) == []


def test_the_period_of_the_question_is_preferred() -> None:
    """An article of the named year gets more than an earlier or later one; an undated one gets nothing."""
    preference = time_preference("Who was prime minister in 2014?", datetime.date(2026, 1, 1))
    assert preference.points("2014-11") > preference.points("2015-03") > preference.points("2022-02")
    assert preference.points("2014-11") > 0 > preference.points("2013")
    assert preference.points(None) == preference.points("someday") == 0.0


def test_between_two_years() -> None:
    """The words "between 2012 and 2014" are one period."""
    preference = time_preference("Who led between 2012 and 2014?", AS_OF)
    assert preference.points("2013") == preference.points("2012-03") == preference.points("2014-11") > 0


@pytest.mark.parametrize(
    ("question", "present"),
    [
        ("Who is the current prime minister?", True),
        ("Who is Finland's new Prime Minister?", True),
        ("What is the latest news from Kyiv?", True),
        ("What did the latest report say?", True),
        ("Does Russia still object?", True),
        ("Who was the new prime minister?", False),
        ("Who is the mayor of New York?", False),
        ("Who is the prime minister of Finland?", False),
        ("Who was the current holder in 2014?", False),
        ("Why did Russia annex Crimea?", False),
    ],
)
def test_recency_is_for_questions_about_the_present(question: str, present: bool) -> None:
    """Only words about the present prefer new articles; a date in the question overrules them."""
    preference = time_preference(question, datetime.date(2023, 1, 1))
    assert preference.present is present
    newer, older = preference.points("2022-02"), preference.points("2010-11")
    assert (newer > older) is (present or "2014" in question)


def test_as_of_an_earlier_day() -> None:
    """As of 2014-12, an article of 2022 is the future: the one of November 2014 wins for "current"."""
    preference = time_preference("Who is the current prime minister?", as_of_day("2014-12"))
    assert preference.points("2014-11") > preference.points("2022-02")
    assert time_preference("Who is Stubb?", as_of_day("2014-12")).points("2022-02") < 0


@given(st.text(max_size=60), st.sampled_from([None, "2022", "2014-11", "1999-12-31", "x"]))
def test_points_are_bounded(question: str, published: str | None) -> None:
    """No question and no date moves an answer by more than the limit, or fails."""
    assert abs(time_preference(question, AS_OF).points(published)) <= LIMIT


def test_articles_of_another_time_contradict_nothing() -> None:
    """What was written outside the period asked about, or after the day asked on, is no rival."""
    in_2014 = time_preference("Who was prime minister in 2014?", datetime.date(2023, 1, 1))
    assert in_2014.rules_out("2022-02")
    assert not any(in_2014.rules_out(date) for date in ("2014-11", None, "someday"))
    as_of_2014 = time_preference("Who is prime minister?", as_of_day("2014-12"))
    assert as_of_2014.rules_out("2022-02")
    assert not as_of_2014.rules_out("2010")


def test_a_word_before_a_date_bounds_it_however_long_the_question() -> None:
    """Only what stands right before a date is looked at, so that many dates do not cost their square."""
    asked = "What was known since the end of 2013?"
    found = covered("In 2012 it fell. " * 25 + asked)
    assert len(found) == 26
    assert found[-1] == covered(asked)[0] and found[-1][1] is None
