"""Answers that disagree, and answers that confirm each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.disagreement import disagreement, repeats, value_kind
from qa.types import Candidate, Citation

PM = "Who is Finland's Prime Minister?"


def candidate(
    text: str,
    sentence: str = "Finland's Prime Minister {} spoke.",
    published: str | None = "2014-11",
    confidence: float = 0.8,
    article: str | None = None,
) -> Candidate:
    """A candidate whose only citation is an article of its own, unless one is named."""
    quoting = sentence.format(text)
    citation = Citation(
        number=1, article_id=article or text, title="News", published=published, source="s", line=1,
        page=None, start=0, end=1, quote=text, sentence=quoting, sentence_start=0, digest="d",
    )  # fmt: skip
    return Candidate(text, confidence, score=5.0, support=1, citations=(citation,))


def texts(question: str, *candidates: Candidate) -> list[str]:
    """The answers shown as disagreeing."""
    return [one.text for one in disagreement(question, candidates, threshold=0.5)]


def test_two_prime_ministers_newest_first() -> None:
    """Two names for one office from two articles are shown, the newer one first."""
    stubb, marin = candidate("Alexander Stubb"), candidate("Sanna Marin", published="2022-02")
    assert texts(PM, stubb, marin) == ["Sanna Marin", "Alexander Stubb"]
    assert texts(PM, marin, stubb) == ["Sanna Marin", "Alexander Stubb"]


def test_two_times_that_mean_one_day_are_no_conflict() -> None:
    """By the dates of their articles."""
    asked = "When did Finland's Prime Minister speak?"
    tuesday, wednesday = candidate("Tuesday"), candidate("Wednesday")
    assert texts(asked, tuesday, wednesday) == ["Tuesday", "Wednesday"]
    same = [
        replace(one, citations=(replace(one.citations[0], means="2014-11-04"),))
        for one in (tuesday, wednesday)
    ]
    assert texts(asked, *same) == []


def test_undated_articles_come_last() -> None:
    """What has no date cannot claim to be the newest."""
    assert texts(PM, candidate("Alexander Stubb", published=None), candidate("Sanna Marin")) == [
        "Sanna Marin",
        "Alexander Stubb",
    ]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (PM, "Stubb", "Alexander Stubb"),
        ("When did Finland's Prime Minister speak?", "2014", "November 2014"),
        ("When did Finland's Prime Minister speak?", "November 12", "12 November 2014"),
        ("How many troops did Finland's Prime Minister send?", "190,000", "as many as 190,000 troops"),
        ("How many troops did Finland's Prime Minister send?", "189,700", "190,000"),
        ("How many spoke to Finland's Prime Minister?", "61 percent", "300 people"),
        ("How many spoke to Finland's Prime Minister?", "three", "3"),
        ("Who does Finland's Prime Minister meet?", "NATO", "North Atlantic Treaty Organization"),
        ("Where did Finland's Prime Minister speak?", "Helsinki", "a packed hall"),
        ("Who did Finland's Prime Minister meet?", "Russia", "Dmitri Peskov"),
        ("Which countries does Finland's Prime Minister know?", "Sweden", "Norway"),
        ("Who are Finland's Prime Ministers?", "Alexander Stubb", "Sanna Marin"),
        ("Who else is Finland's Prime Minister?", "Alexander Stubb", "Sanna Marin"),
        ("Why did Finland's Prime Minister resign?", "Russia", "Sweden"),
        ("What did Finland's Prime Minister say?", "Russia", "Sweden"),
        ("Did Finland's Prime Minister resign?", "Russia", "Sweden"),
        (PM, "Alexander Stubb", "Sanna Marin and Antti Rinne"),
    ],
)
def test_what_may_both_be_right_is_no_conflict(question: str, one: str, other: str) -> None:
    """Other spellings, other granularity, lists, open questions and unlike kinds do not disagree."""
    assert texts(question, candidate(one), candidate(other)) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("When did Finland's Prime Minister speak?", "2014", "2015"),
        ("When did Finland's Prime Minister speak?", "November 2014", "October 2014"),
        ("When did Finland's Prime Minister speak?", "Monday", "Friday"),
        ("How many troops did Finland's Prime Minister send?", "190,000", "150,000 troops"),
        ("How many troops did Finland's Prime Minister send?", "1.2 million", "900,000"),
        ("How many troops did Finland's Prime Minister send?", "three", "5"),
        ("Where did Finland's Prime Minister speak?", "Helsinki", "Moscow"),
    ],
)
def test_values_that_exclude_each_other(question: str, one: str, other: str) -> None:
    """Different dates, numbers and places for one question disagree."""
    assert len(texts(question, candidate(one), candidate(other))) == 2


def test_one_article_does_not_contradict_itself() -> None:
    """Two names in one article are two things that it speaks of."""
    assert texts(PM, candidate("Alexander Stubb", article="a"), candidate("Sanna Marin", article="a")) == []


def test_a_sentence_about_something_else_is_no_rival() -> None:
    """A name that the reader likes in a sentence on another matter does not disagree."""
    stray = candidate("Sanna Marin", sentence="{} won the regatta.")
    assert texts(PM, candidate("Alexander Stubb"), stray) == []


def test_answers_named_together_are_a_list() -> None:
    """Where a sentence names both, both may be right."""
    sweden = candidate("Sweden", sentence="The Prime Minister of Finland met {} and Norway.")
    norway = candidate("Norway", sentence="The Prime Minister of Finland went to {}.")
    assert texts("Where did Finland's Prime Minister go?", sweden, norway) == []


@pytest.mark.parametrize(
    ("best", "rival", "disagree"), [(0.75, 0.46, False), (0.84, 0.56, True), (0.42, 0.4, True)]
)
def test_a_rival_is_likely_or_nearly_as_likely(best: float, rival: float, disagree: bool) -> None:
    """Less likely than not, and far behind the best, is no disagreement."""
    sides = (candidate("Alexander Stubb", confidence=best), candidate("Sanna Marin", confidence=rival))
    assert bool(disagreement(PM, sides, threshold=0.29)) is disagree


def test_weak_rivals_do_not_count() -> None:
    """A rival below the threshold, or far below the best, is an alternative only."""
    assert texts(PM, candidate("Alexander Stubb"), candidate("Sanna Marin", confidence=0.49)) == []
    best = candidate("Alexander Stubb", confidence=0.99)
    assert texts(PM, best, candidate("Sanna Marin", confidence=0.55)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Alexander Stubb", "name"),
        ("the Kremlin", "name"),
        ("190,000 troops", "number"),
        ("as many as twelve", "number"),
        ("November 12", "date"),
        ("2014", "date"),
        ("late 2014", "date"),
        ("Sweden and Finland", "other"),
        ("legal guarantees", "other"),
        ("serious military and political repercussions", "other"),
    ],
)
def test_kinds_of_value(text: str, kind: str) -> None:
    """Only what is plainly one name, number or date has a kind that can be compared."""
    assert value_kind(text) == kind


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("19 million", "19 million euros", True),
        ("1,200", "1200 people", True),
        ("97 percent", "98 percent", False),
        ("40 people", "40 houses", False),
        ("Petra Olm", "Olm", True),
        ("Petra Olm", "Mayor Olm", True),
        ("Petra Olm", "Petra Ulm", False),
        ("Max", "HBO Max", False),
        ("12 September", "September 12, 2021", True),
        ("12 September", "21 September", False),
        ("September", "12 September", False),
    ],
)
def test_one_value_as_exact(one: str, other: str, are_one: bool) -> None:
    """A unit, a first name or a year more is the same value; another figure or a coarser date is not."""
    assert repeats(one, other) is repeats(other, one) is are_one


def test_days_of_a_growing_count_do_not_disagree() -> None:
    """How many have fled is more on every day; what was counted on one day may differ."""
    question, said = "How many people have fled from Pell?", "{} people have fled from Pell."
    one, other = candidate("900", said, "2022-03-01"), candidate("1,400", said, "2022-03-05")
    assert texts(question, one, other) == []
    assert len(texts(question, one, candidate("1,400", said, "2022-03-01"))) == 2


def test_forecasts_of_two_people_do_not_disagree() -> None:
    """Neither is yet wrong; the articles agree on who said what."""
    question, said = "When will the bridge of Pell open?", "The bridge of Pell will open in {}."
    sides = [candidate(month, said, article=month) for month in ("June", "July")]
    spoken = [
        replace(side, citations=(replace(side.citations[0], speaker=name, verb="said"),))
        for side, name in zip(sides, ("Ann Olm", "Max Bell"), strict=True)
    ]
    assert texts(question, *spoken) == [] and len(texts(question, *sides)) == 2


def test_numbers_of_two_things_do_not_disagree() -> None:
    """Each sentence names a thing of its own; nor does a name without what the best one is said to be."""
    question = "How many cars did Lada recall?"
    niva = candidate("900", "Lada recalled {} Niva cars.")
    vesta = candidate("400", "Lada recalled {} Vesta cars.")
    assert texts(question, niva, vesta) == []
    assert len(texts(question, niva, candidate("400", "Lada recalled {} cars."))) == 2
    one = replace(niva.citations[0], start=14, end=17)
    assert texts(question, replace(niva, citations=(one,)), candidate("400", "Lada recalled {} cars.")) == []
    film, nickname = candidate("Red Dust", "Olm won for the film {}."), candidate("Old Fox", "{} Olm won.")
    assert texts("Which film did Olm win for?", film, nickname) == []


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=60))
def test_any_text(one: str, other: str, question: str) -> None:
    """Hostile or empty text never fails, and a conflict always holds the best answer."""
    shown = disagreement(question, [candidate(one), candidate(other)], 0.5)
    assert shown == () or one in [side.text for side in shown]
