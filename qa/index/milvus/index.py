"""An index in Milvus, with the behaviour of the local one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from typing import Self

from qa.errors import IndexBusy, IndexMissing
from qa.index.engine import Engine, identity_of
from qa.index.location import Location
from qa.index.manifest import Identity
from qa.index.milvus import schema
from qa.index.milvus.articles import Articles
from qa.index.milvus.client import Connection
from qa.index.milvus.records import Manifest, Records
from qa.index.milvus.search import MilvusSearch
from qa.index.milvus.store import MilvusStore
from qa.index.writing import Splits
from qa.settings import Settings
from qa.types import Embedder, IndexReport


class MilvusIndex(Engine):
    """Implements ``qa.types.Index`` over Milvus. One process writes, any number read."""

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
        self._settings = settings
        self._store = MilvusStore(connection, records, names, generation) if writable else None
        articles = self._store or Articles(connection, records, names)
        self.search = MilvusSearch(connection, names, articles)
        super().__init__(embedder, splitter, articles, self.search)

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
        """Open an existing index: see ``qa.index.opening.open_index``."""
        with ExitStack() as undo:
            connection = Connection(location, settings, always_strong=writable)
            undo.callback(connection.close)
            records, manifest = found(connection)
            manifest.identity.require(identity_of(embedder, splitter), str(location))
            names = schema.Names.of(location, manifest.generation)
            schema.check(connection, names)
            if writable:
                schema.mend_indexes(connection, names)
            connection.load(names.articles, names.passages)
            parts = (embedder, splitter, settings)
            index = cls(connection, records, manifest.generation, *parts, writable=writable)
            undo.pop_all()
        return index

    @classmethod
    def create(cls, location: Location, embedder: Embedder, splitter: Splits, settings: Settings) -> Self:
        """Open an index for writing, making it where there is none. Raises as ``open`` does."""
        with closing(Connection(location, settings)) as connection:
            make(connection, identity_of(embedder, splitter), settings)
        return cls.open(location, embedder, splitter, settings, writable=True)

    @property
    def generation(self) -> None:
        """Milvus counts no changes."""

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""
        return self._writing().remove(article_ids)

    def compact(self) -> None:
        """Ask Milvus to give back the room of removed articles, which it does when it suits it."""
        self._writing()
        self._connection.compact(self._names.passages, self._names.articles, self._names.records)

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

    # -- what a writer does besides

    def _writing(self) -> MilvusStore:
        if self._store is None:
            raise IndexBusy(f"the index {self._connection.location} was opened for reading only")
        return self._store

    def _batch_stored(self) -> None:
        """Nothing to do: Milvus searches what it was given."""

    def _run_stored(self, report: IndexReport) -> None:
        """Seal what was written, and change to a graph where there are too many to compare one by one."""
        if not report.added and not report.replaced:
            return
        self._connection.flush(self._names.passages, self._names.articles, self._names.records)
        if self._settings.milvus_dense != "auto":
            return
        for collection, field in schema.dense_fields(self._names):
            flat = self._connection.index_type(collection, field) == "FLAT"
            if flat and self._connection.count(collection) > schema.FLAT_LIMIT:
                self._connection.reindex(collection, schema.dense_index(field, "hnsw"))
        self.search.index_type = self._connection.index_type(self._names.passages, "vector")


def found(connection: Connection) -> tuple[Records, Manifest]:
    """The records of an existing index and what they say.

    Raises:
        IndexMissing: there is none.
        IndexMismatch: what is there is no index.
    """
    location = connection.location
    records = _records(connection)
    if records is None:
        raise IndexMissing(f"there is no index at {location}; make one: qa index ARTICLES --index {location}")
    manifest = records.manifest()
    if manifest is None:
        raise IndexMissing(f"the index at {location} was never finished; run the command that makes it again")
    return records, manifest


def _records(connection: Connection) -> Records | None:
    """The records that are there, loaded; None where there are none."""
    collection = schema.Names.of(connection.location, 1).records
    if not connection.has(collection):
        return None
    if not {"key", "value"} <= connection.fields(collection).keys():
        raise schema.foreign(connection.location, f"{collection} holds something else")
    connection.load(collection)
    return Records(connection, collection)


def make(connection: Connection, identity: Identity, settings: Settings) -> None:
    """Make an empty index where there is none; what an interrupted making left is used."""
    names = schema.Names.of(connection.location, 1)
    records = _records(connection)
    if records is None:
        schema.create_records(connection, names)
        records = Records(connection, names.records)
    if records.manifest() is None:
        schema.create_generation(
            connection, names, identity.dim, settings.milvus_dense, settings.milvus_shards
        )
        schema.check(connection, names)
        records.set_manifest(Manifest(identity=identity, generation=1))
