"""Whether an answer has the form that the question asks for."""

from __future__ import annotations

import pytest

from qa.answering.evidence.chain import features
from qa.answering.proposing import proposals
from qa.question.query import Query
from qa.types import Hit, Passage, Span
from tests.answering.evidence.proposed import features_of
from tests.answering.test_answerer import Shelf, article


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("When did the queen die?", "96", True),
        ("In what year did the mill close?", "1,200", True),
        ("On which date did the queen die?", "96", True),
        ("When did the queen die?", "1936", False),
        ("When did the queen die?", "8 September", False),
        ("When did the queen die?", "at 96", False),
        ("Where did the queen die?", "1936", True),
        ("Who was queen?", "96", True),
        ("Who was queen?", "Elizabeth II", False),
        ("How old was the queen?", "96", False),
        ("How many people came?", "300", False),
        ("What did the queen like?", "96", False),
    ],
)
def test_a_number_where_none_is_asked_for_is_told(question: str, answer: str, told: bool) -> None:
    """An age is no day of death and no place; a year may be a time."""
    found = features_of(question, [("News", f"It said: {answer}, and no more", None)], [(0, answer, 5.0)])
    assert bool(found[answer]["other_kind"]) is told


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("When was the speaker ousted?", "historic house vote", True),
        ("In what year was the mill built?", "Ada Holm", True),
        ("When was the speaker ousted?", "after the vote", False),
        ("When was the speaker ousted?", "on Tuesday", False),
        ("When was the speaker ousted?", "the 1990s", False),
        ("When's the vote?", "tomorrow", False),
        ("When the speaker was ousted, who took over?", "Ada Holm", False),
        ("Where was the speaker ousted?", "Hallen", False),
    ],
)
def test_an_answer_to_when_without_a_time_is_told(question: str, answer: str, told: bool) -> None:
    """A time is a date, a part of a year or a day, or what happened before or then."""
    found = features_of(question, [("News", f"It said: {answer}, and no more", None)], [(0, answer, 5.0)])
    assert bool(found[answer]["untimed"]) is told


@pytest.mark.parametrize(
    ("title", "answer", "told"),
    [
        ("Firm is sold for nearly $70 ...", "$70", True),
        ("Firm is sold for nearly $70…", "nearly $70", True),
        ("Firm is sold for nearly $70", "$70", False),
        ("Firm is sold to Ada Holm ...", "Ada Holm", False),
        ("$70 ... for a firm", "a firm", False),
    ],
)
def test_an_amount_that_its_heading_cuts_off_is_told(title: str, answer: str, told: bool) -> None:
    """Behind the dots "billion" may have stood; a name is whole."""
    passage = Passage(0, "0", 0, 4, "News", title=title)
    start = title.index(answer)
    span = Span(passage, start, start + len(answer), 5.0, -5.0, in_title=True)
    shelf = Shelf(article("0", "News", title=title))
    proposed = proposals([Hit(passage, 1.0)], [span], shelf.article, shelf.families)
    [found] = features(Query("What is the firm sold for?", depth=10), proposed)
    assert bool(found["cut_off"]) is told
