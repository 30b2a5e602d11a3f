"""What a correction says, and the question that it means."""

from __future__ import annotations

import pytest

from qa.conversation.corrections import Correction, corrected, correction_of
from qa.conversation.history import Turn
from qa.conversation.pieces import in_its_place, with_piece
from qa.conversation.resolution import Resolution


def asked(question: str, text: str | None = "Anna Berg") -> Turn:
    """A question that was answered."""
    return Turn(question, question, "span" if text else "none", text)


@pytest.mark.parametrize(
    ("turn", "correction"),
    [
        ("No, I meant 2015", Correction("2015")),
        ("i meant oslo", Correction("oslo")),
        ("in 2015, I mean", Correction("in 2015")),
        ("not Bergen, Oslo", Correction("Oslo", "Bergen")),
        ("Oslo, not Bergen", Correction("Oslo", "Bergen")),
        ("sorry, Oslo", Correction("Oslo")),
        ("no, of Iceland", Correction("of Iceland")),
        ("the other one", Correction("")),
        ("not the minister", Correction("", "the minister")),
        ("I meant who built it", Correction("who built it", whole=True)),
        ("no casualties", None),
        ("no, who built it?", None),
        ("Not counting Oslo, how many towns voted for it?", None),
    ],
)
def test_what_a_correction_says(turn: str, correction: Correction | None) -> None:
    """The piece that is meant, and the one that is not; what asks is a question."""
    assert correction_of(turn) == correction


@pytest.mark.parametrize(
    ("question", "correction", "meant"),
    [
        ("Who was mayor of Bergen in 2019?", Correction("2015"), "Who was mayor of Bergen in 2015?"),
        ("Who is the mayor of Bergen?", Correction("Oslo", "Bergen"), "Who is the mayor of Oslo?"),
        ("Who is the mayor of Bergen?", Correction("of Oslo"), "Who is the mayor of Oslo?"),
        ("Who is the mayor of Bergen?", Correction("the bishop"), "Who is the bishop of Bergen?"),
        ("Who is the mayor of Bergen?", Correction("the bishop of Oslo"), "Who is the bishop of Oslo?"),
        ("who is the mayor of bergen", Correction("oslo"), "who is the mayor of oslo?"),
        ("How old is Tom Reyes?", Correction("the pianist"), "How old is Tom Reyes, the pianist?"),
        ("How old is Tom Reyes?", Correction(""), "How old is Tom Reyes?"),
    ],
)
def test_a_correction_replaces_a_piece_of_the_last_question(
    question: str, correction: Correction, meant: str
) -> None:
    """What is most like the piece gives way to it."""
    assert corrected(correction, [asked(question)])[0].question == meant


@pytest.mark.parametrize(
    ("question", "piece", "meant"),
    [
        ("What does the largest boat cost", "the smallest", "What does the smallest boat cost?"),
        ("How many came in June 2021", "in July", "How many came in July 2021?"),
        ("Who was Prime Minister of Norland in 2018", "the king", "Who was the king of Norland in 2018?"),
        ("How many votes did the Reds get", "the Blues", "How many votes did the Blues get?"),
        ("What did the EU decide", "NATO", "What did NATO decide?"),
        ("When was Miller Tower built", "the town gate", "When was the town gate built?"),
        ("When was Miller Tower built", "closed", "When was Miller Tower closed?"),
        ("How much did the old pier cost", "a season ticket", "How much did a season ticket cost?"),
        (
            "How many beds does the ward in the west have",
            "in the east",
            "How many beds does the ward in the east have?",
        ),
        (
            "How many beds does the ward in the west have",
            "the other one",
            "How many beds does the other ward have?",
        ),
        ("How much is a ticket for children", "for dogs", "How much is a ticket for dogs?"),
        (
            "How many beds does the ward in the west have",
            "nurses",
            "How many nurses does the ward in the west have?",
        ),
        ("When was Miller Bridge built", "the other one", "When was the other bridge built?"),
        ("How many died in the storm", "the flood", "How many died in the flood?"),
        ("Who won the league", "the cup", "Who won the cup?"),
    ],
)
def test_a_piece_takes_the_place_of_what_is_like_it(question: str, piece: str, meant: str) -> None:
    """Superlatives, months of the year that was spoken of, offices, names with their own article."""
    assert next(iter(with_piece(question, piece))).question == meant


@pytest.mark.parametrize(
    ("question", "piece", "meant"),
    [
        (
            "How much did the roof of the chapel cost",
            "the school",
            "How much did the roof of the school cost?",
        ),
        ("How much does a card cost for pupils", "a season ticket", "How much does a season ticket cost?"),
        ("Who opened Miller Bridge", "the pool", "Who opened the pool?"),
    ],
)
def test_other_places_of_a_piece_are_tried(question: str, piece: str, meant: str) -> None:
    """Where nobody knows which piece gives way, the articles decide."""
    assert meant in [one.question for one in with_piece(question, piece)]


def test_an_office_is_asked_of_no_verb() -> None:
    """The "united" at the end of a name is nothing that was done to it."""
    [first, *_] = with_piece("who is the coach of port united", "the captain")
    assert first.question == "who is the captain of port united?"


def test_the_articles_say_whether_a_name_is_a_place() -> None:
    """A name that is never written behind "in" does not go there, one that always is only there."""
    party = Resolution("How many seats did the Reds win in Dawn?", 0.7, put="Dawn")
    assert in_its_place(party, ["Members of Dawn met.", "The leader of Dawn left."], ()) < 0
    assert in_its_place(party, ["It rained in Dawn."], ()) > 0
    assert in_its_place(party, ["Nothing of it."], ()) == 0


@pytest.mark.parametrize(
    ("question", "new", "meant"),
    [
        ("When did Ada Lind die?", "the year", "In what year did Ada Lind die?"),
        ("When did Ada Lind die?", "the exact date", "On what date did Ada Lind die?"),
        ("What year was the pier built?", "the date", "On what date was the pier built?"),
        ("How old is the pier?", "the year", "In what year is the pier?"),
        ("Who is the mayor of Bergen?", "the place", "Where is Anna Berg the mayor of Bergen?"),
        ("When is the date of the vote?", "the date", "When is the date of the vote?"),
    ],
)
def test_what_is_asked_for_may_be_corrected(question: str, new: str, meant: str) -> None:
    """The words "I meant the year" ask the question again for its year, unless it names it already."""
    assert corrected(Correction(new), [asked(question)])[0].question == meant


def test_the_other_one_is_the_other_that_was_asked_about() -> None:
    """Where the same was asked of another name before, that one is meant, and nothing else."""
    turns = [
        asked("How many seats did the Reds win?"),
        asked("Who is the mayor of Bergen?"),
        asked("How many seats did the Blues win?"),
    ]
    assert [one.question for one in corrected(Correction(""), turns)] == ["How many seats did the Reds win?"]
