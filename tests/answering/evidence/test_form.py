"""Whether an answer has the form that the question asks for."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


def is_told(feature: str, question: str, answer: str) -> bool:
    """Whether a feature tells something of the only answer to a question."""
    found = features_of(question, [("News", f"It said: {answer}, and no more", None)], [(0, answer, 5.0)])
    return bool(found[answer][feature])


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("When did the queen die?", "96", True),
        ("In what year did the mill close?", "1,200", True),
        ("On which date did the queen die?", "96", True),
        ("When did the queen die?", "1936", False),
        ("When did the queen die?", "8 September", False),
        ("When did the queen die?", "at 96", False),
        ("When does the mill open?", "7.45", False),
        ("Where did the queen die?", "1936", True),
        ("Who was queen?", "96", True),
        ("Who was queen?", "Elizabeth II", False),
        ("How old was the queen?", "96", False),
        ("How many people came?", "300", False),
        ("What did the queen like?", "96", False),
    ],
)
def test_a_number_where_none_is_asked_for_is_told(question: str, answer: str, told: bool) -> None:
    """An age is no day of death and no place; a year may be a time."""
    assert is_told("other_kind", question, answer) is told


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("When was the speaker ousted?", "historic house vote", True),
        ("In what year was the mill built?", "Ada Holm", True),
        ("When was the speaker ousted?", "after the vote", False),
        ("When was the speaker ousted?", "on Tuesday", False),
        ("When was the speaker ousted?", "the 1990s", False),
        ("When's the vote?", "tomorrow", False),
        ("When the speaker was ousted, who took over?", "Ada Holm", False),
        ("Where was the speaker ousted?", "Hallen", False),
    ],
)
def test_an_answer_to_when_without_a_time_is_told(question: str, answer: str, told: bool) -> None:
    """A time is a date, a part of a year or a day, or what happened before or then."""
    assert is_told("untimed", question, answer) is told


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("How much do we pay for interviews?", "Compensation", True),
        ("How many people came?", "people of Hallen", True),
        ("How many people came?", "300", False),
        ("How many people came?", "twenty-three", False),
        ("How much of it was lost?", "nearly half", False),
        ("How did people come?", "by train", False),
        ("How long did it take?", "until the war ended", False),
    ],
)
def test_an_answer_to_how_many_without_an_amount_is_told(question: str, answer: str, told: bool) -> None:
    """An amount is a number in digits or words, or what says how much."""
    assert is_told("uncounted", question, answer) is told
