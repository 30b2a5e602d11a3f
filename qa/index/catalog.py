"""The truth of an index: articles, passages and vectors in one SQLite file.

Everything else in an index folder is made from this. An article, its passages and their vectors are stored
in one transaction; ids of passages only ever grow, so "what came after id n" is always a range, and an id
once given never means another passage.

Texts are stored as UTF-8 bytes, not as SQLite text, because a file name or a JSON escape may hold a lone
surrogate that SQLite text cannot.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from qa.errors import IndexCorrupt
from qa.index import families
from qa.index.manifest import Identity, Stamp
from qa.index.stored import Stored, details_of, standing_of, to_bytes
from qa.index.where import day_range
from qa.index.writing import Written
from qa.types import Article, Passage, Vectors

Model = TypeVar("Model", bound=BaseModel)

_TABLES = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    title BLOB NOT NULL, source BLOB NOT NULL, source_name BLOB NOT NULL,
    published TEXT, first_day INTEGER, last_day INTEGER,
    metadata TEXT NOT NULL, page_starts TEXT NOT NULL,
    digest BLOB NOT NULL, details BLOB NOT NULL,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL,
    family INTEGER NOT NULL
);
CREATE INDEX articles_by_family ON articles (family);
CREATE INDEX articles_by_digest ON articles (digest);
CREATE TABLE texts (n INTEGER PRIMARY KEY, size INTEGER NOT NULL, deflated BLOB NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, text BLOB NOT NULL
);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE removals (
    number INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, count INTEGER NOT NULL
);
CREATE TABLE bands (band INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (band, n)) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (n);
"""


@dataclass(frozen=True, slots=True)
class State:
    """How far the catalog has come. Equal states have equal contents."""

    generation: int  # counts write transactions
    next_id: int  # the id that the next passage gets
    removals: int  # number of the last removal
    articles: int
    passages: int


class Catalog(Stored):
    """Reads and writes the catalog: a ``qa.index.writing.Store``.

    Reading sees what was last committed, by any process.
    """

    @classmethod
    def create(cls, path: Path, identity: Identity, *, generation: int = 0) -> Catalog:
        """Make an empty catalog, whose first transaction is ``generation`` + 1."""
        catalog = cls(path, writable=True)
        with catalog._db.transaction():
            for statement in _TABLES.split(";\n"):
                if statement.strip():
                    catalog._db.run(statement)
            counters = {"generation": generation, "next_id": 1, "articles": 0, "passages": 0}
            for key, value in counters.items():
                catalog._put(key, str(value))
            catalog._put("identity", identity.model_dump_json())
        return catalog

    # -- the manifest

    def identity(self) -> Identity:
        """What the index was made with. Raises IndexCorrupt where that is missing."""
        identity = self._model("identity", Identity)
        if identity is None:
            raise IndexCorrupt(f"the catalog {self._path} does not say how it was made")
        return identity

    def stamp(self, kind: str) -> Stamp | None:
        """The published derived index of a kind (``dense`` or ``lexical``)."""
        return self._model(kind, Stamp)

    def publish(self, kind: str, stamp: Stamp | None) -> None:
        """Make a derived index the one to use; call inside ``transaction``."""
        if stamp is None:
            self._db.run("DELETE FROM manifest WHERE key = ?", (kind,))
        else:
            self._put(kind, stamp.model_dump_json())

    def state(self) -> State:
        """The counters, read together."""
        values = dict(self._db.rows("SELECT key, value FROM manifest WHERE key NOT IN ('identity')"))
        try:
            counters = (int(values[key]) for key in ("generation", "next_id", "articles", "passages"))
            generation, next_id, articles, passages = counters
        except (KeyError, ValueError) as error:
            raise IndexCorrupt(f"the catalog {self._path} has lost its counters") from error
        removals = self._db.rows("SELECT seq FROM sqlite_sequence WHERE name = 'removals'")
        return State(generation, next_id, removals[0][0] if removals else 0, articles, passages)

    def _model(self, key: str, model: type[Model]) -> Model | None:
        rows = self._db.rows("SELECT value FROM manifest WHERE key = ?", (key,))
        try:
            return model.model_validate_json(rows[0][0]) if rows else None
        except ValidationError as error:
            raise IndexCorrupt(f"the catalog {self._path} has a damaged manifest ({key})") from error

    def _put(self, key: str, value: str) -> None:
        self._db.run("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (key, value))

    def _count(self, **changes: int) -> None:
        for key, change in changes.items():
            self._db.run("UPDATE manifest SET value = value + ? WHERE key = ?", (change, key))

    # -- writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored together or not at all, under a new generation."""
        with self._db.transaction():
            yield
            self._count(generation=1)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one state."""
        with self._db.transaction("DEFERRED"):
            yield

    def store(self, article: Article, passages: Sequence[Passage], vectors: Vectors) -> int:
        """Store an article that is not there; returns its number. Call inside ``transaction``.

        ``vectors``: unit-length float32[len(passages), dim], kept in half precision: the rounding moves a
        cosine by some 1e-5, a tenth of what another batch size moves it by in the embedder.
        """
        first = int(self._db.rows("SELECT value FROM manifest WHERE key = 'next_id'")[0][0])
        covered = day_range(article.published) or (None, None)
        data = to_bytes(article.text)
        source = to_bytes(article.source)
        extra = (json.dumps(dict(article.metadata)), standing_of(article))
        cursor = self._db.run(
            "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                *(to_bytes(article.id), to_bytes(article.title), source, source.rpartition(b"/")[2]),
                *(article.published, *covered, *extra),
                *(bytes.fromhex(article.digest), details_of(article), first, len(passages)),
            ),
        )
        n = cursor.lastrowid or 0
        self._db.run("UPDATE articles SET family = n WHERE n = ?", (n,))
        self._db.run("INSERT INTO texts VALUES (?, ?, ?)", (n, len(data), zlib.compress(data, 1)))
        ids = range(first, first + len(passages))
        self._db.run_many(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            ((i, n, p.start, p.end, to_bytes(p.text)) for i, p in zip(ids, passages, strict=True)),
        )
        half = vectors.astype(np.float16)
        self._db.run_many(
            "INSERT INTO vectors VALUES (?, ?)",
            ((i, vector.tobytes()) for i, vector in zip(ids, half, strict=True)),
        )
        self._count(next_id=len(passages), articles=1, passages=len(passages))
        return n

    def write(self, batch: Sequence[Written]) -> None:
        """Store the batch, all or nothing: see ``qa.index.writing.Store``."""
        with self.transaction():
            for item in batch:
                if item.known is not None:
                    self._forget(item.known.n)
                n = self.store(item.article, item.passages, item.vectors)
                families.join(self._db, n, item.lead)

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""
        count = 0
        with self.transaction():
            for article_id in article_ids:
                for known in self.known([article_id]).values():
                    self._forget(known.n)
                    count += 1
        return count

    def _forget(self, n: int) -> None:
        """Forget an article and log which passage ids went with it; call inside ``transaction``."""
        first, count = self._db.rows("SELECT first_passage, passages FROM articles WHERE n = ?", (n,))[0]
        for table in ("passages", "vectors"):
            self._db.run(f"DELETE FROM {table} WHERE id >= ? AND id < ?", (first, first + count))  # noqa: S608  # fixed names
        for table in ("texts", "bands", "articles"):
            self._db.run(f"DELETE FROM {table} WHERE n = ?", (n,))  # noqa: S608  # fixed names
        if count:
            self._db.run("INSERT INTO removals VALUES (NULL, ?, ?)", (first, count))
        self._count(articles=-1, passages=-count)

    def forget_removals(self, number: int) -> None:
        """Drop the log up to ``number``, when every derived index has caught up with it."""
        self._db.run("DELETE FROM removals WHERE number <= ?", (number,))

    def leave_log(self) -> None:
        """Fold the write-ahead log into the file and do without one.

        Raises:
            IndexBusy: another process has the catalog open.
        """
        self._db.run("PRAGMA journal_mode = DELETE")

    def shrink(self) -> None:
        """Give the room of deleted rows back to the file system (SQLite's VACUUM, atomic)."""
        self._db.run("VACUUM")
        self._db.run("PRAGMA wal_checkpoint(TRUNCATE)")
