"""Files to articles."""

from __future__ import annotations

from pathlib import Path

from qa.articles import read_articles
from qa.types import Article
from tests.test_sentences import SEEDS


def read(*paths: Path) -> tuple[list[Article], list[str]]:
    """The articles of these paths, and the problems told on the way."""
    problems: list[str] = []
    return list(read_articles(paths, problems.append)), problems


def test_seeds() -> None:
    """The seed articles are read as they are, under the titles and dates of their sidecar."""
    articles, problems = read(SEEDS)
    assert not problems
    assert [article.published for article in articles] == ["2022-02", "2014-11"]
    for article in articles:
        path = Path(article.id)
        assert article.text.encode() == path.read_bytes()
        assert path.is_absolute()
        assert article.source == article.id
        assert "NATO" in article.title
        assert "inferred" in article.metadata["note"]
