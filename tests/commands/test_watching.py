"""Following files as they change."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from qa.commands.index import follow
from qa.errors import InputError
from tests.terminals import own_environment

LIMIT = 120  # seconds until a run that does not come counts as a failure, also on a busy machine

Filter = Callable[[watchfiles.Change, str], bool]
Changes = Iterator[set[tuple[watchfiles.Change, str]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Filter]:
    """Takes down which changes the watch is told to hear."""
    filters: list[Filter] = []
    real = watchfiles.watch

    def watch(*paths: Path, watch_filter: Filter, **options: Any) -> Changes:
        filters.append(watch_filter)
        return real(*paths, watch_filter=watch_filter, **options)

    monkeypatch.setattr(watchfiles, "watch", watch)
    return filters


def test_runs_after_changes_outside_the_index(tmp_path: Path, heard: list[Filter]) -> None:
    """It runs at once and for a new file, but not for one in the index; a failed run does not end it."""
    index = tmp_path / "index"
    index.mkdir()
    done = threading.Semaphore(0)
    runs: list[int] = []
    said: list[str] = []
    stop = threading.Event()

    def run() -> None:
        runs.append(1)
        (index / f"written-{len(runs)}").write_text("x")
        done.release()
        if len(runs) == 1:
            raise InputError("not readable yet")

    thread = threading.Thread(target=follow, args=([tmp_path], index, run, said.append, stop))
    thread.start()
    try:
        for name in ("a.txt", "b.txt"):
            assert done.acquire(timeout=LIMIT)
            (tmp_path / name).write_text("x")
        assert done.acquire(timeout=LIMIT)
    finally:
        stop.set()
        thread.join(LIMIT)
    assert said == ["not readable yet"]
    [hears] = heard
    assert hears(watchfiles.Change.added, str(tmp_path / "c.txt"))
    assert not hears(watchfiles.Change.added, str(index / "written-3"))
    assert not hears(watchfiles.Change.modified, str(index))


def test_ctrl_c_ends_the_watch_quietly(tmp_path: Path) -> None:
    """It is how a watch ends: nothing more is said, and the exit code is that of the last reading."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Sanna Marin is the Prime Minister.")
    command = ["index", str(tmp_path / "articles"), "--index", str(tmp_path / "ix"), "--watch"]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fake_qa", *command],
        stderr=subprocess.PIPE,
        text=True,
        env=own_environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        assert any(line.startswith("Following the files") for line in lines)
        assert any(line.startswith("Articles: 0 added") for line in lines), "what changed before it began"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        assert process.wait(LIMIT) == 0
