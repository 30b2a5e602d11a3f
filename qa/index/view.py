"""What a search sees: one state of the catalog with the derived indexes that serve it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence, Sized
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from qa.errors import IndexCorrupt, reason_of
from qa.index.catalog import Catalog, State
from qa.index.dense import DenseIndex, StaleError
from qa.index.halves import Ids
from qa.index.maintenance import Maintenance
from qa.index.manifest import Stamp
from qa.index.where import Bounds
from qa.types import EVERYTHING, Filter, Passage, Scored, Vectors

if TYPE_CHECKING:
    from qa.index.lexical import LexicalIndex

Opened = TypeVar("Opened")
Counted = TypeVar("Counted", bound=Sized)

_FILTERS_KEPT = 16
_ATTEMPTS = 5
_REMEMBERED = 10_000  # ids
_LOST = "the index has lost passages; qa doctor says what can be saved"


class View:
    """Follows the catalog: when another transaction was committed, the next search sees it."""

    def __init__(self, catalog: Catalog, derived: Maintenance) -> None:
        """``derived`` knows the checked derived indexes."""
        self._catalog = catalog
        self._derived = derived
        self._guard = threading.RLock()
        self._state: State | None = None
        self._dense = DenseIndex(catalog, None, 0, 0)
        self._dense_path: Path | None = None
        self._lexical: LexicalIndex | None = None
        self._lexical_path: Path | None = None
        self._lexical_gone: Ids = np.empty(0, np.int64)
        self._returned: set[int] = set()  # by searches of the present state
        self._allowed = lru_cache(_FILTERS_KEPT)(lambda where: catalog.selected(Bounds.of(where)))

    def dense(self, vectors: Vectors, k: int, where: Filter) -> list[list[Scored]]:
        """Ids and inner products of the best passages of each question, best first."""
        with self._guard:
            for _ in range(_ATTEMPTS):
                self._refresh()
                allowed = None if where == EVERYTHING else self._allowed(where)
                try:
                    rankings = [_scored(*self._dense.search(vector, k, allowed)) for vector in vectors]
                except StaleError:
                    if self._catalog.state() != self._state:
                        continue  # removed by another process while we searched
                    break
                return self._ranked(rankings)
            raise IndexCorrupt(_LOST)

    def lexical(self, questions: Sequence[str], k: int, where: Filter) -> list[list[Scored]]:
        """Ids and BM25 scores of the best passages of each question, best first."""
        with self._guard:
            self._refresh()
            bounds = Bounds.of(where)
            return self._ranked([self._spoken(question, k, bounds) for question in questions])

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids that are still there.

        Raises:
            IndexCorrupt: one that a search found was lost, and not removed meanwhile.
        """
        found = self._catalog.passages(ids)
        if len(found) < len(ids):
            with self._guard:
                lost = self._returned.intersection(ids).difference(found)
                if lost and self._catalog.state() == self._state:
                    raise IndexCorrupt(_LOST)
        return found

    def _ranked(self, rankings: list[list[Scored]]) -> list[list[Scored]]:
        """Remember what was found in this state."""
        if len(self._returned) > _REMEMBERED:
            self._returned.clear()
        self._returned.update(i for ranking in rankings for i, _ in ranking)
        return rankings

    def _spoken(self, question: str, k: int, bounds: Bounds) -> list[Scored]:
        if self._lexical is None:
            return []
        lexical, path, depth = self._lexical, self._lexical_path, k + len(self._lexical_gone)
        ids, scores = _readable(path, lambda: lexical.search(question, depth, bounds))
        kept = ~np.isin(ids, self._lexical_gone)
        return _scored(ids[kept], scores[kept])[:k]

    def _refresh(self) -> None:
        state = self._catalog.state()
        for _ in range(_ATTEMPTS):
            if state == self._state:
                return
            with self._catalog.snapshot():
                state = self._catalog.state()
                self._allowed.cache_clear()
                self._returned.clear()
                with suppress(StaleError):
                    if self._open_dense() and self._open_lexical():
                        self._dense.catch_up(state.removals)
                        if len(self._dense) != state.passages:
                            raise IndexCorrupt(_LOST)
                        self._state = state
            # Otherwise a writer published newer files and deleted these between our two looks: look again.
        if state != self._state:
            raise IndexCorrupt(
                "the derived files of the index were damaged while it was open; open it again to mend them"
            )

    def _open_dense(self) -> bool:
        if self._derived.lost("dense"):
            return False
        located = self._derived.locate("dense")
        if self._dense_path == (located[0] if located else None):
            return True
        if located is None:
            self._dense = DenseIndex(self._catalog, None, 0, 0)
        else:
            from qa.index.ivf import InvertedFile  # FAISS takes 0.2 s to import, and small indexes need none

            path, stamp = located
            dim = self._catalog.identity().dim
            base = _opened(path, lambda: _holding(stamp, InvertedFile(path, stamp.facts, dim)))
            self._dense = DenseIndex(self._catalog, base, stamp.high, stamp.removals)
        self._dense_path = located[0] if located else None
        return True

    def _open_lexical(self) -> bool:
        if self._derived.lost("lexical"):
            return False
        located = self._derived.locate("lexical")
        if located is None:
            self._lexical, self._lexical_path = None, None
            return True
        path, stamp = located
        if path != self._lexical_path:
            from qa.index.lexical import LexicalIndex

            self._lexical = _opened(path, lambda: _holding(stamp, LexicalIndex(path)))
            self._lexical_path = path
        self._lexical_gone = self._catalog.removed_after(stamp.removals)
        return True


def _scored(ids: Ids, scores: Vectors) -> list[Scored]:
    return list(zip(ids.tolist(), scores.tolist(), strict=True))


def _holding(stamp: Stamp, opened: Counted) -> Counted:
    """What was opened, where it holds as many passages as its stamp says."""
    if len(opened) != stamp.passages:
        raise ValueError(f"it holds {len(opened)} passages, not {stamp.passages}")
    return opened


def _opened(path: Path, read: Callable[[], Opened]) -> Opened:
    """As ``_readable``. Raises StaleError where a writer deleted the file since we learned of it."""
    try:
        return _readable(path, read)
    except IndexCorrupt:
        if path.exists():
            raise
        raise StaleError from None


def _readable(path: Path | None, read: Callable[[], Opened]) -> Opened:
    """What is read of a file that has its checksum, and may have been made to do harm all the same."""
    try:
        return read()
    except (RuntimeError, ValueError, KeyError, TypeError, OSError) as error:  # of FAISS, Tantivy and facts
        raise IndexCorrupt(
            f"{path} is not what this program writes ({reason_of(error)}); delete it: the next qa index makes"
            " it again"
        ) from error
