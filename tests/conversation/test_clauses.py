"""The parts of a question, and the "the ..." in it."""

from __future__ import annotations

import pytest

from qa.conversation.clauses import clause_of, definite_phrases, is_told


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many beds does the old hospital in the west have", ("the old hospital in the west", " have")),
        ("How much did the roof of the chapel cost", ("the roof of the chapel", " cost")),
        ("How much does a day at the zoo cost for dogs", ("a day at the zoo", " cost for dogs")),
        ("When was Miller Tower built", ("Miller Tower", " built")),
        ("Did Anna Falk design the town gate", ("Anna Falk", " design the town gate")),
        ("Which team did the Blues beat in the semi-final", ("the Blues", " beat in the semi-final")),
        ("Was anyone hurt", ("anyone", " hurt")),
        ("How many people were injured in the crash", ("", "injured in the crash")),
        ("Who is the coach of Port United", ("the coach of Port United", "")),
    ],
)
def test_the_parts_of_a_question(question: str, parts: tuple[str, str]) -> None:
    """The subject goes up to the verb, and the three parts together are the question."""
    clause = clause_of(question)
    assert clause is not None
    assert (clause.subject, clause.rest) == parts
    assert clause.asked + clause.subject + clause.rest == question


@pytest.mark.parametrize("question", ["Who won the race", "Why", ""])
def test_a_question_without_a_subject_of_its_own(question: str) -> None:
    """Where there is no auxiliary there is nothing to take apart."""
    assert clause_of(question) is None


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("When did the new ice rink open?", ["the new ice rink"]),
        ("What did the roof of the chapel cost?", ["the roof", "the chapel"]),
        ("Did the mayor Anna Falk resign?", []),
        ("How much is the boat worth?", ["the boat"]),
        ("Who leads the Greens?", []),
    ],
)
def test_definite_phrases(question: str, phrases: list[str]) -> None:
    """They end before the verb; names are none."""
    assert [question[start:end] for start, end in definite_phrases(question)] == phrases


@pytest.mark.parametrize(
    ("text", "told"),
    [("a storm destroyed the pier", True), ("a newly elected mayor", False), ("the harbour", False)],
)
def test_what_tells_that_something_happened_is_no_thing(text: str, told: bool) -> None:
    """A verb in the past with somebody it was done to."""
    assert is_told(text.split()) == told
