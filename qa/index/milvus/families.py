"""Story families in Milvus: near-duplicates are looked for among the articles with the nearest leads.

The rules are those of ``qa.index.families``: reprints share a band of their MinHash signatures, their leads'
embeddings are alike, and they were published within a month. Only the search for candidates is turned
around: the local index looks up bands and confirms by the embedding; here the engine, made for vectors, finds
the nearest leads, and the bands, which are kept beside, confirm. So both find the same pairs, unless more
than a hundred leads lie nearer than a reprint's.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from qa.index.families import LEAST_COSINE, about_one_time
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.schema import search_params
from qa.types import Vectors

_NEAREST = (20, 100)  # leads looked for; the second where all of the first are like
_AT_ONCE = 32  # searches in one request
_CANDIDATES = 20  # confirmed pairs that join, those that share most; as in the local index
_FIELDS = (
    *("key", "id", "title", "source", "n", "first", "count", "parts", "digest", "details"),
    *("first_day", "last_day", "family", "bands", "lead"),
)


def joined(connection: Connection, collection: str, rows: Sequence[Row]) -> list[Row]:
    """Set the family of new rows of articles; returns stored rows whose family changed with that."""
    comparable = [row for row in rows if row["bands"]]
    replaced = {row["key"] for row in rows}
    near = _nearest(connection, collection, comparable, replaced)
    parents: dict[int, int] = {}
    for row, others in zip(comparable, near, strict=True):
        bands = set(row["bands"])
        shared = ((len(bands.intersection(other["bands"])), other) for other in others)
        same = [(count, other) for count, other in shared if count and _about_one_time(row, other)]
        same.sort(key=lambda pair: (-pair[0], pair[1]["n"]))
        families = {_root(parents, row["n"])}
        families |= {_root(parents, other["family"]) for _, other in same[:_CANDIDATES]}
        for family in families:
            parents[family] = min(families)
    for row in rows:
        row["family"] = _root(parents, row["n"])
    return _moved(connection, collection, parents, replaced)


def _nearest(
    connection: Connection, collection: str, rows: Sequence[Row], replaced: set[str]
) -> list[list[Row]]:
    """For each row, the articles with like leads: stored ones that stay, and rows before it."""
    if not rows:
        return []
    leads = np.stack([row["lead"] for row in rows])
    keys = _like(connection, collection, leads, _NEAREST[0])
    crowded = [at for at, own in enumerate(keys) if len(own) == _NEAREST[0]]
    for at, own in zip(crowded, _like(connection, collection, leads[crowded], _NEAREST[1]), strict=True):
        keys[at] = own
    fields = ["key", "n", "family", "bands", "first_day", "last_day"]
    distinct = sorted({key for own in keys for key in own} - replaced)
    stored = {row["key"]: row for row in connection.get(collection, distinct, fields)}
    cosines = leads @ leads.T
    return [
        [stored[key] for key in own if key in stored]
        + [rows[int(other)] for other in np.flatnonzero(cosines[at, :at] >= LEAST_COSINE)]
        for at, own in enumerate(keys)
    ]


def _like(connection: Connection, collection: str, leads: Vectors, limit: int) -> list[list[str]]:
    """The keys of the stored articles that lie near enough to each lead."""
    near: list[list[str]] = []
    kind = connection.index_type(collection, "lead")
    for at in range(0, len(leads), _AT_ONCE):
        some = list(leads[at : at + _AT_ONCE])
        found = connection.search(collection, "lead", some, limit, params=search_params(kind, limit))
        near += [[hit["key"] for hit in hits if hit["distance"] >= LEAST_COSINE] for hits in found]
    return near


def _moved(connection: Connection, collection: str, parents: dict[int, int], replaced: set[str]) -> list[Row]:
    """The stored rows of families that were joined to an older one."""
    left = [family for family in parents if _root(parents, family) != family]
    if not left:
        return []
    rows = connection.select(collection, f"family in {left}", _FIELDS)
    moved = [{**row, "family": _root(parents, row["family"])} for row in rows if row["key"] not in replaced]
    return sorted(moved, key=itemgetter("n"))


def _root(parents: dict[int, int], family: int) -> int:
    while parents.get(family, family) != family:
        family = parents[family]
    return family


def _about_one_time(row: Row, other: Row) -> bool:
    days, others = ((one["first_day"], one["last_day"]) for one in (row, other))
    return days[1] < 0 or others[1] < 0 or about_one_time(days, others)  # no date: it may be a reprint
