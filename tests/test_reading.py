"""Reading: one batch for all questions, spans ranked over all passages of each."""

from __future__ import annotations

import pytest

from qa.reading import read
from qa.types import Hit, Passage
from tests.fakes import KeywordReader


def hit(number: int, text: str) -> Hit:
    """A hit on a passage of its own article."""
    return Hit(Passage(number, f"article {number}", 0, len(text), text), score=1.0)


HITS = [
    hit(1, "Orpo leads Finland."),
    hit(2, "The weather is fine."),
    hit(3, "Sweden has a Prime Minister, Kristersson."),
]


def test_all_pairs_of_all_questions_are_read_at_once_and_come_back_apart() -> None:
    """Each question gets the spans of its own passages only."""
    reader = KeywordReader()
    questions = ["Who leads Finland?", "Who is Prime Minister of Sweden?"]
    first, second = read(reader, questions, [HITS[:2], HITS[1:]])
    assert len(reader.pairs) == 4
    assert first[0].text == "Orpo"
    assert {span.passage.id for span in first} == {1}
    assert second[0].text == "Kristersson"


def test_spans_of_different_passages_are_one_ranking() -> None:
    """The best span comes first wherever it stands."""
    [spans] = read(KeywordReader(), ["Who is Prime Minister of Sweden?"], [HITS])
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)


def test_a_tie_goes_to_the_passage_ranked_better() -> None:
    """Equal scores keep the retriever's order."""
    twins = [hit(9, "Orpo leads Finland."), hit(4, "Orpo leads Finland.")]
    [spans] = read(KeywordReader(), ["Who leads Finland?"], [twins])
    assert [span.passage.id for span in spans] == [9, 4]


def test_a_question_without_passages_has_no_spans() -> None:
    """An empty index is not an error."""
    assert read(KeywordReader(), ["Who?", "Who leads Finland?"], [[], HITS[:1]])[0] == []


def test_questions_and_hits_must_match() -> None:
    """A list too few is a mistake of the caller, not a silent loss."""
    with pytest.raises(ValueError, match="argument"):
        read(KeywordReader(), ["Who?", "Where?"], [HITS])
