"""What a search sees: one state of the catalog with the derived indexes that serve it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from qa.errors import IndexCorrupt
from qa.index.catalog import Catalog, State
from qa.index.dense import DenseIndex
from qa.index.manifest import Stamp
from qa.index.stored import Ids
from qa.index.where import Bounds
from qa.types import EVERYTHING, Filter, Scored, Vectors

if TYPE_CHECKING:
    from qa.index.lexical import LexicalIndex

Opened = TypeVar("Opened")

_FILTERS_KEPT = 16
_ATTEMPTS = 5


class View:
    """Follows the catalog: when another transaction was committed, the next search sees it."""

    def __init__(self, catalog: Catalog, locate: Callable[[str], tuple[Path, Stamp] | None]) -> None:
        """``locate`` gives the checked derived index of a kind, or None where there is none."""
        self._catalog = catalog
        self._locate = locate
        self._guard = threading.RLock()
        self._state: State | None = None
        self._dense = DenseIndex(catalog, None, 0, 0)
        self._dense_name: str | None = None
        self._lexical: LexicalIndex | None = None
        self._lexical_name: str | None = None
        self._lexical_gone: Ids = np.empty(0, np.int64)
        self._allowed = lru_cache(_FILTERS_KEPT)(lambda where: catalog.selected(Bounds.of(where)))

    def dense(self, vectors: Vectors, k: int, where: Filter) -> list[list[Scored]]:
        """Ids and inner products of the best passages of each question, best first."""
        with self._guard:
            self._refresh()
            allowed = None if where == EVERYTHING else self._allowed(where)
            return [_scored(*self._dense.search(vector, k, allowed)) for vector in vectors]

    def lexical(self, questions: Sequence[str], k: int, where: Filter) -> list[list[Scored]]:
        """Ids and BM25 scores of the best passages of each question, best first."""
        with self._guard:
            self._refresh()
            bounds = Bounds.of(where)
            return [self._spoken(question, k, bounds) for question in questions]

    def _spoken(self, question: str, k: int, bounds: Bounds) -> list[Scored]:
        if self._lexical is None:
            return []
        ids, scores = self._lexical.search(question, k + len(self._lexical_gone), bounds)
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
                if self._open_dense() and self._open_lexical():
                    self._dense.catch_up(state.removals)
                    self._state = state
            # Otherwise a writer published newer files and deleted these between our two looks: look again.
        if state != self._state:
            raise IndexCorrupt(
                "the derived files of the index were damaged while it was open; open it again to mend them"
            )

    def _open_dense(self) -> bool:
        located = self._locate("dense")
        if located is None and self._catalog.stamp("dense") is not None:
            return False
        name = located[1].name if located else None
        if name == self._dense_name:
            return True
        if located is None:
            self._dense = DenseIndex(self._catalog, None, 0, 0)
        else:
            from qa.index.ivf import InvertedFile  # FAISS takes 0.2 s to import, and small indexes need none

            path, stamp = located
            dim = self._catalog.identity().dim
            base = _readable(path, lambda: InvertedFile(path, stamp.facts, dim))
            self._dense = DenseIndex(self._catalog, base, stamp.high, stamp.removals)
        self._dense_name = name
        return True

    def _open_lexical(self) -> bool:
        located = self._locate("lexical")
        if located is None:
            self._lexical, self._lexical_name = None, None
            return self._catalog.stamp("lexical") is None
        path, stamp = located
        if stamp.name != self._lexical_name:
            from qa.index.lexical import LexicalIndex

            self._lexical, self._lexical_name = _readable(path, lambda: LexicalIndex(path)), stamp.name
        self._lexical_gone = self._catalog.removed_after(stamp.removals)
        return True


def _scored(ids: Ids, scores: Vectors) -> list[Scored]:
    return list(zip(ids.tolist(), scores.tolist(), strict=True))


def _readable(path: Path, read: Callable[[], Opened]) -> Opened:
    """What is read of a file that has its checksum, and may have been made to do harm all the same."""
    try:
        return read()
    except (RuntimeError, ValueError, KeyError) as error:  # of FAISS, Tantivy and missing facts
        reason = " ".join(str(error).split())
        raise IndexCorrupt(
            f"{path} is not what this program writes ({reason}); delete it: opening the index makes it again"
        ) from error
