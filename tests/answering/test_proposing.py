"""What gives one answer is one proposal."""

from __future__ import annotations

import pytest

from qa.answering.proposing import Proposal, proposals
from qa.types import Hit, Passage, Span
from tests.answering.test_answerer import Shelf, article

STORIES = (
    "Holm resigned on Monday.",
    "Anna Holm has resigned.",
    "The mayor, Justice Anna Holm, is gone.",
    "Erik Holm stays.",
    "New York is large.",
    "York is old.",
)


def proposed(*answers: tuple[int, str, float], persons: bool = True) -> list[Proposal]:
    """The proposals of answers: the number of the story, the words in it, the reader's score."""
    shelf = Shelf(*(article(str(number), text) for number, text in enumerate(STORIES)))
    passages = [Passage(number, str(number), 0, len(text), text) for number, text in enumerate(STORIES)]
    spans = [
        Span(passages[number], STORIES[number].index(text), STORIES[number].index(text) + len(text), score, 0)
        for number, text, score in answers
    ]
    hits = [Hit(passage, score=1.0) for passage in passages]
    return proposals(hits, spans, shelf.article, shelf.families, persons=persons)


def test_a_surname_is_the_whole_name() -> None:
    """With the support of all that say so, at the best score; an office before the name changes nothing."""
    [one] = proposed((0, "Holm", 8.0), (1, "Anna Holm", 6.0), (2, "Justice Anna Holm", 2.0))
    assert (one.best.text, one.best.score, one.stories) == ("Anna Holm", 8.0, 3)
    assert [span.text for span in one.mentions] == ["Holm", "Anna Holm", "Justice Anna Holm"]


def test_a_whole_name_that_is_hardly_meant_stays_behind() -> None:
    """It supports the surname, whose place is the one to cite."""
    [one] = proposed((0, "Holm", 8.0), (1, "Anna Holm", 1.0))
    assert [span.text for span in one.spans] == ["Holm", "Anna Holm"]


@pytest.mark.parametrize(
    ("answers", "persons"),
    [
        (((0, "Holm", 8.0), (1, "Anna Holm", 6.0), (3, "Erik Holm", 5.0)), True),
        (((5, "York", 8.0), (4, "New York", 6.0)), False),
    ],
)
def test_who_or_what_may_be_another_stays_apart(
    answers: tuple[tuple[int, str, float], ...], persons: bool
) -> None:
    """Of two Holms neither is meant by "Holm" for certain; places are no persons."""
    assert [one.best.text for one in proposed(*answers, persons=persons)] == [text for _, text, _ in answers]
