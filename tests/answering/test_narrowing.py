"""Spans cut to what was asked."""

from __future__ import annotations

import pytest

from qa.answering.narrowing import narrowed
from qa.question.query import Query
from tests.answering.test_answerer import article, hits, span


@pytest.mark.parametrize(
    ("question", "text", "words", "cut"),
    [
        ("How much is the fare?", "The fare rose from 4 to 5 euros.", "4 to 5 euros", "5 euros"),
        ("From what did the fare rise?", "The fare rose from 4 to 5 euros.", "4 to 5 euros", "4"),
        (
            "How much is the fare?",
            "It was raised to 5 euros from 4 euros.",
            "5 euros from 4 euros",
            "5 euros",
        ),
        ("How much was the fare before?", "It is 6 crowns instead of 5.", "6 crowns instead of 5", "5"),
        ("When is the shop open?", "It is open from 9 to 5.", "9 to 5", "9 to 5"),
        (
            "By how much does the fare rise?",
            "The fare rose from 4 to 5 euros.",
            "4 to 5 euros",
            "4 to 5 euros",
        ),
        ("What size is the kite?", "A huge yellow kite flew.", "huge yellow", "huge"),
        ("What colour is the kite?", "A huge yellow kite flew.", "huge yellow", "yellow"),
        ("What colour is the kite?", "A black and white kite flew.", "black and white", "black and white"),
        ("How many voted for the ban?", "They voted 9 to 4 against the ban.", "9 to 4", "4"),
        ("How many voted against the ban?", "They voted 9 to 4 against the ban.", "9 to 4", "9"),
        ("How many voted for the plan?", "The plan was approved, 9 votes to 4.", "9 votes to 4", "9"),
        ("How many voted for the plan?", "The vote was 9 to 4.", "9 to 4", "9 to 4"),
        ("How many were hurt?", "No serious injuries were reported.", "No", "No serious injuries"),
        ("How many were hurt?", "It said no.", "no", "no"),
        (
            "Where was Ada Voss born?",
            "Born: 3 February 1888, Lübeck, Pell",
            "3 February 1888, Lübeck, Pell",
            "Lübeck, Pell",
        ),
        (
            "When did Ada Voss die?",
            "Died: August 19, 1961 (aged 73), Pell",
            "August 19, 1961 (aged 73), Pell",
            "August 19, 1961 (aged 73)",
        ),
        ("Where was Ada Voss born?", "Born: 1888 in Pell", "1888 in Pell", "1888 in Pell"),
        (
            "When was the prize given?",
            "It was given in 1888 Pell Games.",
            "1888 Pell Games",
            "1888 Pell Games",
        ),
    ],
)
def test_of_several_parts_the_one_asked_for_is_kept(question: str, text: str, words: str, cut: str) -> None:
    """Where the words of question and article say which it is; the offsets stay those of the article."""
    found = hits(article("a", text))
    [kept] = narrowed(Query(question, depth=5), [span(found[0], words, 1.0)])
    assert kept.text == cut
    assert text[kept.start : kept.end] == cut
