"""A small part of the bench of hostile questions runs with the tests; ``make hostile`` runs the rest."""

from __future__ import annotations

import random

import pytest

from eval.hostile_questions import questions
from qa.conversation.history import Turn
from qa.conversation.resolving import readings_of
from qa.question.checking import MAX_CHARACTERS, MAX_WORD, MAX_WORDS, checked_question, is_question
from qa.question.query import Query


def test_every_question_is_refused_or_understood() -> None:
    """Alone and behind one like it: none breaks what is worked out of its words, and the bounds hold."""
    asked = list(questions(700, random.Random(3)))
    accepted = [checked_question(question) for question in asked if is_question(question)]
    assert 100 < len(accepted) < len(asked)
    before = "Who is Finland's new Prime Minister?"
    for question in accepted:
        words = question.split()
        assert len(words) <= MAX_WORDS and len(question) <= MAX_CHARACTERS
        assert max(map(len, words)) <= MAX_WORD
        assert Query(question, 10).text == question
        readings = readings_of(question, [Turn(before, before, "span", "Alexander Stubb")])
        assert readings.texts
        before = question


@pytest.mark.timeout(30)
def test_a_long_word_before_a_follow_up_takes_no_time() -> None:
    """Its parts are no words: each letter more would have doubled the time."""
    for before in (
        "Who is the king of {0}? {0}",
        "Who met the head of the {0}, {0}",
        "What is the {0} of {0}!",
    ):
        before = before.format("abcdefghij" * 12)
        for question in ("And the president?", "And the queen of Norway?", "the mayor of port callan"):
            assert readings_of(question, [Turn(before, before, "span", "Alexander Stubb")]).texts
