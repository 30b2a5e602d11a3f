"""Files to index: read, split, embed, store. One run, used by the command line and by the assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from qa.articles import read_articles
from qa.index.local import LocalIndex
from qa.index.writing import Progress
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article, Embedder, IndexReport


def splitter_of(settings: Settings) -> Splitter:
    """The splitter that the settings describe."""
    return Splitter(words=settings.passage_words, overlap=settings.passage_overlap)


def add_articles(
    paths: Sequence[Path],
    folder: Path,
    settings: Settings,
    *,
    on_problem: Callable[[str], None],
    on_article: Callable[[Article], None] = lambda article: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    embedder: Embedder | None = None,
) -> IndexReport:
    """Read articles into the index at ``folder``, made where there is none.

    Args:
        paths: files and folders.
        folder: of the index.
        settings: name the embedder and describe the passages.
        on_problem: is told, in one line, of everything that could not be read; the rest is indexed.
        on_article: is told of each article as it is read.
        on_progress: is called after each stored batch.
        embedder: one already loaded; None to load the settings' own.

    Raises:
        InputError: a path that is not there, or nothing readable in any of them.
        IndexError_: the index cannot be opened or written.
        ModelMissing: there is no such embedder.
    """
    articles = read_articles(paths, on_problem)
    with LocalIndex.create(folder, embedder or load_embedder(settings), splitter_of(settings)) as index:
        return index.add(_told(articles, on_article), on_progress=on_progress)


def _told(articles: Iterable[Article], on_article: Callable[[Article], None]) -> Iterator[Article]:
    for article in articles:
        on_article(article)
        yield article
