"""Following files as they change."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from qa.commands.watching import follow
from qa.errors import InputError


def wait_until(happened: list[int], count: int) -> None:
    """Wait for a number of runs, at most a minute."""
    deadline = time.monotonic() + 60
    while len(happened) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(happened) >= count


def test_runs_after_changes_outside_the_index(tmp_path: Path) -> None:
    """It runs at once and for a new file, but not for one in the index; a failed run does not end it."""
    index = tmp_path / "index"
    index.mkdir()
    runs: list[int] = []
    said: list[str] = []
    stop = threading.Event()

    def run() -> None:
        runs.append(1)
        (index / f"written-{len(runs)}").write_text("x")
        if len(runs) == 1:
            raise InputError("not readable yet")

    thread = threading.Thread(target=follow, args=([tmp_path], index, run, said.append, stop))
    thread.start()
    try:
        wait_until(runs, 1)
        (tmp_path / "a.txt").write_text("x")
        wait_until(runs, 2)
        (tmp_path / "b.txt").write_text("x")
        wait_until(runs, 3)
        time.sleep(2.5)
        assert len(runs) == 3
        assert said == ["not readable yet"]
    finally:
        stop.set()
        thread.join(20)
