"""Following a folder of files: what a second run of indexing does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.index.local import LocalIndex
from qa.indexing import add_articles, splitter_of
from qa.retrieval import LexicalRetriever
from qa.settings import Settings
from qa.types import IndexReport
from tests.fakes import HashEmbedder

Run = Callable[..., IndexReport]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of three files."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(
            f"Title {name}\n\nThe story of {name} is told here at some length."
        )
    return folder


@pytest.fixture
def run(tmp_path: Path, news: Path) -> Run:
    """Index the folder; anything unreadable fails the test."""

    def go(*, prune: bool = False) -> IndexReport:
        return add_articles(
            [news],
            tmp_path / "index",
            Settings(),
            on_problem=pytest.fail,
            embedder=HashEmbedder(),
            prune=prune,
        )

    return go


def test_a_changing_folder(tmp_path: Path, news: Path, run: Run) -> None:
    """Unchanged files are skipped, changed replaced, new added, vanished kept until --prune."""
    first = run()
    assert first.added == 3
    (news / "a.txt").unlink()
    (news / "b.txt").write_text("Title b\n\nThe story of b is another one now.")
    (news / "d.txt").write_text("Title d\n\nA new story.")
    second = run()
    assert (second.added, second.replaced, second.unchanged, second.removed) == (1, 1, 1, 0)
    third = run(prune=True)
    assert (third.unchanged, third.removed, third.passages) == (3, 1, 0)
    with LocalIndex.open(tmp_path / "index", HashEmbedder(), splitter_of(Settings())) as index:
        names = {Path(article_id).name for article_id in index.article_ids()}
        hits = LexicalRetriever(index).search(["the story of a told at some length"], 10)[0]
    assert names == {"b.txt", "c.txt", "d.txt"}
    assert {Path(hit.passage.article_id).name for hit in hits} <= names
