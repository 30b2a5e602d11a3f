"""The time that a question speaks of, and how far articles are from it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.question_dates import date_mentions
from qa.question.query import as_of_day
from qa.question.time import asked_time

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


def test_the_period_of_the_question_is_what_counts() -> None:
    """An article of the named year is at no distance; others are farther by the time between."""
    asked = asked_time("Who was prime minister in 2014?", datetime.date(2026, 1, 1))
    assert asked.distance("2014-11") == asked.distance("2014") == 0.0
    later, much_later, earlier = (asked.distance(date) or 0.0 for date in ("2015-03", "2022-02", "2013-06"))
    assert 0.0 < later < earlier < much_later
    assert asked.distance(None) is asked.distance("someday") is None


def test_a_fortnight_is_one_doubling() -> None:
    """Without a period the day asked on counts: 14 days before it are one doubling, 42 two."""
    asked = asked_time("Who won?", AS_OF)
    assert [asked.distance(date) for date in ("2014-12-10", "2014-11-26", "2014-10-29")] == [0.0, 1.0, 2.0]


def test_between_two_years() -> None:
    """The words "between 2012 and 2014" are one period."""
    asked = asked_time("Who led between 2012 and 2014?", AS_OF)
    assert {asked.distance(date) for date in ("2012-03", "2013", "2014-11")} == {0.0}


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
        ("Who was the current holder in 2014?", False),
        ("Why did Russia annex Crimea?", False),
    ],
)
def test_words_about_the_present(question: str, present: bool) -> None:
    """They ask for the newest, so that all passages are read; a date in the question overrules them."""
    assert asked_time(question, datetime.date(2023, 1, 1)).present is present


def test_as_of_an_earlier_day() -> None:
    """As of 2014-12, an article of 2022 is the future and as far as a very old one."""
    asked = asked_time("Who is the current prime minister?", as_of_day("2014-12"))
    future, old, new = (asked.distance(date) or 0.0 for date in ("2022-02", "2000", "2014-11"))
    assert future > old > new


@given(st.text(max_size=60), st.sampled_from([None, "2022", "2014-11", "1999-12-31", "x"]))
def test_a_distance_is_never_negative(question: str, published: str | None) -> None:
    """No question and no date fails, or brings an article nearer than near."""
    distance = asked_time(question, AS_OF).distance(published)
    assert distance is None or distance >= 0.0


def test_articles_of_another_time_contradict_nothing() -> None:
    """What was written outside the period asked about, or after the day asked on, is no rival."""
    in_2014 = asked_time("Who was prime minister in 2014?", datetime.date(2023, 1, 1))
    assert in_2014.rules_out("2022-02")
    assert not any(in_2014.rules_out(date) for date in ("2014-11", None, "someday"))
    as_of_2014 = asked_time("Who is prime minister?", as_of_day("2014-12"))
    assert as_of_2014.rules_out("2022-02")
    assert not as_of_2014.rules_out("2010")


@pytest.mark.parametrize(
    ("question", "undated"),
    [
        ("Who was mayor in 2018?", "Who was mayor?"),
        ("In May 2018, who was mayor?", "Who was mayor?"),
        ("What did a ticket cost during 2018?", "What did a ticket cost?"),
        ("Who won the 2018 election?", ""),
        ("Who has been mayor since 2018?", ""),
        ("Who was mayor last year?", ""),
        ("Who was mayor?", ""),
        ("In 2018?", ""),
    ],
)
def test_a_question_without_the_period_that_it_names(question: str, undated: str) -> None:
    """Only where the year says when: "the 2018 election" is another than that of 2022."""
    assert asked_time(question, datetime.date(2024, 1, 1)).undated == undated


@pytest.mark.parametrize(
    ("question", "lasting"),
    [
        ("Who is mayor of Pell?", True),
        ("What does a ticket cost?", True),
        ("How many inhabitants does Pell have?", True),
        ("How much will the pool cost?", True),
        ("Who leads the council?", True),
        ("Who’s the mayor?", True),
        ("Who has the most seats?", True),
        ("Who has been elected mayor?", False),
        ("Who has won the race?", False),
        ("Who founded Pell?", False),
        ("Who won?", False),
        ("How many people marched through Pell?", False),
        ("When was the bridge built?", False),
        ("What did the new mayor say?", False),
        ("Who is mayor this year?", False),
    ],
)
def test_what_may_change(question: str, lasting: bool) -> None:
    """A question in the present tense asks for what is so now; what happened stays as it was."""
    assert asked_time(question, datetime.date(2024, 1, 1)).lasting is lasting


NEAR = ["yesterday", "tomorrow", "now", "two days ago", "999 years ago", "in May"]
SAID = [
    f"{which} {named}" for which in ("last", "next") for named in ("week", "month", "year", "Sunday", "May")
]


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max])
@pytest.mark.parametrize("words", NEAR + SAID)
def test_the_calendar_has_ends(day: datetime.date, words: str) -> None:
    """A question asked on its first or last day is a question; what lies outside is no date."""
    asked = asked_time(f"What happened {words}?", day)
    for published in (None, "0001", "9999-12-31", "2022-02"):
        distance = asked.distance(published)
        assert distance is None or distance >= 0.0
        assert asked.rules_out(published) in (True, False)


def test_a_word_before_a_date_bounds_it_however_long_the_question() -> None:
    """Only what stands right before a date is looked at, so that many dates do not cost their square."""
    asked = "What was known since the end of 2013?"
    found = covered("In 2012 it fell. " * 25 + asked)
    assert len(found) == 26
    assert found[-1] == covered(asked)[0] and found[-1][1] is None


def test_a_day_without_a_year_may_be_of_any() -> None:
    """Asked today of an archive of some year; the last year is meant rather than one long ago."""
    time = asked_time("How much did shares fall on May 5?", AS_OF, any_year=True)
    assert time.undated == "How much did shares fall?"
    assert [time.covers(date) for date in ("2014-05-05", "2009-05-06", "2009-05-20")] == [True, True, False]
    near, far, beside = (time.distance(date) or 0.0 for date in ("2014-05-05", "2009-05-05", "2009-11-05"))
    assert near == 0 < far < beside
    assert not time.rules_out("2009-05-05")
    assert time.rules_out("2009-11-05")


def test_a_day_without_a_year_is_the_last_one_where_the_question_has_a_day() -> None:
    """Whoever says as of which day it is asked means the May before it."""
    time = asked_time("How much did shares fall on Monday, 5 May?", AS_OF)
    assert [time.covers(date) for date in ("2014-05-05", "2009-05-05")] == [True, False]


@pytest.mark.parametrize("day", ["29 February", "December 31", "March"])
def test_every_year_has_the_day(day: str) -> None:
    """Also where the calendar of a year lacks it."""
    time = asked_time(f"What happened in {day}?", datetime.date(2024, 12, 31), any_year=True)
    assert len(time.periods) == len(set(time.periods)) > 20


@pytest.mark.parametrize("date", ["in July 2009", "on 5 May 2009", "on May 5, 2009", "last May", "since May"])
def test_a_date_of_one_year_comes_round_no_more(date: str) -> None:
    """Only a date that names no year may be of any."""
    time = asked_time(f"What was opened {date}?", AS_OF, any_year=True)
    assert not time.yearly
    assert len(time.periods) == 1
