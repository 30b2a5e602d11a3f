"""A value that is stated instead of the one just answered."""

from __future__ import annotations

import pytest

from qa.conversation.acts import recognise
from qa.conversation.claims import claimed, instead
from qa.conversation.corrections import correction_of
from qa.conversation.history import Turn
from tests.conversation.test_conversation import Shelf, talk


@pytest.mark.parametrize(
    ("turn", "value"),
    [
        ("that's wrong, it was 12 million", "12 million"),
        ("no, it was in March", "March"),
        ("no he died in 1931", "1931"),
        ("you are wrong. They won 4-2!", "4-2"),
        ("it was about 900 euros", "900 euros"),
        ("Wasn't it Oslo?", "Oslo"),
        ("it's 3.5 percent, isn't it?", "3.5 percent"),
        ("I thought it was the bishop", "bishop"),
        ("no, I meant 2018", None),
        ("sorry, it is Bergen I meant", None),
        ("no, it was about the harbour", None),
        ("that was great", None),
        ("that's wrong", None),
        ("Was it 12 million?", None),
        ("How many were there in 2012?", None),
    ],
)
def test_the_value_that_is_stated(turn: str, value: str | None) -> None:
    """A number, a date or a name, or whatever stands behind a "no, it was"; what asks states nothing."""
    assert claimed(turn) == value


@pytest.mark.parametrize(
    ("turn", "question", "answer", "value"),
    [
        ("no, in May", "When did the zoo open?", "Friday", "May"),
        ("no, 40", "How many came?", "300", "40"),
        ("not 2.1 million, 17 million", "What did it cost?", "2.1 million", "17 million"),
        ("no, in 2019", "How many came in 2018?", "300", None),
        ("not Bergen, Oslo", "Who is the mayor of Bergen?", "Anna Falk", None),
        ("I meant 2019", "When did she win?", "Friday", None),
    ],
)
def test_a_correction_of_the_answer(turn: str, question: str, answer: str, value: str | None) -> None:
    """What is put in the place of the answer is a value; what is put into the question is none."""
    correction = correction_of(turn)
    assert correction is not None
    assert instead(turn, correction, Turn(question, question, "span", answer)) == value


def test_a_stated_value_is_looked_up() -> None:
    """Where the articles have it, it is cited; else nothing is, and what was answered is told in any case."""
    chat = talk(Shelf())
    chat.ask("When was the harbour in Finland opened?")
    found = chat.ask("that's wrong, it was 2004")
    assert (found.act, found.kind, found.claimed) == ("doubt", "none", "2004")
    assert [citation.quote for citation in found.closest] == ["2004"]
    missing = chat.ask("no, it was 1984")
    assert (missing.claimed, missing.closest) == ("1984", ())
    assert missing.about is not None and missing.about.text == "1999"
    assert len(chat.turns) == 1


def test_nothing_is_doubted_before_anything_was_asked() -> None:
    """The first turn may be a sentence, which is searched."""
    assert recognise("it was 12 million", after_question=False).act == "question"
