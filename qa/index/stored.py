"""Reading what the catalog stores: articles, passages, vectors, and which of them a filter lets through."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import IndexCorrupt, reason_of
from qa.headings import searched_text, with_headings
from qa.index import spoken
from qa.index.halves import Ids, unpacked, width
from qa.index.rows import PASSAGES, ArticleRow, article_of, passage_of, to_bytes, to_text
from qa.index.schema import WITHOUT_SPEECH, layout_of
from qa.index.seals import seal
from qa.index.sql import MOST_CELL, Connection, Parameters
from qa.index.where import Bounds, day_range
from qa.quotations.finding import heard
from qa.types import EVERYTHING, Article, Filter, Passage, SpeakerCount, Speech, Vectors

# A catalog may have been made to do harm: what it claims is held against what its file can hold.
_LEAST_BYTES = 16  # of a passage with its vector
_VECTOR_BYTES = 1 << 26  # of vectors read at once, in half precision

# What comes of a row that is not what it should be, wherever it is used.
_DAMAGE = (zlib.error, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)

# Of a filter's bounds, as ``_values_of`` gives them.
_PASSES = (
    "WHERE (:since IS NULL OR last_day >= :since) AND (:until IS NULL OR first_day <= :until) "
    "AND (:glob IS NULL OR CAST(source AS TEXT) GLOB CAST(:glob AS TEXT) "
    "OR CAST(source_name AS TEXT) GLOB CAST(:glob AS TEXT))"
)

# For many speakers at once, and for few rows of one.
_EACH_PASSING = f"AND EXISTS (SELECT 1 FROM articles a {_PASSES} AND a.n = s.n) "  # noqa: S608  # fixed text
_PASSING = f"AND n IN (SELECT n FROM articles {_PASSES}) "  # noqa: S608  # fixed text


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
    text: str  # by which it is found: with the heading of its table
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
        self._layout = 0

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @contextmanager
    def _trusting(self, what: str) -> Iterator[None]:
        """Where rows are taken for what they should be: whatever they are not, they are damaged."""
        try:
            yield
        except _DAMAGE as error:
            raise IndexCorrupt(
                f"the catalog {self._path} has a damaged {what} ({reason_of(error)}); "
                f"qa doctor --index {self._path.parent} says what can be saved"
            ) from error

    def require_schema(self) -> int:
        """The number of the layout that the tables have, which is one of ours.

        Raises:
            IndexCorrupt: there are other tables, or views or triggers: nothing is asked of those.
        """
        if not self._layout:
            self._layout = layout_of(self._db.schema())
            if not self._layout:
                raise IndexCorrupt(f"the catalog {self._path} has other tables than this program makes")
        return self._layout

    # -- articles

    def known(self, article_ids: Sequence[str]) -> dict[str, Known]:
        """Those of the articles that are stored, and as what."""
        sql = "SELECT n, digest, details FROM articles WHERE id = ?"
        found = {article_id: self._db.rows(sql, (to_bytes(article_id),)) for article_id in article_ids}
        return {article_id: Known(*rows[0]) for article_id, rows in found.items() if rows}

    def copies(self, digests: Sequence[bytes]) -> dict[bytes, Known]:
        """Of texts with these digests, a stored article each that has the same."""
        marks = ", ".join("?" * len(digests))
        sql = f"SELECT n, digest, details FROM articles WHERE digest IN ({marks})"  # noqa: S608  # marks alone
        found = [Known(*row) for row in self._db.rows(sql, tuple(digests))]
        return {known.digest: known for known in found}

    def article(self, article_id: str) -> Article:
        """The stored article. Raises KeyError where there is none."""
        rows = self._db.rows("SELECT n FROM articles WHERE id = ?", (to_bytes(article_id),))
        if not rows:
            raise KeyError(article_id)
        article = self.numbered(rows[0][0])
        if article.id != article_id:
            raise IndexCorrupt(f"the catalog {self._path} finds another article than {article_id}")
        return article

    def numbered(self, n: int) -> Article:
        """The article with this number, which must be there.

        Raises:
            IndexCorrupt: it is not what was stored.
        """
        with self._trusting(f"article (number {n})"):
            row = self._row(n)
            ((size, deflated),) = self._db.rows("SELECT size, deflated FROM texts WHERE n = ?", (n,))
            if not 0 <= size <= MOST_CELL:
                raise ValueError("the text is too long")
            data = zlib.decompressobj().decompress(deflated, size + 1)  # never more than was stored
            if hashlib.sha256(data).digest() != row.digest:
                raise ValueError("the text does not have its digest")
            return article_of(row, to_text(data))

    def _row(self, n: int) -> ArticleRow:
        """What the table of articles has under this number, checked; inside ``_trusting`` only."""
        sealed = "seal" if self.require_schema() > 1 else "NULL"
        sql = f"SELECT {', '.join(ArticleRow._fields)}, {sealed} FROM articles WHERE n = ?"  # noqa: S608  # fixed names
        ((*cells, sealed_as),) = self._db.rows(sql, (n,))
        if self._layout > 1 and sealed_as != seal(*cells):
            raise ValueError("the row was altered")
        return ArticleRow(*cells)

    def first_start(self, n: int) -> int:
        """Where the first passage of the article with this number begins; 0 where it has none."""
        sql = "SELECT p.start FROM articles a JOIN passages p ON p.id = a.first_passage WHERE a.n = ?"
        with self._trusting("passage"):
            rows = self._db.rows(sql, (n,))
            return int(rows[0][0]) if rows else 0

    def salvaged(self, on_problem: Callable[[str], None]) -> Iterator[tuple[int, Article]]:
        """Every article that is as it was stored, by number, each read by itself: one costs no other.

        ``on_problem`` hears of those that are damaged.

        Raises:
            IndexCorrupt: the file is no catalog at all.
        """
        for n in self._numbers():
            try:
                article = self.numbered(n)
            except IndexCorrupt as error:
                on_problem(str(error))
            else:
                yield n, article

    def _numbers(self) -> Iterator[int]:
        """The numbers of the articles; where the table is damaged, every number that may be there."""
        self.require_schema()
        last = self._db.rows("SELECT seq FROM sqlite_sequence WHERE name = 'articles'")
        with self._trusting("counter"):
            end = int(last[0][0]) if last else 0
        tries = self._size() // _LEAST_BYTES  # more articles than a file can hold are not looked for
        n = 0
        while n < end and tries:
            try:
                (following,) = self._db.rows("SELECT min(n) FROM articles WHERE n > ?", (n,))[0]
                if following is None:
                    return
                n = following
            except IndexCorrupt:
                n, tries = n + 1, tries - 1
            yield n

    def article_ids(self) -> Iterator[str]:
        """The ids of all articles, in the order of storing."""
        for (article_id,) in self._db.stream("SELECT id FROM articles ORDER BY n"):
            with self._trusting("id"):
                yield to_text(article_id)

    def states(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Id, digest and digest of the details of every article, in the order of storing."""
        sql = "SELECT id, digest, details FROM articles ORDER BY n"
        for article_id, digest, details in self._db.stream(sql):
            with self._trusting("article"):
                state = to_text(article_id), bytes(digest), bytes(details)
            yield state

    def page_faults(self, most: int) -> list[str]:
        """What SQLite finds wrong with the file's structure."""
        try:
            rows = self._db.page_faults(most)
        except IndexCorrupt as error:
            return [str(error)]
        return [" ".join(str(row[0]).split()) for row in rows if row[0] != "ok"]

    def family_count(self) -> int:
        """How many distinct stories there are."""
        return int(self._db.rows("SELECT count(DISTINCT family) FROM articles")[0][0])

    def titles(self, limit: int) -> list[str]:
        """At most ``limit`` titles, those of the articles stored last."""
        rows = self._db.rows("SELECT title FROM articles ORDER BY n DESC LIMIT ?", (limit,))
        with self._trusting("title"):
            return [to_text(title) for (title,) in rows]

    def listed(self, where: Filter, limit: int, *, oldest: bool = False) -> tuple[int, list[str]]:
        """How many articles a filter lets through, and at most ``limit`` of their ids, ordered by date."""
        bounds = Bounds.of(where)
        if bounds.hopeless:
            return 0, []
        values = _values_of(bounds)
        order = "first_day ASC" if oldest else "last_day DESC"
        sql = f"SELECT id FROM articles {_PASSES} ORDER BY last_day IS NULL, {order}, n LIMIT :limit"  # noqa: S608
        with self._trusting("list of articles"):
            ((count,),) = self._db.rows(f"SELECT count(*) FROM articles {_PASSES}", values)  # noqa: S608
            rows = self._db.rows(sql, {**values, "limit": limit})
            return int(count), [to_text(article_id) for (article_id,) in rows]

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """A name for the story of each article; an unknown article is a story of its own."""
        found = []
        sql = "SELECT n, family, family_seal FROM articles WHERE id = ?"
        for article_id in article_ids:
            rows = self._db.rows(sql, (to_bytes(article_id),))
            if rows and rows[0][2] != seal(*rows[0][:2]):
                raise IndexCorrupt(f"the catalog {self._path} has a story that is not as it was stored")
            found.append(str(rows[0][1]) if rows else f"?{article_id}")
        return found

    # -- reported speech

    def speeches(self, article_ids: Sequence[str]) -> list[tuple[Speech, ...]]:
        """The reported speech of each article: what is stored, else what is found in its text now."""
        found = []
        for article_id in article_ids:
            rows = self._db.rows("SELECT n FROM articles WHERE id = ?", (to_bytes(article_id),))
            found.append(self._speech(rows[0][0]) if rows else ())
        return found

    def _speech(self, n: int) -> tuple[Speech, ...]:
        rows = self._speech_rows("SELECT deflated, seal FROM speeches WHERE n = ?", (n,))
        if not rows:
            return tuple(self._heard(n)[1])
        with self._trusting(f"speech (article number {n})"):
            deflated, sealed_as = rows[0]
            if sealed_as != seal(n, deflated):
                raise ValueError("the row was altered")
            return spoken.unpacked(deflated)

    def _heard(self, n: int) -> tuple[Article, Sequence[Speech]]:
        """The article with this number and what is reported in it, found now."""
        article = replace(self.numbered(n), body_start=self.first_start(n))
        return article, heard(article)

    def speakers(self, surname: str | None = None, where: Filter = EVERYTHING) -> list[SpeakerCount]:
        """Who is reported to speak, each spelling by itself; only those of a folded last word, if given."""
        bounds = Bounds.of(where)
        if bounds.hopeless:
            return []
        passing = _PASSING if where != EVERYTHING else ""
        sql = (
            "SELECT name, sum(quotations), count(*), min(CASE WHEN day < 0 THEN NULL ELSE day END), max(day) "  # noqa: S608  # fixed texts
            f"FROM speakers WHERE surname {'>' if surname is None else '='} :surname {passing}"
            "GROUP BY surname, name"
        )
        rows = self._speech_rows(sql, {**_values_of(bounds), "surname": to_bytes(surname or "")})
        with self._trusting("speaker"):
            return [
                SpeakerCount(
                    to_text(name), int(quotations), int(articles), spoken.date_of(first), spoken.date_of(last)
                )
                for name, quotations, articles, first, last in rows
            ]

    def spoken(self, names: Sequence[str], where: Filter, most: int) -> list[str]:
        """At most ``most`` articles in which one of these speaks, or anybody, newest first."""
        bounds = Bounds.of(where)
        if bounds.hopeless:
            return []
        passing = _EACH_PASSING if where != EVERYTHING else ""
        sql = (
            "SELECT day, n FROM speakers s WHERE surname = :surname AND name = :name "  # noqa: S608  # fixed texts
            f"AND day BETWEEN :low AND :high AND (day <= :exact OR day % 4 < 2) {passing}"
            "ORDER BY day DESC, n DESC LIMIT :most"
        )
        keys = [spoken.key_of(name) for name in names] or [spoken.EVERYBODY]
        low, exact, high = spoken.day_codes(bounds.since, bounds.until)
        values = {**_values_of(bounds), "most": most, "low": low, "exact": exact, "high": high}
        found: set[tuple[int, int]] = set()
        for surname, name in keys:
            found.update(self._speech_rows(sql, {**values, "surname": surname, "name": name}))
        numbers = [n for _, n in sorted(found, reverse=True)[:most]]
        rows = self._db.rows(
            "SELECT n, id FROM articles WHERE n IN (SELECT value FROM json_each(?))", (json.dumps(numbers),)
        )
        with self._trusting("id"):
            ids = {n: to_text(article_id) for n, article_id in rows}
        return [ids[n] for n in numbers if n in ids]

    def _speech_rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """The rows of a query of reported speech; none where the layout has no place for it."""
        return self._db.rows(sql, parameters) if self.require_schema() > WITHOUT_SPEECH else []

    # -- passages and vectors

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids that are still there."""
        sql = f"{PASSAGES} WHERE p.id IN (SELECT value FROM json_each(?))"  # noqa: S608  # fixed words
        rows = self._db.rows(sql, (json.dumps(list(ids)),))
        with self._trusting("passage"):
            return {row[0]: passage_of(*row)[0] for row in rows}

    def passages_in(self, n: int) -> list[Passage]:
        """The passages of the article with this number."""
        sql = (
            f"{PASSAGES} WHERE a.n = ? AND p.id >= a.first_passage AND p.id < a.first_passage + a.passages "
            "ORDER BY p.id"
        )
        rows = self._db.rows(sql, (n,))
        with self._trusting(f"article (number {n})"):
            if len(rows) != self._row(n).passages:
                raise ValueError("passages are missing")
            return [passage_of(*row)[0] for row in rows]

    def passage_rows(self, after: int, upto: int) -> Iterator[PassageRow]:
        """The passages with ``after < id <= upto``, in order."""
        sql = f"{PASSAGES} WHERE p.id > ? AND p.id <= ? ORDER BY p.id"  # fixed words
        text_of = lru_cache(1)(self._text_of)
        for cells in self._db.stream(sql, (after, upto)):
            with self._trusting("passage"):
                passage, source = passage_of(*cells)
                if passage.id <= after:
                    raise ValueError("the passages are out of order")
                after = passage.id
                [passage] = with_headings([passage], text_of)
                words = searched_text(passage)
                row = PassageRow(after, words, passage.title, source, day_range(passage.published))
            yield row

    def _text_of(self, article_id: str) -> str:
        """The text of an article; none of a damaged one, whose passages are searched all the same."""
        try:
            return self.article(article_id).text
        except IndexCorrupt:
            return ""

    def reusable(self, replaced: Sequence[Known]) -> dict[str, Vectors]:
        """The vectors of the passages of articles that will be replaced: see ``qa.index.writing.Store``."""
        found: dict[str, Vectors] = {}
        for known in replaced:
            passages = with_headings(self.passages_in(known.n), self._text_of)
            texts = {passage.id: searched_text(passage) for passage in passages}
            ids, vectors = self.vectors(list(texts))
            found |= {texts[i]: vector for i, vector in zip(ids.tolist(), vectors, strict=True)}
        return found

    def dim(self) -> int:
        """How long the vectors are."""
        raise NotImplementedError

    def vectors(self, ids: Sequence[int]) -> tuple[Ids, Vectors]:
        """Those of the ids that are still there, ascending, and their vectors."""
        sql = (
            "SELECT id, vector FROM vectors WHERE id IN (SELECT value FROM json_each(?)) "
            "AND length(vector) = ? ORDER BY id"
        )
        return self._matrix(self._db.small_rows(sql, (json.dumps(list(ids)), width(self.dim()))))

    def vectors_after(self, after: int) -> Iterator[tuple[Ids, Vectors]]:
        """All vectors with greater ids, ascending, some ten thousand at a time."""
        size = width(self.dim())
        chunk = max(_VECTOR_BYTES // size, 1)
        sql = "SELECT id, vector FROM vectors WHERE id > ? AND length(vector) = ? ORDER BY id LIMIT ?"
        while True:
            ids, vectors = self._matrix(self._db.small_rows(sql, (after, size, chunk)))
            if not len(ids):
                return
            if ids[0] <= after or np.any(np.diff(ids) <= 0):
                raise IndexCorrupt(f"the catalog {self._path} has vectors out of order")
            yield ids, vectors
            if len(ids) < chunk:
                return
            after = int(ids[-1])

    def ids_after(self, after: int) -> Ids:
        """The greater ids that are there, ascending."""
        rows = self._db.small_rows("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,))
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def removed_after(self, number: int) -> Ids:
        """The passage ids that went by removals after this one, ascending."""
        sql = "SELECT number, first, count, seal FROM removals WHERE number > ? ORDER BY first"
        rows = self._db.rows(sql, (number,))
        if any(sealed_as != seal(*cells) for *cells, sealed_as in rows):
            raise IndexCorrupt(f"the catalog {self._path} has a removal that is not as it was stored")
        return self._expanded([(first, count) for _, first, count, _ in rows])

    def selected(self, bounds: Bounds) -> Ids:
        """The ids of the passages whose articles pass a filter, ascending."""
        if bounds.hopeless:
            return np.empty(0, np.int64)
        sql = f"SELECT first_passage, passages FROM articles {_PASSES} ORDER BY first_passage"  # noqa: S608  # fixed text
        return self._expanded(self._db.rows(sql, _values_of(bounds)))

    def _expanded(self, ranges: Sequence[tuple[int, int]]) -> Ids:
        """The ids of ranges, each of a passage that the file holds or held until it was compacted."""
        with self._trusting("count of passages"):
            filled = [(first, count) for first, count in ranges if count]
            apart = all(one[0] + one[1] <= two[0] for one, two in pairwise(filled))
            if not apart or any(first < 1 or count < 0 for first, count in filled):
                raise IndexCorrupt(f"the catalog {self._path} has passages that overlap")
            if sum(count for _, count in filled) > self._size() // _LEAST_BYTES:
                raise IndexCorrupt(f"the catalog {self._path} counts more passages than it can hold")
            if not filled:
                return np.empty(0, np.int64)
            firsts, counts = np.array(filled, np.int64).T
        before = np.cumsum(counts) - counts  # how many ids earlier ranges gave
        return np.repeat(firsts - before, counts) + np.arange(counts.sum())

    def _size(self) -> int:
        """Bytes of the file and its log."""
        log = self._path.with_name(f"{self._path.name}-wal")
        return sum(path.stat().st_size for path in (self._path, log) if path.exists())

    def _matrix(self, rows: Sequence[tuple[int, bytes]]) -> tuple[Ids, Vectors]:
        with self._trusting("vector"):
            return unpacked(rows, self.dim())


def _values_of(bounds: Bounds) -> dict[str, Any]:
    glob = to_bytes(bounds.source.sqlite()) if bounds.source is not None else None
    return {"since": bounds.since, "until": bounds.until, "glob": glob}
