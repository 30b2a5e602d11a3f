"""Whether the sentence of an item bears on what was asked."""

from __future__ import annotations

import pytest

from qa.lists.bearing import bears, is_line
from qa.question.query import Query
from tests.answering.test_answerer import article, hits, span

QUESTION = Query("Which states allowed fishing?", 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ohio allows fishing.", True),
        ("Several states, such as Ohio, take similar steps.", False),
        ("Some allow fishing. They also include Ohio.", True),
        ("They also include Ohio.", True),
        ("Some allow fishing. Rain fell in Ohio.", False),
        ("Some take steps:\n\nOhio\n\nUtah", True),
    ],
)
def test_a_sentence_bears_by_a_word_of_the_question(text: str, expected: bool) -> None:
    """Its own or that of the sentence it leans on; the kind asked for is not enough, a line needs none."""
    [hit] = hits(article("a", text))
    assert bears(QUESTION, span(hit, "Ohio", 5.0)) is expected


def test_a_line_behind_a_number_or_a_mark() -> None:
    """Holds nothing else."""
    [hit] = hits(article("a", "Seats:\n1. Ohio\n-Ann Olm\nUtah too"))
    assert is_line(span(hit, "Ohio", 5.0)) and is_line(span(hit, "Ann Olm", 5.0), "-")
    assert not is_line(span(hit, "Utah", 5.0))
