"""Following a folder of files: what a second run of indexing does."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from qa.errors import InputError
from qa.index.local import LocalIndex
from qa.indexing import add_articles, splitter_of
from qa.retrieval import LexicalRetriever
from qa.settings import Settings
from qa.types import Filter, IndexReport
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
    assert second.gone == 1
    third = run(prune=True)
    assert (third.unchanged, third.removed, third.passages, third.gone) == (3, 1, 0, 0)
    with LocalIndex.open(tmp_path / "index", HashEmbedder(), splitter_of(Settings())) as index:
        names = {Path(article_id).name for article_id in index.article_ids()}
        hits = LexicalRetriever(index).search(["the story of a told at some length"], 10)[0]
    assert names == {"b.txt", "c.txt", "d.txt"}
    assert {Path(hit.passage.article_id).name for hit in hits} <= names


def moved(tmp_path: Path, news: Path, *, to: str, **how: object) -> IndexReport:
    """Rename the folder and index it under its new name."""
    news.rename(tmp_path / to)
    arguments: dict[str, object] = {"on_problem": pytest.fail, "embedder": HashEmbedder(), **how}
    return add_articles([tmp_path / to], tmp_path / "index", Settings(), **arguments)  # type: ignore[arg-type]


def test_a_renamed_folder_is_not_embedded_anew(tmp_path: Path, news: Path, run: Run) -> None:
    """The same texts under other names keep their vectors, and the old names stay until they are told."""
    run()
    report = moved(tmp_path, news, to="archive")
    assert (report.added, report.removed, report.passages) == (3, 0, 0)


def test_what_a_folder_was_called_before_can_be_told(tmp_path: Path, news: Path, run: Run) -> None:
    """The articles of the old name go, and nothing is embedded."""
    run()
    report = moved(tmp_path, news, to="archive", moved_from=news)
    assert (report.added, report.removed, report.passages) == (3, 3, 0)


def test_a_folder_that_is_gone_can_be_pruned(tmp_path: Path, news: Path, run: Run) -> None:
    """All of its articles are removed; a path that never was in the index is refused, and nothing is lost."""
    run()
    news.rename(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="no such file or folder"):
        add_articles([tmp_path / "never"], tmp_path / "index", Settings(), on_problem=pytest.fail,
                     embedder=HashEmbedder(), prune=True)  # fmt: skip
    report = run(prune=True)
    assert (report.removed, report.added) == (3, 0)


def test_a_place_that_nothing_moved_from_is_told(tmp_path: Path, news: Path, run: Run) -> None:
    """A slip in the old name is not taken for a move: the articles are added, and it is said."""
    run()
    told: list[str] = []
    wrong = tmp_path / "nwes"
    report = moved(tmp_path, news, to="archive", moved_from=wrong, on_problem=told.append)
    assert (report.added, report.removed) == (3, 0)
    [line] = told
    assert str(wrong) in line
    assert "nothing has moved" in line


def test_an_emptied_folder_is_not_pruned_and_it_says_so(news: Path, run: Run) -> None:
    """It may be a disk that is not there; what to do is said."""
    run()
    for file in news.iterdir():
        file.unlink()
    with pytest.raises(InputError, match=r"no articles in it; kinds .* nothing was removed.*qa remove"):
        run(prune=True)


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_names_are_found_as_they_are_typed(
    tmp_path: Path, stored: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"]
) -> None:
    """A name in decomposed characters, as macOS writes it, is found by the composed one, and the reverse."""
    path = tmp_path / f"{unicodedata.normalize(stored, 'Größe')}.txt"
    path.write_text("The baker of the town is Jan Wolf.")
    add_articles([path], tmp_path / "index", Settings(), on_problem=pytest.fail, embedder=HashEmbedder())
    where = Filter(source=unicodedata.normalize(typed, "*Größe*"))
    with LocalIndex.open(tmp_path / "index", HashEmbedder(), splitter_of(Settings())) as index:
        assert len(LexicalRetriever(index).search(["baker"], 10, where)[0]) == 1
