"""Making an index in Milvus anew from the articles it holds, for another embedder or splitter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from qa.errors import IndexCorrupt
from qa.index.engine import identity_of
from qa.index.location import Location
from qa.index.milvus import schema, texts
from qa.index.milvus.articles import Articles
from qa.index.milvus.client import Connection
from qa.index.milvus.index import found
from qa.index.milvus.records import Manifest, Records, all_keys
from qa.index.milvus.store import MilvusStore
from qa.index.writing import Splits, follow
from qa.settings import Settings
from qa.types import Article, Embedder, IndexReport, Progress


def rebuild(
    location: Location,
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
    with closing(Connection(location, settings)) as connection:
        records, manifest = found(connection)
        old, new = (schema.Names.of(location, manifest.generation + later) for later in (0, 1))
        connection.load(old.articles, old.passages)
        identity = identity_of(embedder, splitter)
        with closing(MilvusStore(connection, records, new, manifest.generation + 1)) as store:
            if manifest.making != identity:  # one that was begun for something else is thrown away
                connection.drop(new.passages, new.articles)
                records.set_manifest(manifest.model_copy(update={"making": identity}))
            schema.create_generation(
                connection, new, identity.dim, settings.milvus_dense, settings.milvus_shards
            )
            present = Articles(connection, records, old)
            articles = _readable(present, on_problem)
            report = follow(store, embedder, splitter, articles, on_progress, connection.count(old.articles))
            connection.flush(new.passages, new.articles)
            _change_over(present, records, Manifest(identity=identity, generation=manifest.generation + 1))
            connection.drop(old.passages, old.articles)
        return report


def _change_over(present: Articles, records: Records, manifest: Manifest) -> None:
    """Make the other generation count, and delete the texts of the present one."""
    replaced = [(row["n"], row["parts"]) for row in present.all(["n", "parts"])]
    records.set_manifest(manifest)
    for n, parts in replaced:
        records.delete(all_keys(n, parts))


def _readable(present: Articles, on_problem: Callable[[str], None]) -> Iterator[Article]:
    """The articles that are as they were stored, in the order of storing."""
    rows = sorted(present.all(["n", "id", "parts", "digest"]), key=lambda row: int(row["n"]))
    for row in rows:
        try:
            yield present.unpacked(row)
        except IndexCorrupt as error:
            on_problem(f"{texts.unescaped(row['id'])}: {error}")
