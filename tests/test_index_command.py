"""``qa index`` with real files: what could not be read is said, and everything else is indexed."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.cli import main
from qa.index.local import LocalIndex
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one article."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "harbour.txt").write_text("The harbour was closed on Monday because of ice.")
    return folder


def indexed(folder: Path) -> list[str]:
    """The file names of the articles in an index."""
    settings = Settings()
    with LocalIndex.open(folder, load_embedder(settings), splitter_of(settings)) as index:
        return sorted(Path(article).name for article in index.article_ids())


def test_a_missing_path_beside_a_good_one_exits_3_and_the_good_one_is_indexed(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear line for the missing path, its exit code, and nothing else is lost."""
    code = main(["index", str(news), str(tmp_path / "nowhere"), "--index", str(tmp_path / "index")])
    captured = capsys.readouterr()
    assert code == 3
    assert captured.err.count("nowhere: there is no such file or folder") == 1
    assert indexed(tmp_path / "index") == ["harbour.txt"]


def test_a_broken_file_keeps_what_was_indexed_before(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF that is none and a binary file named .txt are each named once; the index keeps its articles."""
    command = ["index", str(news), "--index", str(tmp_path / "index")]
    assert main(command) == 0
    (news / "broken.pdf").write_bytes(b"%PDF-1.7 no more than this")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 40)
    capsys.readouterr()
    assert main(command) == 3
    captured = capsys.readouterr()
    assert captured.err.count("broken.pdf") == captured.err.count("binary.txt") == 1
    assert "1 unchanged" in captured.err
    assert indexed(tmp_path / "index") == ["harbour.txt"]


def test_files_of_other_kinds_are_said_and_are_no_failure(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture beside the articles is left out on purpose: exit 0."""
    (news / "map.png").write_bytes(b"\x89PNG")
    assert main(["index", str(news), "--index", str(tmp_path / "index")]) == 0
    assert "files of other kinds were left out: .png (1)" in capsys.readouterr().err
