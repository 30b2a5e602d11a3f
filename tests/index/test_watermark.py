"""A catalog that is older than it was is noticed; one that a killed writer left is not taken for such."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from qa.errors import IndexCorrupt
from qa.index import watermark
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.index.rebuilding import rebuild
from tests.collection import ANIMALS, LineSplitter, article
from tests.fakes import HashEmbedder

LOG = "catalog.sqlite-wal"


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """What a writer leaves that was killed after three changes, which are in its log alone."""
    folder, copy = tmp_path / "open", tmp_path / "killed"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()):
        pass
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True) as index:
        for number, one in enumerate(ANIMALS[:3]):
            index.add([one, article(f"{number}.txt", f"Number {number}.")])
        shutil.copytree(folder, copy)
    return copy


def passages(folder: Path, *, writable: bool = False) -> int:
    """How many are found in it."""
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=writable) as index:
        return len(index)


def mark(folder: Path) -> Path:
    """Its watermark."""
    return watermark.place(folder / "catalog.sqlite")


def test_a_log_that_lost_its_end_is_refused(killed: Path) -> None:
    """By readers, writers and doctor alike; what is there is kept by a rebuild, and counts from then on."""
    whole = passages(killed)
    os.truncate(killed / LOG, (killed / LOG).stat().st_size // 2)
    for writable in (False, True):
        with pytest.raises(IndexCorrupt, match=r"older than it was.*--rebuild"):
            passages(killed, writable=writable)
    assert any("older than it was" in problem for problem in examine(killed).damage)
    rebuild(killed, HashEmbedder(), LineSplitter(), on_problem=pytest.fail)
    assert 0 < passages(killed) < whole
    assert examine(killed).sound


@pytest.mark.parametrize("lost", [LOG, "log and index of it"])
def test_a_log_that_is_gone_is_refused(killed: Path, lost: str) -> None:
    """Somebody may take it for rubbish."""
    for path in killed.glob(f"{LOG}" if lost == LOG else "catalog.sqlite-*"):
        path.unlink()
    with pytest.raises(IndexCorrupt, match="older than it was"):
        passages(killed)


def test_a_writer_killed_before_it_could_say_so_has_stored_it_all_the_same(killed: Path) -> None:
    """The watermark is written last: where it is older, or was never written, nothing is refused."""
    whole = passages(killed)
    said = watermark.reached(killed / "catalog.sqlite")
    watermark.reach(killed / "catalog.sqlite", said - 1)
    assert passages(killed) == whole
    mark(killed).unlink()
    assert passages(killed) == whole
    assert examine(killed).sound


@pytest.mark.parametrize("content", [b"", b"\0", b"\xff" * 16, b"\xff" * 100, bytes(16)])
def test_a_damaged_watermark_says_nothing(killed: Path, content: bytes) -> None:
    """It is no more than a check; the next change writes it anew."""
    whole = passages(killed)
    mark(killed).write_bytes(content)
    assert passages(killed) == whole
    with LocalIndex.open(killed, HashEmbedder(), LineSplitter(), writable=True) as index:
        index.add([article("new.txt", "Something new.")])
        assert watermark.reached(killed / "catalog.sqlite") == index.generation


def test_a_disk_that_takes_no_watermark_takes_the_change(
    killed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be said is not said."""

    def full(*given: object) -> int:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "pwrite", full)
    whole = passages(killed)
    with LocalIndex.open(killed, HashEmbedder(), LineSplitter(), writable=True) as index:
        index.add([article("new.txt", "Something new.")])
    assert passages(killed) == whole + 1


def test_another_catalog_begins_anew(killed: Path) -> None:
    """One made where one was deleted, and one that a rebuild put in its place, count for themselves."""
    for _ in range(3):
        with LocalIndex.open(killed, HashEmbedder(), LineSplitter(), writable=True) as index:
            index.remove([article("0.txt", "").id])
            index.add([article("0.txt", "Number 0.")])
    rebuild(killed, HashEmbedder(), LineSplitter(), on_problem=pytest.fail)
    with LocalIndex.open(killed, HashEmbedder(), LineSplitter()) as index:
        assert watermark.reached(killed / "catalog.sqlite") == index.generation
    for path in killed.glob("catalog.sqlite*"):
        path.unlink()
    with LocalIndex.create(killed, HashEmbedder(), LineSplitter()) as index:
        index.add(ANIMALS)
    assert passages(killed) > 0


def test_a_watermark_that_is_a_link_is_refused(killed: Path, tmp_path: Path) -> None:
    """Nothing is written where it leads."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    mark(killed).unlink()
    mark(killed).symlink_to(victim)
    with pytest.raises(IndexCorrupt, match="a symbolic link"):
        passages(killed, writable=True)
    watermark.reach(killed / "catalog.sqlite", 7)
    assert victim.read_text() == "mine"
