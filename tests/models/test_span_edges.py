"""The ends of spans: inside a sentence, without a clause, with all the names that answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from qa.models.span_edges import Row, SpanEdges
from qa.models.tokens import Tokens


def row_of(text: str, start: Mapping[str, float], end: Mapping[str, float]) -> Row:
    """A window of words with these logits; others have -9."""
    words = text.split(" ")
    begins = np.cumsum([0, *(len(word) + 1 for word in words[:-1])])
    ends = begins + [len(word.rstrip(".,")) for word in words]
    tokens = Tokens(begins, begins, ends)
    start_logits, end_logits = (
        np.array([given.get(word.strip(".,"), -9.0) for word in words], np.float32) for given in (start, end)
    )
    return Row(text, tokens, start_logits, end_logits, np.zeros(len(words), np.int16), 30)


def mended(question: str, row: Row, first: int, last: int) -> tuple[str, float]:
    """The words of the mended span, and the score lost."""
    begin, stop, lost = SpanEdges(question).mended(row, first, last)
    return row.words(begin, stop), round(lost, 3)


def test_a_span_of_two_sentences_is_cut_to_the_better_one() -> None:
    """If that is nearly as good; else it stays."""
    text = "It was built by Ann Reis. She left. Ben Marsh stayed."
    for lost, expected in ((2.0, "Ann Reis"), (5.0, "Ann Reis. She left. Ben Marsh")):
        row = row_of(text, {"Ann": 9.0, "Ben": 1.0}, {"Reis": 9.0 - lost, "Marsh": 9.0})
        assert mended("What built it?", row, 4, 9)[0] == expected


def test_who_is_not_a_clause() -> None:
    """The name behind the verb alone; other questions may be answered by a clause."""
    row = row_of("Ann is not there, Ben Reis", {"Ann": 5.0, "Ben": 4.0}, {"Reis": 6.0})
    assert mended("Who came?", row, 0, 5) == ("Ben Reis", 1.0)
    assert mended("What happened?", row, 0, 5) == ("Ann is not there, Ben Reis", 0.0)


def test_all_names_that_answer_are_given() -> None:
    """Where "and" joins them and the reader holds them nearly as likely; it costs no score."""
    text = "Kenya, Mali and Chad signed"
    row = row_of(text, {"Kenya": 4.5, "Mali": 5.0}, {"Chad": 5.0})
    assert mended("Which countries signed?", row, 1, 3) == ("Kenya, Mali and Chad", 0.0)
    assert mended("Which country signed?", row, 1, 3) == ("Mali and Chad", 0.0)
    far = row_of(text, {"Kenya": -5.0, "Mali": 5.0}, {"Chad": 5.0})
    assert mended("Which countries signed?", far, 1, 3) == ("Mali and Chad", 0.0)


def test_the_subject_is_whole() -> None:
    """Before the question's own verb a less likely name belongs to it as well."""
    row = row_of("Ann and her brother Ben founded it", {"Ann": 5.0}, {"Ann": 5.0, "Ben": 2.0})
    assert mended("Who founded it?", row, 0, 0) == ("Ann and her brother Ben", 0.0)
    assert mended("Who praised it?", row, 0, 0) == ("Ann", 0.0)


def test_a_name_that_the_question_knows_does_not_answer_it() -> None:
    """Who played with Ben is not Ben."""
    row = row_of("Ann and Ben played", {"Ann": 5.0}, {"Ann": 5.0, "Ben": 4.9})
    assert mended("Who played with Ben?", row, 0, 0) == ("Ann", 0.0)


def test_an_amount_keeps_its_scale() -> None:
    """A "$33" before "billion" is another amount; behind other words a number ends."""
    row = row_of("He asked for $33 billion in aid.", {"$33": 5.0}, {"$33": 5.0})
    assert mended("How many billions did he ask for?", row, 3, 3) == ("$33 billion", 0.0)
    row = row_of("They sent 33 billionaires", {"33": 5.0}, {"33": 5.0})
    assert mended("How many were sent?", row, 2, 2) == ("33", 0.0)
