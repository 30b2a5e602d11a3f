"""Finding: retrieve and read, and once more where a question was mistyped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.finding import find
from qa.types import Hit, Passage, Span
from tests.fakes import KeywordReader

ORPO, WEATHER = "Orpo leads Finland.", "The weather is fine."


class Shelf:
    """Retrieves the passages that have one of the question's words, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, questions: Sequence[str]) -> list[list[Hit]]:
        """One list of hits a question."""
        self.asked.append(list(questions))
        hits = [
            Hit(Passage(number, str(number), 0, len(text), text), 1.0)
            for number, text in enumerate((ORPO, WEATHER))
        ]
        return [
            [hit for hit in hits if set(question[:-1].split()) & set(hit.passage.text[:-1].split())]
            for question in questions
        ]


class Speller(KeywordReader):
    """A reader that takes "Finlnad" for Finland."""

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """As the keyword reader, of the corrected question."""
        right = [question.replace("Finlnad", "Finland") for question, _ in pairs]
        found = super().read([(one, passage) for one, (_, passage) in zip(right, pairs, strict=True)])
        return [
            [replace(span, read_as=None if one == question else one) for span in spans]
            for one, (question, _), spans in zip(right, pairs, found, strict=True)
        ]


def test_a_mistyped_question_is_retrieved_and_read_again() -> None:
    """In place, beside questions that stay as they are; both rounds count in its time."""
    shelf = Shelf()
    typed, plain = find(["Who leads Finlnad?", "What is the weather?"], shelf, Speller())
    assert shelf.asked == [["Who leads Finlnad?", "What is the weather?"], ["Who leads Finland?"]]
    assert (typed.question, plain.question) == ("Who leads Finland?", "What is the weather?")
    assert typed.spans[0].text == "Orpo"
    assert typed.spans[0].read_as is None
    assert set(typed.timings) == {"retrieve", "read"}


def test_other_questions_are_searched_once() -> None:
    """Nothing is spent on what is spelt right."""
    shelf = Shelf()
    [found] = find(["Who leads Finland?"], shelf, Speller())
    assert shelf.asked == [["Who leads Finland?"]]
    assert found.question == "Who leads Finland?"
