"""The names of a question, and the article of an answer."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("question", "title", "sentence", "other_name"),
    [
        ("Who is the Prime Minister of Esk?", "New leader", "Ole Brand is Prime Minister of Wend.", True),
        ("Who is the Prime Minister of Wend?", "New leader", "Ole Brand is Prime Minister of Wend.", False),
        ("Who leads the union in Torvale?", "Strike", "Ole Brand leads the union in Wend.", True),
        ("Who leads the union in Torvale?", "Torvalers strike", "Ole Brand leads the union.", False),
        ("When did Anna Holm resign?", "Resignation", "Ole Brand resigned.", True),
        ("When did Anna Holm resign?", "Resignation", "Ole Brand resigned, and so did Holm.", False),
        ("Who is Torvale Esk?", "Vote", "Ole Brand won.", True),
        ("What was Torvale Esk called?", "Vote", "Ole Brand won.", False),
        ("Where is the dam of Lake Orm?", "Lake Wend", "Ole Brand built a dam.", True),
        ("Who spoke for Torvale?", "Strike", "Ole Brand spoke.", False),
        ("Who spoke in the House of Representatives?", "Vote", "Ole Brand spoke.", False),
        ("How many of the Torvalers voted?", "Vote", "Ole Brand won.", False),
        ("Who is the president of France?", "Vote", "Ole Brand won.", False),
    ],
)
def test_an_article_that_does_not_know_the_name_is_told(
    question: str, title: str, sentence: str, other_name: bool
) -> None:
    """By the last word of the name; peoples, bodies and countries say nothing here."""
    found = features_of(question, [(title, sentence, None)], [(0, "Ole Brand", 5.0)])
    assert bool(found["Ole Brand"]["other_name"]) is other_name
