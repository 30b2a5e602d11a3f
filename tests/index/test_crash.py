"""SIGKILL at random moments: a real process writes, is killed, and what it left is examined."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.retrieval import DenseRetriever, LexicalRetriever
from tests.collection import LineSplitter
from tests.fakes import HashEmbedder
from tests.index_child import collection


def killed_after(folder: Path, seed: int, seconds: float) -> None:
    """Let a writer work for a while, counted from when its modules are loaded, then kill it."""
    command = [sys.executable, "-m", "tests.index_child", str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stderr is not None
        assert child.stdout.readline() == "started\n"
        time.sleep(seconds)
        assert child.poll() is None, child.stderr.read()
        child.send_signal(signal.SIGKILL)


def stored_texts(folder: Path) -> list[str]:
    """Every passage in the catalog, read with nothing of this project."""
    if not (folder / "catalog.sqlite").exists():
        return []
    database = sqlite3.connect(folder / "catalog.sqlite")
    rows = database.execute("SELECT text FROM passages ORDER BY id").fetchall()
    database.close()
    return [row[0].decode() for row in rows]


def check(folder: Path, seed: int) -> None:
    """What a killed writer left opens, answers, has no damage, and is continued without embedding twice."""
    before = stored_texts(folder)
    assert len(before) == len(set(before)), "a passage is stored twice"
    if not (folder / "catalog.sqlite").exists():
        return
    assert examine(folder).damage == ()
    with LocalIndex.open(folder, HashEmbedder(dim=16), LineSplitter()) as reader:
        for text in random.Random(seed).sample(before, min(3, len(before))):
            assert LexicalRetriever(reader).search([text], 1)[0][0].passage.text == text
            assert text in [hit.passage.text for hit in DenseRetriever(reader).search([text], 3)[0]]
    embedder = HashEmbedder(dim=16)
    with LocalIndex.open(folder, embedder, LineSplitter(), writable=True) as writer:
        assert examine(folder).sound
        report = writer.add(collection(seed))
        assert report.passages == len(embedder.texts)
        assert report.added + report.replaced + report.unchanged == len(collection(seed))
    assert not set(embedder.texts) & set(before), "what a finished batch had stored was embedded again"
    expected = sorted(line for one in collection(seed) for line in one.text.split("\n"))
    assert sorted(stored_texts(folder)) == expected


def torment(folder: Path, kills: int) -> None:
    """Kill writers of one index, which keeps all that its predecessors stored."""
    generator = random.Random(kills)
    for number in range(kills):
        killed_after(folder, number, generator.choice([0.05, 0.3, 1.5]) * generator.random())
        check(folder, number)


def test_a_killed_writer_leaves_a_whole_index(tmp_path: Path) -> None:
    """A few kills."""
    torment(tmp_path / "index", 4)


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_many_killed_writers_leave_a_whole_index(tmp_path: Path) -> None:
    """Sixty kills of writers of one index."""
    torment(tmp_path / "index", 60)
