"""One connection to the catalog's SQLite file: how it is opened, and what its errors mean to a user.

The file may have been made to do harm: its schema is compared with ours before anything else is asked of it,
and what a query may give, and take, has bounds.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qa.errors import IndexBusy, IndexClosed, IndexCorrupt, IndexError_
from qa.index.plain import PAGE, check_catalog

Parameters = Sequence[Any] | Mapping[str, Any]

_CORRUPT = (
    *("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_ERROR", "SQLITE_MISMATCH"),
    *("SQLITE_TOOBIG", "SQLITE_INTERRUPT", "SQLITE_CONSTRAINT", "SQLITE_NOMEM"),
)
_BUSY_MS = 10_000  # how long to wait for another process's transaction
MOST_CELL = 1 << 27  # bytes; twice the longest text that is read of a file
_MOST_ROWS = 1 << 28  # bytes that one query may give
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MOST_CELL,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 5,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}
_MOST_SECONDS = 30.0  # of a query's work until its next row
_STEPS = 20_000  # of SQLite's machine between two looks at the clock: a millisecond


class Connection:
    """SQLite with this project's settings; every error comes out as one of ours.

    Threads take turns. SQLite would let them in together, but asks us for the time while it works: for that
    it needs the interpreter's lock, which another thread may hold that waits for SQLite's own.
    """

    def __init__(self, path: Path, *, writable: bool, alone: bool = False) -> None:
        """Open the file, creating it when ``writable``; ``alone``: let no other process have it open.

        Raises:
            IndexBusy: it cannot be written (or not even read) by this user.
            IndexCorrupt: it is not an SQLite file.
        """
        self._path = path
        self._turn = threading.RLock()
        self._until = float("inf")  # on the monotonic clock
        self._late = False
        if path.exists() or not writable:
            try:
                check_catalog(path)
            except OSError as error:
                raise IndexBusy(f"cannot open {path} ({error.strerror})") from error
        self._hurry()
        with self._explained():
            self._raw = self._open(writable)
            self._raw.execute("PRAGMA cell_size_check = ON")
            # The rows of a question lie anywhere: mapped, they cost no system call. What is mapped counts as
            # memory once it was read, so not all of a large catalog is.
            self._raw.execute("PRAGMA mmap_size = 1610612736")
            self._raw.execute("PRAGMA cache_size = -32000")  # kB: the inner pages of a million passages
            if alone:
                self._raw.execute("PRAGMA locking_mode = EXCLUSIVE")
            if writable:
                self._raw.execute(f"PRAGMA page_size = {PAGE}")
                self._raw.execute("PRAGMA journal_mode = WAL")
                # FULL syncs the log at each commit: a pulled plug loses at most the transaction under way.
                self._raw.execute("PRAGMA synchronous = FULL")

    def _open(self, writable: bool) -> sqlite3.Connection:
        if writable:
            return self._connect("rwc")
        raw = self._connect("ro")
        try:
            raw.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
        except sqlite3.OperationalError:
            raw.close()
            # A WAL database in a folder that cannot be written: nobody writes to it, so it is immutable.
            return self._connect("ro&immutable=1")
        return raw

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"file:{quote(str(self._path.absolute()), errors='surrogateescape')}?mode={mode}"
        raw = sqlite3.connect(
            uri, uri=True, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        for limit, most in _LIMITS.items():
            raw.setlimit(limit, most)
        raw.execute("PRAGMA trusted_schema = OFF")
        raw.set_progress_handler(self._overdue, _STEPS)
        return raw

    def _overdue(self) -> bool:
        self._late = time.monotonic() > self._until
        return self._late

    def _hurry(self) -> None:
        """What SQLite does from now on may take only so long."""
        self._until = time.monotonic() + _MOST_SECONDS

    def schema(self) -> dict[str, str]:
        """Every table, index, view and trigger by its kind and name, as it was declared."""
        rows = self.rows("SELECT type || ' ' || name || ' ' || tbl_name, sql FROM sqlite_schema LIMIT 100")
        return {str(name): str(sql) for name, sql in rows}

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Execute one statement, however long that takes."""
        with self._explained():
            self._until = float("inf")
            return self._raw.execute(sql, parameters)

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Execute one statement for each row."""
        with self._explained():
            self._until = float("inf")
            self._raw.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, which are no more than an honest file gives."""
        found, size = [], 0
        with self._explained(), closing(self._raw.cursor()) as cursor:
            self._hurry()
            for row in cursor.execute(sql, parameters):
                for cell in row:
                    if cell.__class__ is bytes or cell.__class__ is str:
                        size += len(cell)
                if size > _MOST_ROWS:
                    raise IndexCorrupt(f"the catalog {self._path} gives more than it can hold")
                found.append(row)
        return found

    def small_rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query whose cells are small by its own conditions: a third faster for many."""
        with self._explained(), closing(self._raw.cursor()) as cursor:
            self._hurry()
            return cursor.execute(sql, parameters).fetchall()

    def page_faults(self, most: int) -> list[tuple[Any, ...]]:
        """What SQLite finds wrong with the file's structure, however long that takes."""
        with self._explained():
            self._until = float("inf")
            return self._raw.execute(f"PRAGMA quick_check({int(most)})").fetchall()

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one by one."""
        with self._explained():
            cursor = self._raw.cursor()
        try:
            with self._explained():
                self._hurry()
                cursor.execute(sql, parameters)
            while True:
                with self._explained():
                    self._hurry()
                    row = cursor.fetchone()
                if row is None:
                    return
                yield row
        finally:
            with suppress(IndexClosed), self._explained():  # a forgotten stream may outlive its connection
                cursor.close()

    @contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """All or nothing; ``DEFERRED`` for several reads of one state."""
        self.run(f"BEGIN {kind}")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with self._turn:
                if self._raw.in_transaction:
                    self._raw.rollback()
            raise

    def close(self) -> None:
        """Close the file; the last writer leaves no log behind."""
        with self._explained():
            self._raw.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """One thread's turn, whose errors come out as ours."""
        try:
            with self._turn:
                yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT" and not self._late:
                raise KeyboardInterrupt from error  # it came while SQLite asked us for the time
            raise self._meaning(error) from error
        except OverflowError as error:
            raise IndexCorrupt(f"the catalog {self._path} holds numbers that make no sense") from error

    def _meaning(self, error: sqlite3.Error) -> IndexError_:
        if isinstance(error, sqlite3.ProgrammingError):  # the only one that we can make: using it once closed
            return IndexClosed(f"the index {self._path.parent} was closed; open it again")
        name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        if name.startswith(_CORRUPT):
            return IndexCorrupt(
                f"the catalog {self._path} is damaged ({error}); "
                f"qa doctor --index {self._path.parent} says what can be saved"
            )
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            return IndexBusy(
                f"cannot write to {self._path} ({error}); what was stored before is kept: "
                "make room and run the same command again"
            )
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return IndexBusy(f"another process is writing to {self._path}; try again when it is done")
        return IndexBusy(f"cannot open {self._path} ({error}); check the permissions of the folder")
