"""One connection to the catalog's SQLite file: how it is opened, and what its errors mean to a user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qa.errors import IndexBusy, IndexCorrupt

Parameters = Sequence[Any] | Mapping[str, Any]

_CORRUPT = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_ERROR", "SQLITE_MISMATCH")
_BUSY_MS = 10_000  # how long to wait for another process's transaction


class Connection:
    """SQLite with this project's settings; every error comes out as one of ours."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        """Open the file, creating it when ``writable``.

        Raises:
            IndexBusy: it cannot be written (or not even read) by this user.
            IndexCorrupt: it is not an SQLite file.
        """
        self._path = path
        with self._explained():
            self._raw = self._open(writable)
            self._raw.execute("PRAGMA trusted_schema = OFF")
            # The rows of a question lie anywhere: mapped, they cost no system call. What is mapped counts as
            # memory once it was read, so not all of a large catalog is.
            self._raw.execute("PRAGMA mmap_size = 1610612736")
            self._raw.execute("PRAGMA cache_size = -32000")  # kB: the inner pages of a million passages
            if writable:
                self._raw.execute("PRAGMA page_size = 8192")  # packs ten half-precision vectors of 384
                self._raw.execute("PRAGMA journal_mode = WAL")
                # FULL syncs the log at each commit: a pulled plug loses at most the transaction under way.
                self._raw.execute("PRAGMA synchronous = FULL")
                self._raw.execute("PRAGMA cell_size_check = ON")

    def _open(self, writable: bool) -> sqlite3.Connection:
        if writable:
            return self._connect("rwc")
        raw = self._connect("ro")
        try:
            raw.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.OperationalError:
            raw.close()
            # A WAL database in a folder that cannot be written: nobody writes to it, so it is immutable.
            return self._connect("ro&immutable=1")
        return raw

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"file:{quote(str(self._path.absolute()), errors='surrogateescape')}?mode={mode}"
        return sqlite3.connect(
            uri, uri=True, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Execute one statement."""
        with self._explained():
            return self._raw.execute(sql, parameters)

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Execute one statement for each row."""
        with self._explained():
            self._raw.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._explained():
            return self._raw.execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Parameters = (), size: int = 1000) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, fetched ``size`` at a time."""
        with self._explained():
            cursor = self._raw.execute(sql, parameters)
            while rows := cursor.fetchmany(size):
                yield from rows

    @contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """All or nothing; ``DEFERRED`` for several reads of one state."""
        self.run(f"BEGIN {kind}")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._raw.in_transaction:
                self._raw.rollback()
            raise

    def close(self) -> None:
        """Close the file; the last writer leaves no log behind."""
        with self._explained():
            self._raw.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._meaning(error) from error
        except OverflowError as error:
            raise IndexCorrupt(f"the catalog {self._path} holds numbers that make no sense") from error

    def _meaning(self, error: sqlite3.Error) -> IndexBusy | IndexCorrupt:
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
