"""What an index in Milvus holds, in numbers."""

from __future__ import annotations

from contextlib import closing

from qa.index.location import Location
from qa.index.milvus import schema
from qa.index.milvus.articles import Articles
from qa.index.milvus.client import Connection
from qa.index.milvus.examining import bytes_of
from qa.index.milvus.index import found
from qa.index.summary import IndexSummary, moment
from qa.index.where import published_on
from qa.settings import Settings


def summary_of(location: Location, settings: Settings) -> IndexSummary:
    """What it holds; a writer leaves the time of its last batch.

    Raises:
        IndexError_: there is no index, or it cannot be read.
    """
    with closing(Connection(location, settings)) as connection:
        records, manifest = found(connection)
        names = schema.Names.of(location, manifest.generation)
        schema.check(connection, names)
        connection.load(names.articles)
        rows = list(Articles(connection, records, names).all(["first_day", "last_day"]))
        written = records.writer().since
    days = [(row["first_day"], row["last_day"]) for row in rows]
    dated = [one for one in days if one != schema.UNDATED]
    return IndexSummary(
        len(rows),
        published_on(*min(dated)) if dated else None,
        published_on(*max(dated, key=lambda one: one[::-1])) if dated else None,
        None if location.disk is None else bytes_of(location.disk),
        moment(written) if written else None,
        len(rows) - len(dated),
        manifest.identity.splitter,
    )
