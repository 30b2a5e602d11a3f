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

from qa.index.families import LEAST_COSINE, WINDOW_DAYS
from qa.index.milvus.client import Connection, Row

_NEAREST = 100
_AT_ONCE = 32  # leads looked for in one request
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
    for at, row in enumerate(comparable):
        earlier = [other for other in comparable[:at] if _cosine(row, other) >= LEAST_COSINE]
        same = [other for other in (*near[at], *earlier) if _same_story(row, other)]
        same.sort(key=lambda other: (-_shared(row, other), other["n"]))
        families = {_root(parents, row["n"]), *(_root(parents, o["family"]) for o in same[:_CANDIDATES])}
        for family in families:
            parents[family] = min(families)
    for row in rows:
        row["family"] = _root(parents, row["n"])
    return _moved(connection, collection, parents, replaced)


def _nearest(
    connection: Connection, collection: str, rows: Sequence[Row], replaced: set[str]
) -> list[list[Row]]:
    """For each row, the stored articles with like leads, without those that are being replaced."""
    near: list[list[str]] = []
    for at in range(0, len(rows), _AT_ONCE):
        leads = [row["lead"] for row in rows[at : at + _AT_ONCE]]
        found = connection.search(collection, "lead", leads, _NEAREST, params={})
        near += [[hit["key"] for hit in hits if hit["distance"] >= LEAST_COSINE] for hits in found]
    keys = sorted({key for own in near for key in own} - replaced)
    fields = ["key", "n", "family", "bands", "first_day", "last_day"]
    stored = {row["key"]: row for row in connection.get(collection, keys, fields)}
    return [[stored[key] for key in own if key in stored] for own in near]


def _moved(connection: Connection, collection: str, parents: dict[int, int], replaced: set[str]) -> list[Row]:
    """The stored rows of families that were joined to an older one."""
    left = [family for family in parents if _root(parents, family) != family]
    if not left:
        return []
    rows = [
        row
        for row in connection.select(collection, f"family in {left}", _FIELDS)
        if row["key"] not in replaced
    ]
    for row in rows:
        row["family"] = _root(parents, row["family"])
    return sorted(rows, key=itemgetter("n"))


def _root(parents: dict[int, int], family: int) -> int:
    while parents.get(family, family) != family:
        family = parents[family]
    return family


def _cosine(row: Row, other: Row) -> float:
    return float(np.dot(row["lead"], other["lead"]))


def _shared(row: Row, other: Row) -> int:
    return len(set(row["bands"]) & set(other["bands"]))


def _same_story(row: Row, other: Row) -> bool:
    if not _shared(row, other):
        return False
    if row["last_day"] < 0 or other["last_day"] < 0:  # no date: it may be a reprint
        return True
    apart = max(row["first_day"] - other["last_day"], other["first_day"] - row["last_day"])
    return bool(apart <= WINDOW_DAYS)
