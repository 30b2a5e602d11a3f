"""What ``qa doctor`` says of an index in Milvus."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qa.errors import IndexCorrupt, IndexMismatch
from qa.index.catalog import State
from qa.index.health import Dense, Health, told
from qa.index.location import Location
from qa.index.milvus import schema, texts
from qa.index.milvus.articles import Articles, covered
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.index import found
from qa.index.milvus.records import Records
from qa.origin import is_gone
from qa.settings import Settings


def examine(location: Location, settings: Settings) -> Health:
    """Read every article, and which passages there are, and compare them with what was stored.

    The vectors and the search structures are Milvus's own affair: it checks them itself.

    Raises:
        IndexMissing: there is no index.
        IndexError_: it cannot be read.
    """
    with closing(Connection(location, settings)) as connection:
        try:
            return _compared(connection, location)
        except IndexMismatch as error:
            return Health(str(location), None, None, 0, None, 0, {}, 0, (str(error),), ())


def _compared(connection: Connection, location: Location) -> Health:
    records, manifest = found(connection)
    names = schema.Names.of(location, manifest.generation)
    schema.check(connection, names)
    connection.load(names.articles, names.passages)
    articles = Articles(connection, records, names)
    gone: list[str] = []
    readable, damage = _articles(articles, gone)
    rows = list(articles.all(["n", "first", "count", "family"]))
    passages = sum(row["count"] for row in rows)
    damage += _passages(connection, names, rows, records)
    kind = connection.index_type(names.passages, "vector")
    exact = passages if kind == "FLAT" else 0
    return Health(
        place=str(location),
        identity=manifest.identity,
        state=State(manifest.generation, records.writer().next_id, 0, len(rows), passages, len(rows)),
        families=len({row["family"] for row in rows}),
        dense=Dense(kind, {}, passages - exact, exact, 0),
        lexical=passages,
        disk={} if location.disk is None else {"database": bytes_of(location.disk)},
        readable=readable,
        damage=tuple(damage),
        faults=(),
        gone=tuple(gone),
    )


def _articles(articles: Articles, gone: list[str]) -> tuple[int, list[str]]:
    """How many articles are whole, and what is wrong with the others; ``gone`` gets those without files."""
    readable, problems = 0, []
    for row in articles.all(["id", "n", "parts", "digest"]):
        try:
            article = articles.unpacked(row)
            if texts.key_of(article.id) != row["key"]:
                raise IndexCorrupt(f"the article {article.id} is stored under the key of another")
            readable += 1
            if is_gone(article):
                gone.append(article.id)
        except IndexCorrupt as error:
            problems.append(f"{row['id']}: {error}")
    return readable, told(problems, "articles")


def _passages(connection: Connection, names: schema.Names, rows: list[Row], records: Records) -> list[str]:
    """Passages that are missing, and such as belong to no article and no batch that is being written."""
    there = {row["id"]: row["article"] for row in connection.select(names.passages, "", ["id", "article"])}
    problems = []
    for row in rows:
        missing = sum(there.pop(i, None) != row["key"] for i in covered(row))
        if missing:
            problems.append(f"{missing} passages of the article {row['key']} are missing")
    batch = records.writer().batch
    if batch is not None:  # of a batch under way, or cut short: the next writer mends it
        written = set(range(batch.first, batch.first + batch.passages))
        written |= {i for gone in batch.gone for i in range(gone.first, gone.first + gone.passages)}
        there = {i: key for i, key in there.items() if i not in written}
    if there:
        problems.append(f"{len(there)} passages belong to no article; they are never shown")
    return told(problems, "problems with passages")


def bytes_of(path: Path) -> int:
    """Of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
