"""Questions reach the reader in the form it knows: no courtesies, spelt right, with a question mark."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from qa.models.folder import reader_folder
from qa.models.question_form import QuestionForm, question_form
from qa.models.reader import load_reader
from qa.models.tokens import load_tokenizer
from qa.settings import Settings
from qa.types import Passage

PASSAGE = "Normandy was settled by Norsemen under Rollo. Marshall Cohen called it a vague concept."


@pytest.fixture(scope="module")
def form() -> QuestionForm:
    """With the vocabulary of the shipped reader."""
    return question_form(load_tokenizer(reader_folder("default")))


@pytest.mark.parametrize(
    "asked",
    [
        "Can you tell me who settled Normandy?",
        "could you please tell me, who settled Normandy",
        "Do you know who settled Normandy?",
        "Please tell us who settled Normandy",
        "I'd like to know who settled Normandy",
        "I was wondering who settled Normandy?",
        "  who settled Normandy ",
    ],
)
def test_courtesies_and_missing_marks_make_no_difference(form: QuestionForm, asked: str) -> None:
    """However it is introduced, the question that is read is the same."""
    question, corrected = form.put(asked, PASSAGE)
    assert question.lower() == "who settled normandy?"
    assert corrected is None


@pytest.mark.parametrize(
    "asked",
    [
        "Who did he tell me about?",
        "Do you know Rollo?",
        "What did the teacher tell us?",
        "Can you tell me the year?",
        "Norsemen in Normandy.",
    ],
)
def test_other_questions_stay_as_they_are(form: QuestionForm, asked: str) -> None:
    """Only an introduction to a question word is left out; what ends in a mark gets no other."""
    assert form.put(asked, PASSAGE) == (asked, None)


@pytest.mark.parametrize(
    "asked", ["month" * 2000, " ".join(f"norsmen{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
)
def test_what_is_no_slip_costs_nothing(form: QuestionForm, asked: str) -> None:
    """A word without end has millions of neighbours, and many unknown words are no slips: both stay."""
    tracemalloc.start()
    try:
        assert form.put(f"{asked}?", PASSAGE) == (f"{asked}?", None)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who settled Normadny?", "Normandy"),
        ("Who setled Normandy?", "settled"),
        ("What did Marchall Cohen say?", "Marshall"),
        ("Wihch people settled Normandy?", "Which"),
        ("Who was resposible for Normandy?", "responsible"),
    ],
)
def test_slips_are_corrected(form: QuestionForm, typed: str, meant: str) -> None:
    """To a word of the passage, names too, as it is spelt there, or else to one that the model knows."""
    question, corrected = form.put(typed, PASSAGE)
    assert meant in question.rstrip("?").split()
    assert corrected == question


@pytest.mark.parametrize(
    "asked",
    [
        "Who was Zakharova?",  # a name that nobody here knows
        "Who settled Normandie in the Norsemens time?",  # two letters off, and a mere inflection
        "What fortifies Normandy?",  # likewise: "fortified"
        "What does a bsod mean?",  # too short
        "What repels Rollo and classifies him?",  # words, though the vocabulary lacks them
    ],
)
def test_what_may_be_meant_as_it_is_stays(form: QuestionForm, asked: str) -> None:
    """Names, inflections, short words and rare words are left alone."""
    assert form.put(asked, "Normandy was settled and fortified by Norsemen.") == (asked, None)


def test_a_word_of_the_passage_is_right(form: QuestionForm) -> None:
    """However odd it looks: the same question is read differently in different passages."""
    assert form.put("Who is Normadny?", "Normadny is a horse.") == ("Who is Normadny?", None)
    assert form.put("Who is Normadny?", PASSAGE) == ("Who is Normandy?", "Who is Normandy?")


@pytest.mark.parametrize("question", ["", "?", " ", "12", "¿Quién es?"])
def test_anything_can_be_put(form: QuestionForm, question: str) -> None:
    """Nothing, signs, numbers and other languages pass through."""
    put, corrected = form.put(question, PASSAGE)
    assert put.rstrip("?") == question.strip().rstrip("?")
    assert corrected is None


@pytest.mark.parametrize(("beginning", "piece"), [("Ġ", ""), ("▁", ""), ("", "##")])
def test_vocabularies_of_all_kinds_are_understood(beginning: str, piece: str) -> None:
    """Whole words are told from pieces in WordPiece, byte-level BPE and SentencePiece."""
    form = QuestionForm({beginning + "which": 5, beginning + "people": 7, piece + "wihch": 9}, len)
    assert form.put("Wihch people?", "") == ("Which people?", "Which people?")


def test_answers_survive_slips_and_courtesies() -> None:
    """The shipped reader gives the same span and score for a hasty question, and says how it read it."""
    reader = load_reader(Settings())
    passage = Passage(-1, "a", 0, len(PASSAGE), PASSAGE)
    clean, hasty = reader.read(
        [("who settled normandy?", passage), ("can you tell me who settled normadny", passage)]
    )
    assert [replace(span, read_as=None) for span in hasty] == clean
    assert [span.read_as for span in hasty] == ["can you tell me who settled Normandy"] * len(hasty)
    assert [span.read_as for span in clean] == [None] * len(clean)
    assert "Norsemen" in clean[0].text
