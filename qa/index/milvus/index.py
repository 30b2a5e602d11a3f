"""An index in Milvus, with the behaviour of the local one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

from qa.errors import IndexBusy, IndexMissing
from qa.index.local import identity_of
from qa.index.location import Location
from qa.index.manifest import Identity
from qa.index.marks import marks_of
from qa.index.milvus import schema, texts
from qa.index.milvus.articles import Articles
from qa.index.milvus.client import Connection
from qa.index.milvus.records import Manifest, Records
from qa.index.milvus.search import DenseRanking, LexicalRanking, Rankings
from qa.index.milvus.store import MilvusStore
from qa.index.writing import Progress, Splits, follow
from qa.settings import Settings
from qa.types import Article, Embedder, IndexReport, Marks, Prepared, Retriever


class MilvusIndex:
    """Implements ``qa.index.opening.OpenIndex``. One process writes, any number read."""

    def __init__(
        self,
        connection: Connection,
        records: Records,
        generation: int,
        embedder: Embedder,
        splitter: Splits,
        settings: Settings,
        *,
        writable: bool,
    ) -> None:
        """Use ``open`` or ``create``."""
        names = schema.Names.of(connection.location, generation)
        self._connection = connection
        self._names = names
        self._embedder = embedder
        self._splitter = splitter
        self._settings = settings
        self._store = MilvusStore(connection, records, names, generation) if writable else None
        self._articles = self._store or Articles(connection, records, names)
        self._rankings = Rankings(connection, names, self._articles)

    @classmethod
    def open(
        cls,
        location: Location,
        embedder: Embedder,
        splitter: Splits,
        settings: Settings,
        *,
        writable: bool = False,
    ) -> Self:
        """Open an existing index; nothing is embedded.

        Raises:
            IndexMissing: there is none.
            IndexMismatch: it was made by another embedder, splitter or format, or by something else.
            IndexBusy: another process writes to it (``writable`` only), or has Milvus Lite open.
            IndexUnreachable: nobody answers there.
            SettingsError: the server wants other credentials.
        """
        connection = Connection(location, settings, always_strong=writable)
        try:
            records, manifest = found(connection)
            manifest.identity.require(identity_of(embedder, splitter), str(location))
            names = schema.Names.of(location, manifest.generation)
            schema.check(connection, names)
            if writable:
                schema.mend_indexes(connection, names)
            for collection in (names.articles, names.passages):
                connection.load(collection)
            parts = (embedder, splitter, settings)
            return cls(connection, records, manifest.generation, *parts, writable=writable)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def create(cls, location: Location, embedder: Embedder, splitter: Splits, settings: Settings) -> Self:
        """Open an index for writing, making it where there is none. Raises as ``open`` does."""
        connection = Connection(location, settings)
        try:
            make(connection, identity_of(embedder, splitter), settings)
        finally:
            connection.close()
        return cls.open(location, embedder, splitter, settings, writable=True)

    @property
    def rankings(self) -> Rankings:
        """What searches, for those who measure it."""
        return self._rankings

    # -- the Protocol

    @property
    def dense(self) -> Retriever:
        """Ranking by embedding similarity."""
        return DenseRanking(self._rankings, self._embedder)

    @property
    def lexical(self) -> Retriever:
        """Ranking by BM25."""
        return LexicalRanking(self._rankings)

    def add(
        self,
        articles: Iterable[Article | Prepared],
        *,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        total: int | None = None,
    ) -> IndexReport:
        """Store articles: skipped where unchanged, replaced where anything about them differs.

        ``on_progress`` is called after each stored batch. A crash loses at most the batch under way.
        """
        store = self._writing()
        report = follow(store, self._embedder, self._splitter, articles, on_progress, total)
        if report.added or report.replaced:
            self._maintain()
        return report

    def marks(self) -> Marks:
        """What the stored articles are recognised by: see :mod:`qa.index.marks`."""
        rows = self._articles.all(["id", "digest", "details"])
        return marks_of(
            (texts.unescaped(row["id"]), bytes.fromhex(row["digest"]), bytes.fromhex(row["details"]))
            for row in rows
        )

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""
        return self._writing().remove(article_ids)

    def compact(self) -> None:
        """Ask Milvus to give back the room of removed articles, which it does when it suits it."""
        self._writing()
        for collection in (self._names.passages, self._names.articles, self._names.records):
            self._connection.compact(collection)

    def article(self, article_id: str) -> Article:
        """The stored article. Raises KeyError where there is none."""
        return self._articles.article(article_id)

    def article_ids(self) -> list[str]:
        """The ids of all articles, in the order of storing."""
        rows = sorted((row["n"], row["id"]) for row in self._articles.all(["n", "id"]))
        return [texts.unescaped(article_id) for _, article_id in rows]

    def titles(self, limit: int) -> list[str]:
        """At most ``limit`` titles, those of the articles stored last."""
        rows = sorted(((row["n"], row["title"]) for row in self._articles.all(["n", "title"])), reverse=True)
        return [texts.unescaped(title) for _, title in rows[:limit]]

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """The story each article belongs to: equal strings for near-duplicates of one story."""
        return self._articles.families(article_ids)

    def __len__(self) -> int:
        """Number of passages; while a batch is being written, perhaps some of it twice."""
        return self._connection.count(self._names.passages)

    def close(self) -> None:
        """Disconnect."""
        store, self._store = self._store, None
        try:
            if store is not None:
                store.close()
        finally:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what a writer does besides

    def _writing(self) -> MilvusStore:
        if self._store is None:
            raise IndexBusy(f"the index {self._connection.location} was opened for reading only")
        return self._store

    def _maintain(self) -> None:
        """Seal what was written, and change to a graph where there are too many to compare one by one."""
        for collection in (self._names.passages, self._names.articles, self._names.records):
            self._connection.flush(collection)
        if self._settings.milvus_dense != "auto":
            return
        for collection, field in schema.dense_fields(self._names):
            flat = self._connection.index_type(collection, field) == "FLAT"
            if flat and self._connection.count(collection) > schema.FLAT_LIMIT:
                self._connection.reindex(collection, schema.dense_index(field, "hnsw"))
        self._rankings.index_type = self._connection.index_type(self._names.passages, "vector")


def found(connection: Connection) -> tuple[Records, Manifest]:
    """The records of an existing index and what they say.

    Raises:
        IndexMissing: there is none.
        IndexMismatch: what is there is no index.
    """
    location = connection.location
    names = schema.Names.of(location, 1)
    if not connection.has(names.records):
        raise IndexMissing(f"there is no index at {location}; make one: qa index ARTICLES --index {location}")
    if not {"key", "value"} <= connection.fields(names.records).keys():
        raise schema.foreign(location, f"{names.records} holds something else")
    connection.load(names.records)
    records = Records(connection, names.records)
    manifest = records.manifest()
    if manifest is None:
        raise IndexMissing(f"the index at {location} was never finished; run the command that makes it again")
    return records, manifest


def make(connection: Connection, identity: Identity, settings: Settings) -> None:
    """Make an empty index where there is none; what an interrupted making left is used."""
    names = schema.Names.of(connection.location, 1)
    if connection.has(names.records):
        if not {"key", "value"} <= connection.fields(names.records).keys():
            raise schema.foreign(connection.location, f"{names.records} holds something else")
        connection.load(names.records)
    else:
        schema.create_records(connection, names)
    records = Records(connection, names.records)
    if records.manifest() is None:
        schema.create_generation(
            connection, names, identity.dim, settings.milvus_dense, settings.milvus_shards
        )
        schema.check(connection, names)
        records.set_manifest(Manifest(identity=identity, generation=1))
