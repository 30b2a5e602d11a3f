"""Making an index in Milvus anew from the articles it holds, for another embedder or splitter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa.errors import IndexCorrupt
from qa.index.engine import identity_of
from qa.index.location import MilvusLocation
from qa.index.milvus import schema, texts
from qa.index.milvus.articles import Articles
from qa.index.milvus.client import Connection
from qa.index.milvus.index import found
from qa.index.milvus.records import Manifest, text_keys
from qa.index.milvus.store import MilvusStore
from qa.index.writing import Splits, follow
from qa.settings import Settings
from qa.types import Article, Embedder, IndexReport, Progress


def rebuild(
    location: MilvusLocation,
    embedder: Embedder,
    splitter: Splits,
    settings: Settings,
    *,
    on_problem: Callable[[str], None],
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IndexReport:
    """Make another generation of the index from the articles of the present one, and change over to it.

    The present generation answers meanwhile. Changing over is one write. When this is interrupted, the same
    call goes on where it stopped. ``on_problem`` hears of articles that are lost.

    Raises:
        IndexMissing: there is none.
        IndexBusy: another process writes to it.
        IndexUnreachable: nobody answers there.
    """
    connection = Connection(location, settings)
    try:
        records, manifest = found(connection)
        old = schema.Names.of(location, manifest.generation)
        new = schema.Names.of(location, manifest.generation + 1)
        for collection in (old.articles, old.passages):
            connection.load(collection)
        identity = identity_of(embedder, splitter)
        store = MilvusStore(connection, records, new, manifest.generation + 1)
        try:
            if manifest.making != identity:  # one that was begun for something else is thrown away
                _drop(connection, new)
                making = {"making": identity}
                records.set_manifest(manifest.model_copy(update=making))
            schema.create_generation(
                connection, new, identity.dim, settings.milvus_dense, settings.milvus_shards
            )
            present = Articles(connection, records, old)
            articles = _readable(present, on_problem)
            report = follow(store, embedder, splitter, articles, on_progress, connection.count(old.articles))
            for collection in (new.passages, new.articles):
                connection.flush(collection)
            replaced = [(row["n"], row["parts"]) for row in present.all(["n", "parts"])]
            records.set_manifest(Manifest(identity=identity, generation=manifest.generation + 1))
            for n, parts in replaced:
                records.delete(text_keys(n, parts))
            _drop(connection, old)
        finally:
            store.close()
        return report
    finally:
        connection.close()


def _readable(present: Articles, on_problem: Callable[[str], None]) -> Iterator[Article]:
    """The articles that are as they were stored, in the order of storing."""
    rows = sorted(present.all(["n", "id", "parts", "digest"]), key=lambda row: int(row["n"]))
    for row in rows:
        try:
            yield present.unpacked(row)
        except IndexCorrupt as error:
            on_problem(f"{texts.unescaped(row['id'])}: {error}")


def _drop(connection: Connection, names: schema.Names) -> None:
    connection.drop(names.passages)
    connection.drop(names.articles)
