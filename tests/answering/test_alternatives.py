"""Which other answers are named beside one."""

from __future__ import annotations

from qa.answering.alternatives import alternatives
from qa.question.query import Query
from qa.types import Candidate


def named(question: str, *texts: str, answered: bool = True) -> list[str]:
    """The alternatives, where the candidates have these texts and grow less likely."""
    found = [Candidate(text, 0.9 - 0.1 * n, 0.0, 1, ()) for n, text in enumerate(texts)]
    return [one.text for one in alternatives(Query(question, 15), found, answered=answered)]


def test_what_says_nothing_is_no_alternative() -> None:
    """Words of the question, titles alone, and of how many what is no number."""
    assert named("How many boats sank?", "six", "boats", "at", "close", "9") == ["9"]
    assert named("Who leads Pell?", "Ann Olm", "Sen", "who leads", "relying", "Eva Roth") == ["Eva Roth"]
    assert named("Who leads Pell?", "Ann Olm", "and it is Eva Roth") == []


def test_what_says_it_again_is_no_alternative() -> None:
    """Neither the answer nor an alternative stands twice, however it is written."""
    assert named("How many boats sank?", "six", "6", "seven", "7") == ["seven"]
    assert named("Who leads Pell?", "Mayor Peter Olm", "Peter Olm", "Eva Roth") == ["Eva Roth"]


def test_the_likeliest_comes_first() -> None:
    """Whatever order they were judged in."""
    low, high = Candidate("Eva Roth", 0.1, 0.0, 1, ()), Candidate("Max Bell", 0.4, 0.0, 1, ())
    query = Query("Who leads Pell?", 15)
    assert alternatives(query, [low, high], answered=False) == (high, low)


def test_a_yes_no_question_keeps_its_sentences() -> None:
    """They are what decides it."""
    assert named("Did boats sink?", "Boats sank.", "The boats did sink.") == ["The boats did sink."]
