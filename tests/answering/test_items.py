"""Answers of several things: taken apart, and collected where all of a kind are asked for."""

from __future__ import annotations

from qa.types import Answer
from tests.answering.test_answerer import Shelf, answered, article, by_score, hits, span

LAKE = article("lake", "Four states sign.\n\nKenya, Uganda and Rwanda signed the treaty. Mali did so later.")
MORE = article("more", "The treaty was signed by Chad. Its fish are perch.")


def asked(question: str, *scores: tuple[str, float]) -> Answer:
    """The answer, where these words were found with these scores."""
    found = hits(LAKE, MORE)
    spans = [
        span(found["treaty was" in MORE.text and words not in LAKE.text], words, score)
        for words, score in scores
    ]
    return answered(Shelf(LAKE, MORE), question, found, by_score(spans))


def test_what_a_span_joins_are_items_with_their_places() -> None:
    """The text stays what the article says; each item has its own citation."""
    answer = asked("Which countries signed?", ("Kenya, Uganda and Rwanda", 6.0))
    assert answer.text == "Kenya, Uganda and Rwanda"
    assert [item.text for item in answer.items] == ["Kenya", "Uganda", "Rwanda"]
    for number, item in enumerate(answer.items, 1):
        assert LAKE.text[item.citation.start : item.citation.end] == item.text == item.citation.quote
        assert item.citation.number == number


def test_one_thing_has_no_items() -> None:
    """Neither where one is asked for nor where one is found."""
    assert asked("Which country signed?", ("Kenya, Uganda and Rwanda", 6.0)).items == ()
    assert asked("Who signed?", ("Kenya", 6.0)).items == ()


def test_all_of_a_kind_are_collected_over_sentences_and_articles() -> None:
    """If the reader believes them and holds them nearly as good as the best; otherwise they are rivals."""
    words = ("Kenya, Uganda and Rwanda", 6.0), ("Mali", 3.0), ("Chad", 2.5), ("perch", 1.0)
    answer = asked("Which countries signed the treaty?", *words)
    assert [item.text for item in answer.items] == ["Kenya", "Uganda", "Rwanda", "Mali", "Chad"]
    assert [item.citation.article_id for item in answer.items][-2:] == ["lake", "more"]
    assert [item.text for item in asked("Who signed it?", *words).items] == ["Kenya", "Uganda", "Rwanda"]


def test_how_many_there_are_does_not_say_which() -> None:
    """A count gives way to names, where there are any."""
    assert asked("Which countries signed?", ("Four states", 7.0), ("Mali", 4.0)).text == "Mali"
    assert asked("Which countries signed?", ("Four states", 7.0), ("Mali", -4.0)).text == "Four states"
    assert asked("Who signed?", ("Four states", 7.0), ("Mali", 4.0)).text == "Four states"
