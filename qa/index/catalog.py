"""The truth of an index: articles, passages and vectors in one SQLite file.

Everything else in an index folder is made from this. An article, its passages and their vectors are stored
in one transaction; ids of passages only ever grow, so "what came after id n" is always a range, and an id
once given never means another passage.

Texts are stored as UTF-8 bytes, not as SQLite text, because a file name or a JSON escape may hold a lone
surrogate that SQLite text cannot.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ValidationError

from qa.errors import IndexCorrupt
from qa.index.manifest import Identity, Stamp
from qa.index.sql import Connection
from qa.index.where import Bounds, day_range
from qa.types import Article, Passage, Vectors

Ids = npt.NDArray[np.int64]
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
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What decides whether an article must be stored again."""

    n: int
    digest: bytes
    details: bytes


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with what the lexical index keeps of its article."""

    id: int
    text: str
    title: str
    source: str
    days: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class State:
    """How far the catalog has come. Equal states have equal contents."""

    generation: int  # counts write transactions
    next_id: int  # the id that the next passage gets
    removals: int  # number of the last removal
    articles: int
    passages: int


class Catalog:
    """Reads and writes the catalog. Reading sees what was last committed, by any process."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open an existing catalog.

        Raises:
            IndexBusy: it cannot be read, or not be written though ``writable``.
            IndexCorrupt: it is no catalog.
        """
        self._path = path
        self._db = Connection(path, writable=writable)

    @classmethod
    def create(cls, path: Path, identity: Identity) -> Catalog:
        """Make an empty catalog."""
        catalog = cls(path, writable=True)
        with catalog._db.transaction():
            for statement in _TABLES.split(";\n"):
                if statement.strip():
                    catalog._db.run(statement)
            counters = {"generation": 0, "next_id": 1, "articles": 0, "passages": 0}
            for key, value in counters.items():
                catalog._put(key, str(value))
            catalog._put("identity", identity.model_dump_json())
        return catalog

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @property
    def database(self) -> Connection:
        """The connection, for the modules that keep tables of their own in the catalog."""
        return self._db

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
        data = _bytes(article.text)
        source = _bytes(article.source)
        extra = (json.dumps(dict(article.metadata)), json.dumps(article.page_starts))
        cursor = self._db.run(
            "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                *(_bytes(article.id), _bytes(article.title), source, source.rpartition(b"/")[2]),
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
            ((i, n, p.start, p.end, _bytes(p.text)) for i, p in zip(ids, passages, strict=True)),
        )
        half = vectors.astype(np.float16)
        self._db.run_many(
            "INSERT INTO vectors VALUES (?, ?)",
            ((i, vector.tobytes()) for i, vector in zip(ids, half, strict=True)),
        )
        self._count(next_id=len(passages), articles=1, passages=len(passages))
        return n

    def remove(self, n: int) -> None:
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

    def shrink(self) -> None:
        """Give the room of deleted rows back to the file system (SQLite's VACUUM, atomic)."""
        self._db.run("VACUUM")
        self._db.run("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- articles

    def known(self, article_id: str) -> Known | None:
        """Whether an article is stored, and as what."""
        rows = self._db.rows("SELECT n, digest, details FROM articles WHERE id = ?", (_bytes(article_id),))
        return Known(*rows[0]) if rows else None

    def article(self, article_id: str) -> Article:
        """The stored article. Raises KeyError where there is none."""
        rows = self._db.rows(
            "SELECT title, source, published, metadata, page_starts, size, deflated, digest "
            "FROM articles JOIN texts USING (n) WHERE id = ?",
            (_bytes(article_id),),
        )
        if not rows:
            raise KeyError(article_id)
        title, source, published, metadata, page_starts, size, deflated, digest = rows[0]
        try:
            data = zlib.decompressobj().decompress(deflated, size + 1)  # never more than was stored
        except zlib.error as error:
            raise IndexCorrupt(f"the catalog {self._path} has a damaged text: {article_id}") from error
        if hashlib.sha256(data).digest() != digest:
            raise IndexCorrupt(f"the catalog {self._path} has an altered text: {article_id}")
        return Article(
            article_id,
            _text(title),
            _text(data),
            _text(source),
            published,
            json.loads(metadata),
            tuple(json.loads(page_starts)),
        )

    def article_ids(self) -> Iterator[str]:
        """The ids of all articles, in the order of storing."""
        for (article_id,) in self._db.stream("SELECT id FROM articles ORDER BY n"):
            yield _text(article_id)

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """A name for the story of each article; an unknown article is a story of its own."""
        found = []
        for article_id in article_ids:
            rows = self._db.rows("SELECT family FROM articles WHERE id = ?", (_bytes(article_id),))
            found.append(str(rows[0][0]) if rows else f"?{article_id}")
        return found

    # -- passages and vectors

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids that are still there."""
        found = {}
        sql = (
            "SELECT p.id, a.id, start, stop, text FROM passages p JOIN articles a ON a.n = p.article "
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        for row_id, article_id, start, stop, text in self._db.rows(sql, (json.dumps(list(ids)),)):
            found[row_id] = Passage(row_id, _text(article_id), start, stop, _text(text))
        return found

    def passage_rows(self, after: int, upto: int) -> Iterator[PassageRow]:
        """The passages with ``after < id <= upto``, in order."""
        sql = (
            "SELECT p.id, text, title, source, first_day, last_day FROM passages p "
            "JOIN articles a ON a.n = p.article WHERE p.id > ? AND p.id <= ? ORDER BY p.id"
        )
        for row_id, text, title, source, first, last in self._db.stream(sql, (after, upto)):
            covered = None if first is None else (first, last)
            yield PassageRow(row_id, _text(text), _text(title), _text(source), covered)

    def passages_of(self, n: int) -> list[tuple[str, bytes]]:
        """Texts and stored vectors of an article's passages, for reuse when the article changes."""
        sql = (
            "SELECT text, vector FROM passages p JOIN vectors v ON v.id = p.id, articles a "
            "WHERE a.n = ? AND p.id >= a.first_passage AND p.id < a.first_passage + a.passages"
        )
        return [(_text(text), vector) for text, vector in self._db.rows(sql, (n,))]

    def vectors(self, ids: Sequence[int]) -> tuple[Ids, Vectors]:
        """Those of the ids that are still there, ascending, and their vectors."""
        sql = "SELECT id, vector FROM vectors WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        rows = self._db.rows(sql, (json.dumps(list(ids)),))
        return self._matrix(rows)

    def vectors_after(self, after: int, chunk: int = 50_000) -> Iterator[tuple[Ids, Vectors]]:
        """All vectors with greater ids, ascending, at most ``chunk`` at a time."""
        while True:
            rows = self._db.rows(
                "SELECT id, vector FROM vectors WHERE id > ? ORDER BY id LIMIT ?", (after, chunk)
            )
            if not rows:
                return
            yield self._matrix(rows)
            after = rows[-1][0]

    def ids_after(self, after: int) -> Ids:
        """The greater ids that are there, ascending."""
        rows = self._db.rows("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,))
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def removed_after(self, number: int) -> Ids:
        """The passage ids that went by removals after this one, ascending."""
        sql = "SELECT first, count FROM removals WHERE number > ? ORDER BY first"
        return _expand(self._db.rows(sql, (number,)))

    def selected(self, bounds: Bounds) -> Ids:
        """The ids of the passages whose articles pass a filter, ascending."""
        glob = _bytes(bounds.source.sqlite()) if bounds.source is not None else None
        sql = (
            "SELECT first_passage, passages FROM articles "
            "WHERE (:since IS NULL OR last_day >= :since) AND (:until IS NULL OR first_day <= :until) "
            "AND (:glob IS NULL OR CAST(source AS TEXT) GLOB CAST(:glob AS TEXT) "
            "OR CAST(source_name AS TEXT) GLOB CAST(:glob AS TEXT)) ORDER BY first_passage"
        )
        values = {"since": bounds.since, "until": bounds.until, "glob": glob}
        return _expand(self._db.rows(sql, values))

    def _matrix(self, rows: Sequence[tuple[int, bytes]]) -> tuple[Ids, Vectors]:
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        dim = len(rows[0][1]) // 2 if rows else 0
        data = b"".join(row[1] for row in rows)
        if len(data) != 2 * dim * len(rows):
            raise IndexCorrupt(f"the catalog {self._path} has vectors of different lengths")
        return ids, np.frombuffer(data, np.float16).reshape(len(rows), dim).astype(np.float32)


def details_of(article: Article) -> bytes:
    """A digest of everything about an article but its text."""
    values = [article.title, article.source, article.published, dict(article.metadata), article.page_starts]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).digest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _expand(ranges: Sequence[tuple[int, int]]) -> Ids:
    """The integers of ascending, disjoint (first, count) ranges."""
    if not ranges:
        return np.empty(0, np.int64)
    firsts, counts = np.array(ranges, np.int64).T
    before = np.cumsum(counts) - counts  # how many ids earlier ranges gave
    return np.repeat(firsts - before, counts) + np.arange(counts.sum())
