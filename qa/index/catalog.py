"""The truth of an index: articles, passages and vectors in one SQLite file.

Everything else in an index folder is made from this. An article, its passages and their vectors are stored
in one transaction; ids of passages only ever grow, so "what came after id n" is always a range, and an id
once given never means another passage.

Texts are stored as UTF-8 bytes, not as SQLite text, because a file name or a JSON escape may hold a lone
surrogate that SQLite text cannot.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from qa.errors import IndexCorrupt, IndexMismatch
from qa.index import families, spoken
from qa.index.halves import packed
from qa.index.listening import Heard, counted, speaking
from qa.index.manifest import Counters, Identity, Stamp
from qa.index.rows import standing_of, to_bytes
from qa.index.schema import LAYOUT, SPEECH, WITHOUT_SPEECH, statements
from qa.index.seals import seal
from qa.index.stored import Stored, details_of
from qa.index.where import day_range
from qa.index.writing import Written
from qa.types import EVERYTHING, Article, Filter, Passage, SpeakerCount, Speech, Vectors

Model = TypeVar("Model", bound=BaseModel)

_LISTENED_AT_ONCE = 200  # articles: a second or two of work
_MOST_STATED = 1 << 22  # characters of a value of the manifest: of thousands of files


@dataclass(frozen=True, slots=True)
class State:
    """How far the catalog has come. Equal states have equal contents."""

    generation: int  # counts write transactions
    next_id: int  # the id that the next passage gets
    removals: int  # number of the last removal
    articles: int
    passages: int
    listened: int  # articles whose reported speech is stored


class Catalog(Stored):
    """Reads and writes the catalog: a ``qa.index.writing.Store``.

    Reading sees what was last committed, by any process.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open an existing catalog. Raises as ``Stored`` does."""
        super().__init__(path, writable=writable)
        # What the manifest said last, checked: it is asked several times a question and seldom changes.
        self._held: dict[str, tuple[tuple[str, bytes], BaseModel]] = {}
        self._dim: int | None = None

    @classmethod
    def create(cls, path: Path, identity: Identity, *, generation: int = 0) -> Catalog:
        """Make an empty catalog, whose first transaction is ``generation`` + 1."""
        catalog = cls(path, writable=True)
        with catalog._db.transaction():
            for statement in statements():
                catalog._db.run(statement)
            catalog._put("state", Counters(generation=generation).model_dump_json())
            catalog._put("identity", identity.model_dump_json())
        return catalog

    # -- the manifest

    def identity(self) -> Identity:
        """What the index was made with.

        Raises:
            IndexCorrupt: that is missing, or the file is not of this program.
            IndexMismatch: the index was made by an earlier version.
        """
        layout = self.require_schema()
        if layout not in (LAYOUT, WITHOUT_SPEECH):
            folder = self._path.parent
            raise IndexMismatch(
                f"the index {folder} was made by an earlier version (layout {layout}, this version has "
                f"{LAYOUT}); to keep its articles and make it anew: qa index --index {folder} --rebuild"
            )
        identity = self._model("identity", Identity)
        if identity is None:
            raise IndexCorrupt(f"the catalog {self._path} does not say how it was made")
        return identity

    def dim(self) -> int:
        """How long the vectors are."""
        if self._dim is None:
            self._dim = self.identity().dim
        return self._dim

    def stamp(self, kind: str) -> Stamp | None:
        """The published derived index of a kind (``dense`` or ``lexical``)."""
        return self._model(kind, Stamp)

    def publish(self, kind: str, stamp: Stamp | None) -> None:
        """Make a derived index the one to use; call inside ``transaction``."""
        if stamp is None:
            self._db.run("DELETE FROM manifest WHERE key = ?", (kind,))
        else:
            self._put(kind, stamp.model_dump_json())

    def state(self) -> State:
        """The counters, of one moment."""
        counters = self._model("state", Counters)
        if counters is None:
            raise IndexCorrupt(f"the catalog {self._path} has lost its counters")
        return State(**counters.model_dump())

    def _model(self, key: str, model: type[Model]) -> Model | None:
        rows = self._db.rows("SELECT value, seal FROM manifest WHERE key = ?", (key,))
        if not rows:
            return None
        held = self._held.get(key)
        if held is None or held[0] != rows[0]:
            held = rows[0], self._stated(key, rows[0], model)
            self._held[key] = held
        return cast(Model, held[1])

    def _stated(self, key: str, row: tuple[str, bytes], model: type[Model]) -> Model:
        value, sealed_as = row
        whole = isinstance(value, str) and len(value) <= _MOST_STATED and sealed_as == seal(key, value)
        if not whole:
            raise IndexCorrupt(f"the catalog {self._path} has a damaged manifest ({key})")
        try:
            return model.model_validate_json(value)
        except ValidationError as error:
            raise IndexCorrupt(f"the catalog {self._path} has a damaged manifest ({key})") from error

    def _put(self, key: str, value: str) -> None:
        self._db.run("INSERT OR REPLACE INTO manifest VALUES (?, ?, ?)", (key, value, seal(key, value)))

    def _count(self, *, removals: int | None = None, **changes: int) -> None:
        """Add to the counters; ``removals`` is what it has come to. Call inside a transaction."""
        state = self.state()
        counted = {name: getattr(state, name) + changes.get(name, 0) for name in Counters.model_fields}
        if removals is not None:
            counted["removals"] = removals
        self._put("state", Counters(**counted).model_dump_json())

    # -- reported speech

    def speakers(self, surname: str | None = None, where: Filter = EVERYTHING) -> list[SpeakerCount]:
        """Who is reported to speak: out of the table, or of every article where that is not complete."""
        if self._all_heard():
            return super().speakers(surname, where)
        _, ids = self.listed(where, self.state().articles)
        return counted(map(self._heard_of, ids), surname)

    def spoken(self, names: Sequence[str], where: Filter, most: int) -> list[str]:
        """In which articles some speak: out of the table, or of every article where that is not complete."""
        if self._all_heard():
            return super().spoken(names, where, most)
        _, ids = self.listed(where, self.state().articles)
        return speaking(ids, names, most, self.speeches)

    def speech_fault(self, n: int, article: Article) -> str | None:
        """What is wrong with the stored speech of an article. Raises IndexCorrupt where it is damaged."""
        if not self._speech_rows("SELECT 1 FROM speeches WHERE n = ?", (n,)):
            return None  # it is looked for when it is asked for
        found = self._speech(n)
        day = spoken.day_code(day_range(article.published))
        expected = {(*key, day, count) for key, count in spoken.keys_of(found).items()}
        rows = self._db.rows("SELECT surname, name, day, quotations FROM speakers WHERE n = ?", (n,))
        if set(rows) != expected or any(one.end > len(article.text) for one in found):
            return f"the reported speech of {article.id} is not that of its text"
        return None

    def _all_heard(self) -> bool:
        state = self.state()
        complete = state.listened == state.articles
        if complete and self.require_schema() == WITHOUT_SPEECH:
            self._layout = 0  # another process has made the tables meanwhile
        return complete

    def _heard_of(self, article_id: str) -> Heard:
        [speeches] = self.speeches([article_id])
        return Heard(day_range(self.article(article_id).published), speeches)

    # -- writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored together or not at all, under a new generation."""
        with self._db.transaction():
            yield
            self._count(generation=1)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one state."""
        with self._db.transaction("DEFERRED"):
            yield

    def store(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        speeches: Sequence[Speech] | None = None,
    ) -> int:
        """Store an article that is not there; returns its number. Call inside ``transaction``.

        ``vectors``: unit-length float32[len(passages), dim], kept in half precision: the rounding moves a
        cosine by some 1e-5, a tenth of what another batch size moves it by in the embedder.
        """
        first = self.state().next_id
        source = to_bytes(article.source)
        cells = (
            *(to_bytes(article.id), to_bytes(article.title), source, source.rpartition(b"/")[2]),
            *(article.published, *(day_range(article.published) or (None, None))),
            *(json.dumps(dict(article.metadata)), standing_of(article)),
            *(bytes.fromhex(article.digest), details_of(article), first, len(passages)),
        )
        n = self._db.run(
            "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, x'', x'')", cells
        ).lastrowid
        n = n or 0
        self._db.run("UPDATE articles SET seal = ? WHERE n = ?", (seal(n, *cells), n))
        families.assign(self._db, [n], n)
        data = to_bytes(article.text)
        self._db.run("INSERT INTO texts VALUES (?, ?, ?)", (n, len(data), zlib.compress(data, 1)))
        ids = range(first, first + len(passages))
        rows = []
        for i, p in zip(ids, passages, strict=True):
            text = to_bytes(p.text)
            sealed = seal(i, cells[0], p.start, p.end, text, cells[1], article.published, source)
            rows.append((i, n, p.start, p.end, text, sealed))
        self._db.run_many("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", rows)
        stored = zip(ids, packed(ids, vectors), strict=True)
        self._db.run_many("INSERT INTO vectors VALUES (?, ?)", stored)
        self._count(next_id=len(passages), articles=1, passages=len(passages))
        if speeches is not None:
            self._store_speech(n, article, speeches)
        return n

    def _store_speech(self, n: int, article: Article, speeches: Sequence[Speech]) -> None:
        data = spoken.packed(speeches)
        self._db.run("INSERT INTO speeches VALUES (?, ?, ?)", (n, data, seal(n, data)))
        day = spoken.day_code(day_range(article.published))
        rows = [(*key, day, n, count) for key, count in spoken.keys_of(speeches).items()]
        self._db.run_many("INSERT INTO speakers VALUES (?, ?, ?, ?, ?)", rows)
        self._count(listened=1)

    def make_room_for_speech(self) -> None:
        """Make the tables that an earlier version did not make, empty."""
        if self.require_schema() == WITHOUT_SPEECH:
            with self.transaction():
                for statement in statements(SPEECH):
                    self._db.run(statement)
            self._layout = 0

    def listen(self) -> None:
        """Store the reported speech of all articles that were stored before there was a place for it.

        Batch by batch: cut short, it goes on where it stopped. Articles that are damaged are left out.
        """
        unheard = (
            "SELECT n FROM articles a WHERE n > ? AND NOT EXISTS (SELECT 1 FROM speeches s WHERE s.n = a.n) "
            "ORDER BY n LIMIT ?"
        )
        after = 0
        while self.state().listened < self.state().articles:
            rows = self._db.rows(unheard, (after, _LISTENED_AT_ONCE))
            if not rows:
                return
            with self.transaction():
                for (n,) in rows:
                    after = n
                    with suppress(IndexCorrupt):
                        self._store_speech(n, *self._heard(n))

    def write(self, batch: Sequence[Written]) -> None:
        """Store the batch, all or nothing: see ``qa.index.writing.Store``."""
        with self.transaction():
            for item in batch:
                if item.known is not None:
                    self._forget(item.known.n)
                n = self.store(item.article, item.passages, item.vectors, item.speeches)
                families.join(self._db, n, item.lead)

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""
        count = 0
        with self.transaction():
            for article_id in article_ids:
                for known in self.known([article_id]).values():
                    self._forget(known.n)
                    count += 1
        return count

    def _forget(self, n: int) -> None:
        """Forget an article and log which passage ids went with it; call inside ``transaction``."""
        with self._trusting(f"article (number {n})"):
            row = self._row(n)  # checked: the wrong numbers would take other articles' passages away
        first, count = row.first_passage, row.passages
        for table in ("passages", "vectors"):
            self._db.run(f"DELETE FROM {table} WHERE id >= ? AND id < ?", (first, first + count))  # noqa: S608  # fixed names
        for table in ("texts", "bands", "articles"):
            self._db.run(f"DELETE FROM {table} WHERE n = ?", (n,))  # noqa: S608  # fixed names
        self._db.run("DELETE FROM speakers WHERE n = ?", (n,))
        listened = self._db.run("DELETE FROM speeches WHERE n = ?", (n,)).rowcount
        number = None
        if count:
            number = self.state().removals + 1
            sealed = seal(number, first, count)
            self._db.run("INSERT INTO removals VALUES (?, ?, ?, ?)", (number, first, count, sealed))
        self._count(removals=number, articles=-1, passages=-count, listened=-listened)

    def forget_removals(self, number: int) -> None:
        """Drop the log up to ``number``, when every derived index has caught up with it."""
        self._db.run("DELETE FROM removals WHERE number <= ?", (number,))

    def shrink(self) -> None:
        """Give the room of deleted rows back to the file system (SQLite's VACUUM, atomic)."""
        self._db.run("VACUUM")
        self._db.run("PRAGMA wal_checkpoint(TRUNCATE)")
