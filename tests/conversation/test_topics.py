"""Which of what was spoken of a follow-up means: the newest that fits by its kind."""

from __future__ import annotations

import pytest

from qa.conversation.corrections import correction_of
from qa.conversation.history import Cited, Turn
from qa.conversation.pieces import in_its_place, says_what_it_is_of, with_piece
from qa.conversation.resolution import Resolution
from qa.conversation.resolving import readings_of
from tests.conversation.test_gate import turn

PEOPLE = [
    turn("Who won the election in Karsland?", "Edvin Moe"),
    turn("What did Edvin Moe promise?", "tax cuts"),
]


def first(question: str, *turns: Turn) -> str:
    """The likeliest reading by the words alone."""
    return readings_of(question, turns).resolutions[0].question


def about(asked: str, understood: str, answer: str, sentence: str = "", title: str = "Once more") -> Turn:
    """A turn that went over to something else."""
    return Turn(asked, understood, "span", answer, (Cited(title, sentence),))


def test_what_the_talk_turned_to_is_meant() -> None:
    """After "What about Per Brandt?" he is the "he", before the one who was the answer."""
    turned = about("What about Per Brandt?", "Who sails with Per Brandt?", "Olaf Rehn")
    assert first("Where did he land?", turned) == "Where did Per Brandt land?"


def test_after_another_country_its_article_tells_who() -> None:
    """Whom the talk left behind with the country before is no "he" any more where the article names one."""
    turned = about(
        "What about Sweden?",
        "How many percent, regarding Sweden?",
        "53%",
        "Anders Vik won 53%.",
        "Sweden votes: Anders Vik stays",
    )
    assert first("How many seats did his party win?", *PEOPLE, turned).startswith(
        "How many seats did Anders Vik's party win"
    )


def test_a_whole_phrase_is_taken_up() -> None:
    """What was gone over to is "it", and not the country in its name."""
    quake = turn("What about the quake in Perenia?", "7.4")
    assert first("How strong was it?", quake) == "How strong was the quake in Perenia?"


@pytest.mark.parametrize("answer", ["2021/04/02", "177 mph", "$4.25", "Thursday -- the fourth night"])
def test_a_time_or_an_amount_is_no_it(answer: str) -> None:
    """A date, a speed or a sum that was answered takes no pronoun's place."""
    readings = readings_of("How does it work?", [turn("What about the Rotor Nine?", answer)])
    assert readings.resolutions
    assert not any(answer in one.question for one in readings.resolutions)


def test_there_is_a_place() -> None:
    """A nickname that nothing is written to be "in" is no "there"."""
    history = [turn("What is Ada Lind nicknamed?", "Linnet", "Ada Lind is nicknamed Linnet.")]
    assert first("How long will she stay up there?", *history) == "How long will Ada Lind stay up there?"


@pytest.mark.parametrize(
    ("asked", "answer", "then", "meant"),
    [
        ("How high was the fee, regarding Oda?", "28%", "why?", "Why was the fee 28%, regarding Oda?"),
        ("What is happening with oat milk?", "a shortage", "why?", "Why is this happening with oat milk?"),
        ("What did Oda Rehn say?", None, "when?", "When did Oda Rehn say that?"),
        ("Where did the thieves enter?", "by a window", "how did they do it?", "How did the thieves enter?"),
    ],
)  # fmt: skip
def test_a_bare_question_word_asks_of_all_that_was_said(
    asked: str, answer: str | None, then: str, meant: str
) -> None:
    """The last question and its answer make one sentence, with what they were asked of behind it."""
    assert first(then, turn(asked, answer)) == meant


def test_which_of_those_counted() -> None:
    """After "How many judges voted for her?" a "which judges" did the same."""
    history = turn("How many judges voted for Oda Rehn?", "53")
    assert first("which liberals?", history) == "Which liberals voted for Oda Rehn?"


@pytest.mark.parametrize(
    "piece", ["the quake in Perenia", "oat prices in the UK", "Lind's age", "the Oslo tram strike"]
)
def test_what_brings_its_own_subject_is_asked_by_itself(piece: str) -> None:
    """It takes no place in a question of another shape, and no place of an older question."""
    assert says_what_it_is_of(piece)
    asked = [
        turn("How many stores did Novark open?", "five"),
        turn("Who is leading the inquiry?", "the police"),
    ]
    assert readings_of(f"what about {piece}?", asked).resolutions == ()


def test_an_office_takes_no_countrys_place() -> None:
    """An "and the president?" after a question that names a country asks who it is there."""
    asked = turn("Why are people protesting in Zetia?", "prices")
    assert first("and the president?", asked) == "Who is the president, regarding Zetia?"


def test_a_name_stands_where_one_of_its_kind_stood() -> None:
    """A person takes a person's place, whom the articles have with a first name."""
    texts = ["Anna Moreno lost in Brookvale."]
    for_person = Resolution("How often has Moreno won Brookvale?", 0.9, put="Moreno", instead="Ada Lind")
    for_place = Resolution("How often has Ada Lind won Moreno?", 0.9, put="Moreno", instead="Brookvale")
    assert in_its_place(for_person, texts, {"Ada Lind"}) > 0 > in_its_place(for_place, texts, {"Ada Lind"})


def test_a_phrase_takes_the_place_of_its_like() -> None:
    """The "best song" is asked for as "best singer" was, and an ordinal is no noun to be counted."""
    [best, *_] = with_piece("who won best singer", "best song")
    assert best.question == "who won best song?"
    assert not list(with_piece("what team is Ada Lind with", "second"))


def test_who_did_what_needs_no_topic() -> None:
    """A question with a verb and an object of its own is less likely about what was spoken of."""
    topic = turn("Who hit Per Brandt?", "Ada Lind")
    whole = readings_of("who won best singer?", [topic]).resolutions
    open_ended = readings_of("who won the prize?", [topic]).resolutions
    assert whole[0].prior < open_ended[0].prior


def test_the_last_question_is_asked_on_of() -> None:
    """An older question is not taken up by a piece that has no place in the last one."""
    history = [turn("Where is Novark based?", "Hallen"), turn("Who hit Per Brandt?", "Ada Lind")]
    assert all("based" not in one.question for one in readings_of("and the boxes?", history).resolutions)


def test_an_office_in_capitals_names_nobody() -> None:
    """A "who is the CEO?" leans on the firm that was spoken of."""
    reading = readings_of("who is the CEO?", [turn("Who founded Novark?", "Ada Lind")])
    assert reading.lean.whether
    assert reading.resolutions


def test_no_preposition_is_said_twice() -> None:
    """A phrase goes behind a question that ends with its preposition."""
    assert "Where did Ada Lind work before Novark?" in [
        one.question for one in with_piece("Where did Ada Lind work before", "before Novark")
    ]


def test_a_correction_may_ask_for_a_name() -> None:
    """A "no, his name" is a question of its own, of whoever was asked about."""
    told = correction_of("no, his name")
    assert told is not None
    assert (told.new, told.whole) == ("What is his name", True)
