"""A simulated loss of power leaves a whole index: an earlier state, never another one."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import IndexMissing
from qa.index.catalog import Catalog
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.index.rebuilding import rebuild
from qa.retrieval import DenseRetriever, LexicalRetriever
from qa.types import Embedder
from tests.collection import LineSplitter
from tests.fakes import HashEmbedder
from tests.index.test_crash import stored_texts
from tests.index_child import collection
from tests.power_loss import losses, record

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def lines_of(seed: int) -> list[str]:
    """Every line of a collection, sorted."""
    return sorted(line for one in collection(seed) for line in one.text.split("\n"))


def check(folder: Path, said: str) -> None:
    """What was finished is there, undamaged; the index answers, and can be continued and rebuilt."""
    stored = stored_texts(folder)
    assert len(stored) == len(set(stored)), "a passage is stored twice"
    assert set(stored) <= {*lines_of(1), *lines_of(2)}
    if said.startswith("added"):
        assert sorted(stored) == lines_of(int(said.split()[1])), "an update that had ended is lost"
    if not (folder / "catalog.sqlite").exists():
        assert not said, "the index is lost"
        with pytest.raises(IndexMissing):
            examine(folder)
    else:
        assert examine(folder).damage == ()
        answered(folder, stored[::50], HashEmbedder(dim=dimension(folder)))
    if dimension(folder) != 24:
        with LocalIndex.create(folder, HashEmbedder(dim=16), LineSplitter()) as writer:
            writer.add(collection(1))
        assert examine(folder).sound
    rebuild(folder, HashEmbedder(dim=24), LineSplitter(), on_problem=pytest.fail)
    with LocalIndex.create(folder, HashEmbedder(dim=24), LineSplitter()) as writer:
        writer.add(collection(1))
    assert examine(folder).sound
    assert sorted(stored_texts(folder)) == lines_of(1)


def dimension(folder: Path) -> int:
    """Of the embedder that the index was made with; 16 where there is none."""
    if not (folder / "catalog.sqlite").exists():
        return 16
    with closing(Catalog(folder / "catalog.sqlite")) as catalog:
        return catalog.dim()


def answered(folder: Path, texts: list[str], embedder: Embedder) -> None:
    """Both rankings find stored texts."""
    with LocalIndex.open(folder, embedder, LineSplitter()) as reader:
        for text in texts:
            assert LexicalRetriever(reader).search([text], 1)[0][0].passage.text == text
            assert text in [hit.passage.text for hit in DenseRetriever(reader).search([text], 3)[0]]


def torment(work: Path, count: int, seed: int) -> None:
    """Record one writer, and lose the power so many times."""
    calls = record(work)
    for folder, said in losses(calls, work, work / "lost", count, seed):
        check(folder / "index", said)
        shutil.rmtree(folder)


@needs_strace
def test_a_loss_of_power_leaves_a_whole_index(tmp_path: Path) -> None:
    """A few moments of a writer that makes, follows, removes, compacts and rebuilds."""
    torment(tmp_path, 4, seed=0)


@needs_strace
@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_many_losses_of_power_leave_a_whole_index(tmp_path: Path) -> None:
    """Sixty moments; half of them lose everything that was not safe."""
    torment(tmp_path, 60, seed=1)
