"""What a turn is, by its words alone."""

from __future__ import annotations

import pytest

from eval.acts import by_grammar, labelled
from qa.conversation.acts import SEARCHED, recognise

# Half of them are like nothing in the list of turns that the grammars are measured on.
TURNS = {
    "reaction": [
        "thanks a million",
        "Okay.",
        "that makes sense, thank you",
        "😀",
        "how strange",
        "no worries",
    ],
    "doubt": ["that's incorrect", "Really?", "I don't believe it", "show me other answers", "is that true?"],
    "source": ["how can you know that?", "which article is that from?", "Sources?", "says who?"],
    "greeting": ["hello there!", "Good evening", "hiii", "👋"],
    "goodbye": ["bye now", "thanks, see you tomorrow", "I have to go"],
    "assistant": ["who made you?", "are you a robot?", "what can you do?"],
    "command": ["exit", "QUIT", ":q", "help", "?", "start over"],
    "collection": ["how many articles do you have?", "articles about floods", "what is the oldest article?"],
    "correction": ["no, I meant Norway", "not Norway, Iceland", "the other one", "sorry, in 2019"],
    "several": ["Who won? And who came second?", "When was it built and who paid for it?"],
    "other": ["asdf", "...", "tell me a joke", "I like trains"],
    "question": [
        "Who is the Great Gatsby?",
        "Thanks to whom was the ship saved?",
        "who said no to the treaty",
        "How many articles has the treaty?",
        "ok and who is the captain?",
        "norway oil price",
        "Did she say yes?",
        "what else?",
        "why?",
    ],
}


@pytest.mark.parametrize(("act", "turn"), [(act, turn) for act, own in TURNS.items() for turn in own])
def test_what_a_turn_is(act: str, turn: str) -> None:
    """Behind a question, by words that were written for this test."""
    assert recognise(turn, after_question=True).act == act


def test_the_labelled_turns() -> None:
    """Nearly all of them are recognised, and of the questions among them next to none is taken for talk."""
    wrong = [turn for turn in labelled() if by_grammar(turn) != turn.act]
    assert len(wrong) <= 0.03 * len(labelled())
    talk = [turn.text for turn in wrong if turn.act in SEARCHED and by_grammar(turn) not in SEARCHED]
    assert len(talk) <= 1


def test_nothing_is_corrected_before_anything_was_asked() -> None:
    """The first turn of a conversation may be a name alone, which is looked for."""
    assert recognise("not Norway, Iceland", after_question=False).act == "question"


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("Thanks! Who is the captain?", "Who is the captain?"),
        ("hi, when did it open", "when did it open"),
        ("Hello, Dolly! was written by whom?", "Hello, Dolly! was written by whom?"),
        ("OK Computer release date", "OK Computer release date"),
    ],
)
def test_a_courtesy_in_front_of_a_question_is_not_searched(turn: str, asked: str) -> None:
    """What is thanked or greeted with is no part of the question; a title that looks so stays."""
    assert recognise(turn, after_question=True).text == asked


def test_a_turn_without_end_is_bounded() -> None:
    """Whatever is pasted is looked at in no time."""
    assert recognise("thanks " * 200_000, after_question=True).act == "question"


@pytest.mark.parametrize(
    ("turn", "command"),
    [
        ("open 2", "/open 2"),
        ("open [3]", "/open 3"),
        ("articles harbour", "/articles harbour"),
        ("find the old lighthouse", "/find old lighthouse"),
        ("Find Harbour Street", "/find Harbour Street"),
        ("stats", "/stats"),
        ("export answers.csv", "/export answers.csv"),
        ("top 5", "/top 5"),
        ("filter since 2019 source *.pdf", "/filter since 2019 source *.pdf"),
        ("as of 2020-05", "/asof 2020-05"),
        ("open questions about the harbour?", None),
        ("open the newest article", None),
        ("find out who won", None),
        ("find me the mayor", None),
        ("find the harbour?", None),
        ("articles about the harbour", None),
        ("articles of association", None),
        ("top scorer of the cup", None),
        ("as of today", None),
        ("export of timber", None),
        ("why", None),
    ],
)
def test_commands_without_their_slash(turn: str, command: str | None) -> None:
    """A command with what it takes and no more; "why" asks on about what was answered."""
    assert recognise(turn, after_question=True).command == command


@pytest.mark.parametrize("turn", ["Hi! What can you do?", "Hello, who are you?", "Thanks! How do you work?"])
def test_a_greeting_before_it_leaves_a_question_about_the_assistant_what_it_is(turn: str) -> None:
    """It is not asked of the articles."""
    assert recognise(turn, after_question=True).act == "assistant"
