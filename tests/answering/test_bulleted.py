"""Answers that are a whole list of an article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.types import Answer, Passage
from tests.answering.test_answerer import Shelf, answered, article, by_score, hits, span

CAMP = article(
    "camp",
    "# Camp\n\n## Packing\n\nFor the camp every child needs to bring:\n- a sleeping bag\n- rain clothes\n"
    "- a torch\n\nMilo brings a drum.",
)
QUESTION = "What should a child bring to the camp?"


def asked(question: str, *scores: tuple[str, float], threshold: float | None = None) -> Answer:
    """The answer, where these words were found with these scores."""
    [hit] = hits(CAMP)
    spans = by_score(span(hit, words, score) for words, score in scores)
    return answered(Shelf(CAMP), question, [hit], spans, threshold)


def test_a_list_of_which_several_items_are_found_is_the_answer() -> None:
    """In its order, cited with the line that leads it in; its items have their own citations."""
    answer = asked(QUESTION, ("rain clothes", 4.0), ("torch", 3.0), ("drum", 1.0))
    assert answer.text == "- a sleeping bag\n- rain clothes\n- a torch"
    [citation] = answer.citations
    assert CAMP.text[citation.start : citation.end] == citation.quote == answer.text
    assert citation.sentence == f"For the camp every child needs to bring:\n{answer.text}"
    assert CAMP.text.startswith(citation.sentence, citation.sentence_start)
    assert [item.text for item in answer.items] == ["a sleeping bag", "rain clothes", "a torch"]
    assert [CAMP.text[one.citation.start : one.citation.end] for one in answer.items] == [
        item.text for item in answer.items
    ]
    assert [other.text for other in answer.alternatives] == ["drum"]


def test_its_items_are_no_rivals() -> None:
    """So that it is surer than one of them was."""
    both = asked(QUESTION, ("rain clothes", 2.0), ("torch", 2.0)).confidence
    assert both > asked(QUESTION, ("rain clothes", 2.0)).confidence


def test_what_leads_a_list_in_may_be_found() -> None:
    """Beside two of its items."""
    found = ("every child", 4.0), ("rain clothes", 3.0), ("torch", 2.0)
    assert asked(QUESTION, *found).text == "- a sleeping bag\n- rain clothes\n- a torch"


@pytest.mark.parametrize(
    ("question", "scores"),
    [
        ("Which thing gives light?", (("torch", 4.0), ("rain clothes", 3.0))),  # one is asked for
        (QUESTION, (("torch", 4.0), ("drum", 3.0))),  # one item is found
        ("What clothes keep out the rain?", (("rain clothes", 4.0), ("torch", 3.0))),  # that item tells of it
        ("Does a child bring a torch?", (("torch", 4.0), ("rain clothes", 3.0))),
    ],
)
def test_otherwise_an_item_is_an_answer_like_any_other(
    question: str, scores: tuple[tuple[str, float], ...]
) -> None:
    """As in a text without bullets."""
    assert asked(question, *scores).items == ()


def test_why_is_answered_by_a_list_of_reasons_alone() -> None:
    """Not by the steps that were just told."""
    scores = ("rain clothes", 4.0), ("torch", 3.0)
    assert asked("Why should a child come to the camp?", *scores).items == ()
    reasons = article("reasons", "The reasons for the camp:\n- fresh air\n- new friends\n\nIt is in June.")
    [hit] = hits(reasons)
    spans = [span(hit, "fresh air", 4.0), span(hit, "new friends", 3.0)]
    assert answered(Shelf(reasons), "Why is there a camp?", [hit], spans).text == "- fresh air\n- new friends"


def test_what_an_item_says_elsewhere_is_another_answer() -> None:
    """The list stays one, and its items stay in it."""
    other = article("other", "For the border a child needs a torch and a passport.")
    first, second = hits(other, CAMP)
    spans = [span(first, "torch", 5.0), span(second, "torch", 4.0), span(second, "rain clothes", 3.0)]
    answer = answered(Shelf(other, CAMP), QUESTION, [first, second], spans)
    assert {answer.text, *(one.text for one in answer.alternatives)} == {
        "torch",
        "- a sleeping bag\n- rain clothes\n- a torch",
    }


def test_an_answer_may_go_on_behind_the_passage_that_was_read() -> None:
    """The list is that of the article."""
    [hit] = hits(CAMP)
    cut = CAMP.text.index("- a torch")
    part = replace(hit, passage=Passage(1, "camp", 0, cut, CAMP.text[:cut]))
    spans = [span(part, "sleeping bag", 4.0), span(part, "rain clothes", 3.0)]
    assert len(answered(Shelf(CAMP), QUESTION, [part], spans).items) == 3
