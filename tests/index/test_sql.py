"""One connection, however many threads use it."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import IndexClosed
from qa.index.sql import Connection

PROJECT = Path(__file__).parent.parent.parent

# Run by itself: where threads wait for each other for ever, they hold the lock of the interpreter.
THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from qa.index import sql

sql._STEPS = 1  # SQLite asks for the time at every step
connection = sql.Connection(Path(sys.argv[1]), writable=True)
connection.run("CREATE TABLE t (n INTEGER)")
connection.run_many("INSERT INTO t VALUES (?)", [(n,) for n in range(300)])

def use(thread):
    for _ in range(20):
        assert len(connection.rows("SELECT n FROM t WHERE n >= ?", (thread,))) == 300 - thread
        assert len(connection.small_rows("SELECT n FROM t ORDER BY -n")) == 300
        assert [n for (n,) in connection.stream("SELECT n FROM t ORDER BY n")] == list(range(300))
        next(connection.stream("SELECT n FROM t"))  # and forget it
    return thread

with ThreadPoolExecutor(8) as threads:
    print(*threads.map(use, range(8)))
"""


def test_threads_do_not_wait_for_each_other_for_ever(tmp_path: Path) -> None:
    """Each gets its own rows, though SQLite calls back into the interpreter while it works."""
    done = subprocess.run(
        [sys.executable, "-c", THREADS, str(tmp_path / "some.sqlite")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("0 1 2 3 4 5 6 7\n", "")


def test_a_closed_connection_says_so(tmp_path: Path) -> None:
    """Whoever uses it; rows that were begun before and forgotten are no trouble."""
    connection = Connection(tmp_path / "some.sqlite", writable=True)
    begun = connection.stream("SELECT 1 UNION SELECT 2")
    next(begun)
    connection.close()
    for use in (
        connection.rows,
        connection.small_rows,
        connection.run,
        lambda sql: next(connection.stream(sql)),
    ):
        with pytest.raises(IndexClosed, match="was closed"):
            use("SELECT 1")
    del begun
    gc.collect()
