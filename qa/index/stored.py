"""Reading what the catalog stores: articles, passages, vectors, and which of them a filter lets through."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import IndexCorrupt
from qa.index.sql import Connection
from qa.index.where import Bounds
from qa.types import Article, Origin, Passage, Vectors

Ids = npt.NDArray[np.int64]

# A catalog may have been made to do harm: what it claims is held against what its file can hold.
_MOST_TEXT = 1 << 30  # bytes of an article; far above what any reader of articles lets through
_PARAMETERS = 500  # of one statement; SQLite's own bound was 999 for long
_LEAST_BYTES = 16  # of a passage with its vector


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


class Stored:
    """The reading half of the catalog. Each call sees what was last committed, by any process."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open an existing catalog.

        Raises:
            IndexBusy: it cannot be read, or not be written though ``writable``.
            IndexCorrupt: it is no catalog.
        """
        self._path = path
        self._db = Connection(path, writable=writable)

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    # -- articles

    def known(self, article_ids: Sequence[str]) -> dict[str, Known]:
        """Those of the articles that are stored, and as what."""
        sql = "SELECT n, digest, details FROM articles WHERE id = ?"
        found = {article_id: self._db.rows(sql, (to_bytes(article_id),)) for article_id in article_ids}
        return {article_id: Known(*rows[0]) for article_id, rows in found.items() if rows}

    def copies(self, digests: Sequence[bytes]) -> dict[bytes, Known]:
        """Of texts with these digests, a stored article each that has the same."""
        found: dict[bytes, Known] = {}
        for at in range(0, len(digests), _PARAMETERS):
            some = tuple(digests[at : at + _PARAMETERS])
            marks = ", ".join("?" * len(some))
            sql = f"SELECT n, digest, details FROM articles WHERE digest IN ({marks})"  # noqa: S608  # marks alone
            found |= {digest: Known(n, digest, details) for n, digest, details in self._db.rows(sql, some)}
        return found

    def article(self, article_id: str) -> Article:
        """The stored article. Raises KeyError where there is none."""
        rows = self._db.rows("SELECT n FROM articles WHERE id = ?", (to_bytes(article_id),))
        if not rows:
            raise KeyError(article_id)
        return self.numbered(rows[0][0])

    def numbered(self, n: int) -> Article:
        """The article with this number, which must be there.

        Raises:
            IndexCorrupt: its text is not what was stored.
        """
        rows = self._db.rows(
            "SELECT id, title, source, published, metadata, page_starts, size, deflated, digest "
            "FROM articles LEFT JOIN texts USING (n) WHERE n = ?",
            (n,),
        )
        try:
            article_id, title, source, published, metadata, page_starts, size, deflated, digest = rows[0]
            if size > _MOST_TEXT:
                raise ValueError("the text is too long")
            data = zlib.decompressobj().decompress(deflated, size + 1)  # never more than was stored
            if hashlib.sha256(data).digest() != digest:
                raise ValueError("the text does not have its digest")
            standing = standing_from(page_starts)
            names = (to_text(article_id), to_text(title), to_text(data), to_text(source))
            return Article(*names, published, json.loads(metadata), **standing)
        except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
            raise IndexCorrupt(f"the catalog {self._path} has a damaged article (number {n})") from error

    def first_start(self, n: int) -> int:
        """Where the first passage of the article with this number begins; 0 where it has none."""
        sql = "SELECT p.start FROM articles a JOIN passages p ON p.id = a.first_passage WHERE a.n = ?"
        rows = self._db.rows(sql, (n,))
        return int(rows[0][0]) if rows else 0

    def salvaged(self, on_problem: Callable[[str], None]) -> Iterator[tuple[int, Article]]:
        """Every article that is as it was stored, by number, each read by itself: one costs no other.

        ``on_problem`` hears of those that are damaged.

        Raises:
            IndexCorrupt: the file is no catalog at all.
        """
        last = self._db.rows("SELECT seq FROM sqlite_sequence WHERE name = 'articles'")
        for n in range(1, int(last[0][0]) + 1 if last else 1):
            try:
                if not self._db.rows("SELECT 1 FROM articles WHERE n = ?", (n,)):
                    continue
                article = self.numbered(n)
            except IndexCorrupt as error:
                on_problem(str(error))
            else:
                yield n, article

    def article_ids(self) -> Iterator[str]:
        """The ids of all articles, in the order of storing."""
        for (article_id,) in self._db.stream("SELECT id FROM articles ORDER BY n"):
            yield to_text(article_id)

    def states(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Id, digest and digest of the details of every article, in the order of storing."""
        sql = "SELECT id, digest, details FROM articles ORDER BY n"
        for article_id, digest, details in self._db.stream(sql):
            yield to_text(article_id), digest, details

    def page_faults(self, most: int) -> list[str]:
        """What SQLite finds wrong with the file's structure."""
        try:
            rows = self._db.rows(f"PRAGMA quick_check({int(most)})")
        except IndexCorrupt as error:
            return [str(error)]
        return [" ".join(str(row[0]).split()) for row in rows if row[0] != "ok"]

    def family_count(self) -> int:
        """How many distinct stories there are."""
        return int(self._db.rows("SELECT count(DISTINCT family) FROM articles")[0][0])

    def titles(self, limit: int) -> list[str]:
        """At most ``limit`` titles, those of the articles stored last."""
        rows = self._db.rows("SELECT title FROM articles ORDER BY n DESC LIMIT ?", (limit,))
        return [to_text(title) for (title,) in rows]

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """A name for the story of each article; an unknown article is a story of its own."""
        found = []
        for article_id in article_ids:
            rows = self._db.rows("SELECT family FROM articles WHERE id = ?", (to_bytes(article_id),))
            found.append(str(rows[0][0]) if rows else f"?{article_id}")
        return found

    # -- passages and vectors

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids that are still there."""
        sql = (
            "SELECT p.id, a.id, start, stop, text, title, published "
            "FROM passages p JOIN articles a ON a.n = p.article "
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        return {row[0]: _passage(*row) for row in self._db.rows(sql, (json.dumps(list(ids)),))}

    def passages_in(self, n: int) -> list[Passage]:
        """The passages of the article with this number."""
        sql = (
            "SELECT p.id, a.id, start, stop, text, title, published FROM articles a JOIN passages p "
            "ON p.id >= a.first_passage AND p.id < a.first_passage + a.passages WHERE a.n = ? ORDER BY p.id"
        )
        return [_passage(*row) for row in self._db.rows(sql, (n,))]

    def passage_rows(self, after: int, upto: int) -> Iterator[PassageRow]:
        """The passages with ``after < id <= upto``, in order."""
        sql = (
            "SELECT p.id, text, title, source, first_day, last_day FROM passages p "
            "JOIN articles a ON a.n = p.article WHERE p.id > ? AND p.id <= ? ORDER BY p.id"
        )
        for row_id, text, title, source, first, last in self._db.stream(sql, (after, upto)):
            covered = None if first is None else (first, last)
            yield PassageRow(row_id, to_text(text), to_text(title), to_text(source), covered)

    def reusable(self, replaced: Sequence[Known]) -> dict[str, Vectors]:
        """The vectors of the passages of articles that will be replaced, by text: float32[dim] each."""
        sql = (
            "SELECT text, vector FROM passages p JOIN vectors v ON v.id = p.id, articles a "
            "WHERE a.n = ? AND p.id >= a.first_passage AND p.id < a.first_passage + a.passages"
        )
        return {
            to_text(text): np.frombuffer(vector, np.float16).astype(np.float32)
            for known in replaced
            for text, vector in self._db.rows(sql, (known.n,))
        }

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
        return self._expanded(self._db.rows(sql, (number,)))

    def selected(self, bounds: Bounds) -> Ids:
        """The ids of the passages whose articles pass a filter, ascending."""
        if bounds.source is not None and bounds.source.hopeless:
            return np.empty(0, np.int64)
        glob = to_bytes(bounds.source.sqlite()) if bounds.source is not None else None
        sql = (
            "SELECT first_passage, passages FROM articles "
            "WHERE (:since IS NULL OR last_day >= :since) AND (:until IS NULL OR first_day <= :until) "
            "AND (:glob IS NULL OR CAST(source AS TEXT) GLOB CAST(:glob AS TEXT) "
            "OR CAST(source_name AS TEXT) GLOB CAST(:glob AS TEXT)) ORDER BY first_passage"
        )
        values = {"since": bounds.since, "until": bounds.until, "glob": glob}
        return self._expanded(self._db.rows(sql, values))

    def _expanded(self, ranges: Sequence[tuple[int, int]]) -> Ids:
        """The ids of ranges, each of a passage that the file holds or held until it was compacted."""
        log = self._path.with_name(f"{self._path.name}-wal")
        size = sum(path.stat().st_size for path in (self._path, log) if path.exists())
        filled = [(first, count) for first, count in ranges if count]
        apart = all(one[0] + one[1] <= two[0] for one, two in pairwise(filled))
        if not apart or any(first < 1 or count < 0 for first, count in filled):
            raise IndexCorrupt(f"the catalog {self._path} has passages that overlap")
        if sum(count for _, count in filled) > size // _LEAST_BYTES:
            raise IndexCorrupt(f"the catalog {self._path} counts more passages than it can hold")
        if not filled:
            return np.empty(0, np.int64)
        firsts, counts = np.array(filled, np.int64).T
        before = np.cumsum(counts) - counts  # how many ids earlier ranges gave
        return np.repeat(firsts - before, counts) + np.arange(counts.sum())

    def _matrix(self, rows: Sequence[tuple[int, bytes]]) -> tuple[Ids, Vectors]:
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        dim = len(rows[0][1]) // 2 if rows else 0
        data = b"".join(row[1] for row in rows)
        if len(data) != 2 * dim * len(rows):
            raise IndexCorrupt(f"the catalog {self._path} has vectors of different lengths")
        return ids, np.frombuffer(data, np.float16).reshape(len(rows), dim).astype(np.float32)


def fields_of(article: Article) -> dict[str, Any]:
    """An article as JSON has it."""
    named = {field.name: getattr(article, field.name) for field in fields(article)}
    origin = None if article.origin is None else asdict(article.origin)
    return {**named, "metadata": dict(article.metadata), "origin": origin}


def article_from(stated: Mapping[str, Any]) -> Article:
    """The reverse of ``fields_of``; what is read of an index may lack any of it, or have it otherwise.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no article.
    """
    published = stated["published"]
    return Article(
        id=str(stated["id"]),
        title=str(stated["title"]),
        text=str(stated["text"]),
        source=str(stated["source"]),
        published=None if published is None else str(published),
        metadata={str(key): str(value) for key, value in stated["metadata"].items()},
        body_start=int(stated["body_start"]),
        **_standing(stated),
    )


def standing_of(article: Article) -> str:
    """Where an article's text stands in its file, and which file that was: JSON for one column."""
    if not article.places and article.origin is None:
        return json.dumps(article.page_starts)  # as before there was anything else to say
    stated = fields_of(article)
    return json.dumps({name: stated[name] for name in ("page_starts", "places", "origin")})


def standing_from(column: str) -> dict[str, Any]:
    """The reverse of ``standing_of``, as arguments of ``Article``."""
    stated = json.loads(column)
    return _standing({"page_starts": stated} if isinstance(stated, list) else stated)


def _standing(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Checked: what an index says is untrusted."""
    origin = stated.get("origin")
    return {
        "page_starts": tuple(int(start) for start in stated["page_starts"]),
        "places": tuple(
            (int(start), name if isinstance(name, int) else str(name))
            for start, name in stated.get("places") or ()
        ),
        "origin": None
        if origin is None
        else Origin(int(origin["size"]), int(origin["modified"]), str(origin["digest"]), str(origin["day"])),
    }


def details_of(article: Article) -> bytes:
    """A digest of everything about an article but its text."""
    values: list[Any] = [article.title, article.source, article.published, dict(article.metadata)]
    values += [article.page_starts, *([article.places] if article.places else [])]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).digest()


def _passage(
    i: int, article_id: bytes, start: int, stop: int, text: bytes, title: bytes, published: str | None
) -> Passage:
    return Passage(i, to_text(article_id), start, stop, to_text(text), to_text(title), published)


def to_bytes(text: str) -> bytes:
    """UTF-8, with lone surrogates as they are."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """The reverse of ``to_bytes``."""
    return data.decode("utf-8", "surrogatepass")
