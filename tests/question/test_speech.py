"""Who speaks, as evidence for an answer."""

from __future__ import annotations

import pytest

from qa.answering.evidence.speech import speech_at
from qa.question.speech import asked_speech
from qa.types import Span
from tests.answering.evidence.proposed import features_of
from tests.answering.test_answerer import Shelf, answered, article, hits

TALKS = (
    "Nina Fischer said the talks would last until June. Karl Berg said the talks would fail by April."
    " The talks had begun in May."
)


def holding(question: str, answer: str, text: str = TALKS) -> str | None:
    """The feature that holds of the first occurrence of an answer in a text."""
    evidence = asked_speech(question)
    assert evidence is not None
    start = text.index(answer)
    return speech_at(evidence, text, start, start + len(answer))


@pytest.mark.parametrize(
    ("question", "asked_of"),
    [
        ("What did Maria Zakharova say about security?", "Maria Zakharova"),
        ("When, according to the ministry, will it open?", "the ministry"),
        ("Who threatens Russia, in Makarov's view?", "Makarov"),
        ("How many tanks does NATO claim Russia has?", "NATO"),
        ("What is demanded, as Peskov told the BBC?", "Peskov"),
        ("What does Alexander Stubb want?", "Alexander Stubb"),
    ],
)
def test_whose_words_are_asked_for(question: str, asked_of: str) -> None:
    """A speech verb, "according to" and "in X's view" name the speaker."""
    evidence = asked_speech(question)
    assert evidence is not None
    assert evidence.asked_of == asked_of


@pytest.mark.parametrize(
    "question",
    [
        "Who is Putin's spokesman?",
        "When did the talks begin?",
        "What did he say?",
        "What did the poll show?",
        "When did Karl Berg say that the talks would fail?",
        "",
    ],
)
def test_questions_without_speakers(question: str) -> None:
    """Nothing is said of speakers where none is named or asked for."""
    assert asked_speech(question) is None


def test_words_of_the_speaker_asked_about() -> None:
    """The named speaker's words are favoured, another's are not, and nobody's are left as they are."""
    question = "How long did Nina Fischer say the talks would last?"
    assert holding(question, "until June") == "their_words"
    assert holding(question, "by April") == "other_words"
    assert holding(question, "in May") is None


def test_short_and_long_names() -> None:
    """A surname means the person with the first name."""
    assert holding("What did Fischer say about the talks?", "until June") == "their_words"


def test_countries_speak_through_people() -> None:
    """The words of a person are not another speaker's than those of a country or ministry."""
    text = "Norway wants peace. Karl Berg said the army would leave in April."
    assert holding("In which month did Norway say the army would leave?", "in April", text) is None


def test_a_spokesman_is_not_the_one_he_speaks_for() -> None:
    """What the spokesman says are not the minister's own words, nor another's."""
    text = "A spokesman for Karl Berg said the talks would fail by April."
    assert holding("In which month did Karl Berg say the talks would fail?", "by April", text) is None


def test_what_someone_wants_others_may_say() -> None:
    """Another speaker's words on what someone wants are no evidence against them."""
    text = "Nina Fischer said Karl Berg wants a new bridge."
    assert holding("What does Karl Berg want?", "a new bridge", text) is None


def test_who_said_it() -> None:
    """The one who is reported to have said it is favoured over others who are named beside."""
    text = TALKS + " Nina Fischer met Ole Dahl."
    assert holding("Who said the talks would fail?", "Karl Berg", text) == "reported"
    assert holding("Who said the talks would fail by April?", "Ole Dahl", text) == "not_reported"


def test_the_answer_is_chosen_by_its_speaker() -> None:
    """Of two spans that the reader scores alike, the one in the right mouth answers, its speaker cited."""
    shelf = Shelf(article("a", TALKS))
    [hit] = hits(article("a", TALKS))
    spans = [
        Span(hit.passage, TALKS.index(text), TALKS.index(text) + len(text), score, 0.0)
        for text, score in (("by April", 2.0), ("until June", 1.0))
    ]
    question = "How long did Fischer say the talks would last?"
    answer = answered(shelf, question, [hit], spans)
    assert answer.text == "until June"
    assert answer.citations[0].speaker == "Nina Fischer"


@pytest.mark.parametrize(
    ("question", "text", "answer", "only_says"),
    [
        (
            "Who robbed the kiosk?",
            "Two girls had robbed the kiosk, sergeant Ida Marsh said.",
            "Ida Marsh",
            True,
        ),
        (
            "Who robbed the kiosk?",
            "Two girls had robbed the kiosk, sergeant Ida Marsh said.",
            "Two girls",
            False,
        ),
        ("Who robbed the kiosk?", "Ida Marsh said that the kiosk had been robbed.", "Ida Marsh", True),
        ("Who robbed the kiosk?", "Ida Marsh said that she had robbed the kiosk.", "Ida Marsh", False),
        ("Who robbed the kiosk?", "“I robbed the kiosk,” Ida Marsh said.", "Ida Marsh", False),
        ("Who robbed the kiosk?", "Four states robbed the kiosk.", "Four states", False),
        (
            "Who said the kiosk was robbed?",
            "Ida Marsh said that the kiosk had been robbed.",
            "Ida Marsh",
            False,
        ),
        ("Who is the sergeant?", "The kiosk was robbed, sergeant Ida Marsh said.", "Ida Marsh", False),
        ("Who believes in the kiosk?", "The kiosk will last, Ida Marsh said.", "Ida Marsh", False),
    ],
)
def test_who_tells_of_a_deed_did_not_do_it(question: str, text: str, answer: str, only_says: bool) -> None:
    """Unless it is told of an "I" or "she", or the question asks for who says or thinks it."""
    found = features_of(question, [("Kiosk", text, None)], [(0, answer, 5.0)])
    assert bool(found[answer]["only_says"]) is only_says
