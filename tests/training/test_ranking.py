"""The hybrid ranking of paragraphs that negatives are mined from."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.index.local import LocalIndex
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.retrieval import FusedRetriever
from qa.settings import Settings
from qa.training.ranking import HybridRanking
from qa.types import Article
from tests.fakes import HashEmbedder

PARAGRAPHS = [
    "Rain fell on Helsinki for three days.",
    "A ferry sails to Stockholm every night.",
    "The tower is the tallest of the city.",
    "Three ferries were cancelled because of the rain.",
]
TITLES = ["Weather", "Ships", "Buildings", "Ships"]
QUESTIONS = ["What was the weather like in Helsinki?", "Which boat goes to Sweden?", "When do ships sail?"]


def test_it_ranks_as_the_retriever_does(tmp_path: Path) -> None:
    """By words, titles among them, and by meaning: the order that ``qa ask`` would read them in."""
    embedder = load_embedder(Settings())
    ranking = HybridRanking(PARAGRAPHS, TITLES, embedder, tmp_path / "ranked", lambda line: None)
    articles = [
        Article(str(place), title, text, "")
        for place, (title, text) in enumerate(zip(TITLES, PARAGRAPHS, strict=True))
    ]
    with LocalIndex.create(tmp_path / "index", embedder, Splitter()) as index:
        index.add(articles)
        found = FusedRetriever(index).search(QUESTIONS, 4)
    assert ranking(QUESTIONS, 4) == [[int(hit.passage.article_id) for hit in hits] for hits in found]


def test_what_was_ranked_is_not_ranked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was stopped goes on from its files; other paragraphs have files of their own."""
    monkeypatch.setattr("qa.training.ranking._AT_ONCE", 2)
    first = HashEmbedder()
    found = HybridRanking(PARAGRAPHS, TITLES, first, tmp_path, lambda line: None)(QUESTIONS, 2)
    again = HashEmbedder()
    assert HybridRanking(PARAGRAPHS, TITLES, again, tmp_path, lambda line: None)(QUESTIONS, 2) == found
    assert len(first.texts) == 7
    assert not again.texts
    HybridRanking(PARAGRAPHS[:3], TITLES[:3], again, tmp_path, lambda line: None)(QUESTIONS, 2)
    assert len(again.texts) == 6
