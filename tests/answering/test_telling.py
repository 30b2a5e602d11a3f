"""The sentence that tells most about a question: of a yes/no question, and of a passage that came near."""

from __future__ import annotations

from qa.answering.telling import says_the_same
from qa.language.terms import content_words
from qa.types import Answer
from tests.answering.test_answerer import Shelf, answered, article, hits, span

DAM = article(
    "dam", "No tourist died. Two bridges fell, but the dam at Sund held. The dam is old. It rained."
)


def asked(question: str, words: str, score: float = 4.0) -> Answer:
    """The answer, where the reader points at these words."""
    found = hits(DAM)
    return answered(Shelf(DAM), question, found, [span(found[0], words, score)])


def test_yes_or_no_is_decided_by_the_sentence_with_the_words_asked_for() -> None:
    """Not by the one beside it that the reader points at."""
    answer = asked("Did the dam at Sund hold?", "No tourist died")
    assert (answer.kind, answer.text) == ("evidence", "Two bridges fell, but the dam at Sund held.")
    [citation] = answer.citations
    assert DAM.text[citation.start : citation.end] == answer.text


def test_a_sentence_with_few_of_the_words_decides_nothing() -> None:
    """Then the reader's choice stays; so does a sentence that has as many."""
    assert asked("Did the mayor of Sund visit the dam?", "It rained").text == "It rained."
    assert asked("Is the dam old?", "The dam is old").text == "The dam is old."


def test_other_questions_keep_their_span() -> None:
    """The words asked for are not the answer."""
    assert asked("Which dam held at Sund?", "No tourist").text == "No tourist"


def test_what_comes_closest_is_a_sentence_of_each_passage() -> None:
    """The one with most of the words, else the first."""
    [near] = asked("How old is the dam?", "Two", -9.0).closest
    assert near.quote == near.sentence == "The dam is old."
    [near] = asked("Who won?", "Two", -9.0).closest
    assert near.quote == "No tourist died."


def test_sentences_with_most_of_their_words_in_common_say_the_same() -> None:
    """Whatever their order; half of them is not enough."""
    one, other = content_words("The new dam at Sund held."), content_words("At Sund the dam held.")
    assert says_the_same(one, other)
    assert not says_the_same(one, content_words("The dam at Pell was opened."))
