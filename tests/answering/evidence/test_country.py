"""The country that a question names, and the article of an answer."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("question", "title", "sentence", "other_country"),
    [
        ("How many hospitals will close in Germany?", "Budapest", "In Hungary 17 hospitals close.", True),
        ("How many hospitals will close in Hungary?", "Budapest", "In Hungary 17 hospitals close.", False),
        ("How many hospitals will close in Hungary?", "Hungarian cuts", "They close 17 hospitals.", False),
        (
            "How many hospitals will close in France?",
            "Cuts",
            "The French minister closes 17 hospitals.",
            False,
        ),
        ("How many hospitals will close in America?", "Cuts", "Ohio closes 17 hospitals.", False),
        ("How many hospitals will close in South Korea?", "Cuts", "In France 17 hospitals close.", True),
        ("How many hospitals will close in Pell?", "Cuts", "In France 17 hospitals close.", False),
    ],
)
def test_an_article_that_knows_nothing_of_the_country_is_told(
    question: str, title: str, sentence: str, other_country: bool
) -> None:
    """By the country's name or what its people are called; other places are left to the retriever."""
    found = features_of(question, [(title, sentence, None)], [(0, "17", 5.0)])
    assert bool(found["17"]["other_country"]) is other_country


@pytest.mark.parametrize(
    ("question", "sentence", "other_country"),
    [
        ("Who is the president of Ukraine?", "Russian President Ivan Holm spoke about Ukraine.", True),
        ("Who is the president of Ukraine?", "Russia's new president Ivan Holm spoke about Ukraine.", True),
        ("Who is the president of Russia?", "Russian President Ivan Holm spoke about Ukraine.", False),
        ("Who is the president of Ukraine?", "President Ivan Holm spoke about Ukraine.", False),
        ("Who spoke about Ukraine?", "Russian President Ivan Holm spoke about Ukraine.", False),
        ("What does the president of Ukraine like?", "Russian President Ivan Holm left Ukraine.", False),
    ],
)
def test_who_holds_the_office_in_another_country_is_told(
    question: str, sentence: str, other_country: bool
) -> None:
    """By the country before the office; whoever has no country before it may be of any."""
    found = features_of(question, [("News", sentence, None)], [(0, "Ivan Holm", 5.0)])
    assert bool(found["Ivan Holm"]["other_country"]) is other_country
