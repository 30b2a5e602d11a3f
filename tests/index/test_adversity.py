"""Full disks, folders that cannot be written, and readers beside a writer."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import IndexBusy, IndexMissing
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.retrieval import DenseRetriever, LexicalRetriever
from qa.types import Article
from tests.collection import ANIMALS, LineSplitter, article
from tests.fakes import HashEmbedder


def bulky(count: int) -> list[Article]:
    """Articles of 20 kB that do not compress."""
    return [article(f"{n}.txt", random.Random(n).randbytes(10_000).hex()) for n in range(count)]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs privileges")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(disk: Path) -> None:
    """It is said, nothing stored is lost, and with room again the same run completes."""
    folder = disk / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as index:
        index.add(ANIMALS)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(2_500_000))
    articles = bulky(100)
    with (
        pytest.raises(IndexBusy, match="make room"),
        LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True) as index,
    ):
        for at in range(0, 100, 10):
            index.add(articles[at : at + 10])
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as reader:
        assert LexicalRetriever(reader).search(["owl"], 1)[0][0].passage.text == "The owl hunts at night."
    assert examine(folder).damage == ()
    ballast.unlink()
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True) as index:
        index.add(articles[:30])
        assert LexicalRetriever(index).search([articles[29].text[:60]], 1) is not None
    assert examine(folder).sound


@pytest.mark.parametrize("damaged", [False, True])
def test_a_folder_that_cannot_be_written(disk: Path, *, damaged: bool) -> None:
    """It is searched all the same, with what is damaged rebuilt elsewhere; writing is refused clearly."""
    folder = disk / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as index:
        index.add(ANIMALS)
    if damaged:
        for path in folder.glob("lexical-*/*.term"):
            path.write_bytes(b"")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as reader:
        for ranking in (DenseRetriever(reader), LexicalRetriever(reader)):
            hit = ranking.search(["the owl hunts at night"], 1)[0][0]
            assert hit.passage.text == "The owl hunts at night."
    with pytest.raises(IndexBusy, match="cannot write to the index"):
        LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True)


def test_a_reader_beside_a_writer(tmp_path: Path) -> None:
    """A reader opened at any time answers, sees finished batches, and survives compaction under its feet."""
    folder = tmp_path / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as writer:
        writer.add(ANIMALS)
        with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as reader:
            for round_ in range(6):
                writer.add([article(f"new{round_}.txt", f"fresh{round_} news")])
                writer.remove([f"/articles/new{round_ - 2}.txt"])
                if round_ % 2:
                    writer.compact()
                for ranking in (DenseRetriever(reader), LexicalRetriever(reader)):
                    texts = [hit.passage.text for hit in ranking.search([f"fresh{round_}"], 3)[0]]
                    assert texts[0] == f"fresh{round_} news"
                    gone = [hit.passage.text for hit in ranking.search([f"fresh{round_ - 2}"], 50)[0]]
                    assert f"fresh{round_ - 2} news" not in gone
    assert examine(folder).sound


def test_ids_are_never_reused(tmp_path: Path) -> None:
    """Neither removal nor compaction nor a new process gives an old id to a new passage."""
    folder = tmp_path / "index"
    seen: set[int] = set()
    for round_ in range(3):
        with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as index:
            index.add([article("a.txt", f"edition {round_}\nof the paper")])
            ids = {hit.passage.id for hit in DenseRetriever(index).search(["edition"], 10)[0]}
            assert len(ids) == 2 and not ids & seen
            seen |= ids
            index.remove(["/articles/a.txt"])
            index.compact()


def test_no_folder_for_an_index(tmp_path: Path) -> None:
    """A file in the place of the folder is named."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexBusy, match="cannot make the folder"):
        LocalIndex.create(tmp_path / "file" / "index", HashEmbedder(), LineSplitter())
    with pytest.raises(IndexMissing):
        LocalIndex.open(tmp_path / "file", HashEmbedder(), LineSplitter())
