"""Conversations kept across runs: one SQLite file in the user's data folder.

Each turn is kept with its answer as JSON and the state of the conversation after it, so that a conversation
goes on where it stopped, and undoing a turn is forgetting a row.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import InputError

FORMAT = 1
KEPT = 200  # conversations; older ones are forgotten
_SCHEMA = f"""
    CREATE TABLE IF NOT EXISTS conversation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        articles TEXT NOT NULL,  -- the index folder it was held with
        started TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS turn (
        conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
        number INTEGER NOT NULL,
        asked TEXT NOT NULL,
        answer TEXT NOT NULL,  -- JSON, as Answer.to_dict gives it
        state TEXT NOT NULL,   -- of the conversation after this turn
        PRIMARY KEY (conversation, number)
    ) WITHOUT ROWID;
    PRAGMA user_version = {FORMAT};
"""


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """One turn as it was kept."""

    answer: dict[str, Any]
    state: str


class TurnLog(AbstractContextManager["TurnLog"]):
    """The turns of one conversation, written as they happen."""

    def __init__(self, path: Path, articles: str) -> None:
        """Open the log at ``path``, made where there is none; ``articles`` names the index talked to.

        Raises:
            InputError: the file cannot be used: it is another version's, damaged, or may not be written.
        """
        self._path = path
        self._articles = articles
        self._conversation: int | None = None  # begins with its first turn
        with self._reported():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)  # what someone asks is nobody else's business
            self._db = sqlite3.connect(path, isolation_level="IMMEDIATE", timeout=5, check_same_thread=False)
            try:
                self._prepare()
            except (sqlite3.Error, InputError):
                self._db.close()
                raise

    def add(self, answer: dict[str, Any], state: str) -> None:
        """Keep a turn."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with self._reported(), self._db:
            if self._conversation is None:
                cursor = self._db.execute(
                    "INSERT INTO conversation (articles, started) VALUES (?, ?)", (self._articles, now)
                )
                self._conversation = cursor.lastrowid
                self._db.execute(
                    "DELETE FROM conversation WHERE id NOT IN"
                    " (SELECT id FROM conversation ORDER BY id DESC LIMIT ?)",
                    (KEPT,),
                )
            self._db.execute(
                "INSERT INTO turn SELECT ?1, ifnull(max(number), 0) + 1, ?2, ?3, ?4 FROM turn"
                " WHERE conversation = ?1",
                (self._conversation, now, json.dumps(answer), state),
            )

    def undo(self) -> None:
        """Forget the last turn."""
        with self._reported(), self._db:
            self._db.execute(
                "DELETE FROM turn WHERE conversation = ?1"
                " AND number = (SELECT max(number) FROM turn WHERE conversation = ?1)",
                (self._conversation,),
            )

    def clear(self) -> None:
        """Begin a new conversation; what was said stays in the log."""
        self._conversation = None

    def resume(self) -> list[LoggedTurn]:
        """Go on with the last conversation with these articles; gives back its turns, oldest first."""
        with self._reported():
            row = self._db.execute(
                "SELECT max(conversation) FROM turn JOIN conversation ON id = conversation"
                " WHERE articles = ?",
                (self._articles,),
            ).fetchone()
            self._conversation = row[0]
            rows = self._db.execute(
                "SELECT answer, state FROM turn WHERE conversation = ? ORDER BY number", (row[0],)
            ).fetchall()
        try:
            return [LoggedTurn(json.loads(answer), state) for answer, state in rows]
        except ValueError as error:
            raise InputError(f"a turn in the log {self._path} is damaged: remove the file") from error

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        empty = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if version == 0 and empty:
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        elif version != FORMAT:
            raise InputError(
                f"the log of conversations {self._path} has format {version} and this version reads {FORMAT}:"
                " move it away, or use --no-log"
            )

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"cannot use the log of conversations {self._path}: {error}; --no-log does without"
            ) from error
