"""Ranking by inner product of embeddings.

Two parts answer together. The *base*, once there is one, is a FAISS inverted file of compressed vectors
(see ``ivf``); the *tail* is every vector that came after it, searched exactly in memory. Candidates of the
base are scored again with their stored vectors, so scores of both parts compare and are exact. A small index
is all tail: exact search, no file, and FAISS is not even imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.errors import IndexCorrupt
from qa.index.catalog import Catalog
from qa.index.engine import depth_for
from qa.index.halves import Ids
from qa.types import Vectors

if TYPE_CHECKING:
    from qa.index.ivf import InvertedFile

Ranking = tuple[Ids, Vectors]  # ids and scores, best first

TAIL_LIMIT = 20_000  # vectors searched exactly: some 2 ms; above it a base is made
TAIL_SHARE = 4  # beside a base, which takes time as well, a fourth of that: then the base is extended
_MOST_COSINE = 1.02  # of vectors of length one, rounded to half precision
_EXACT_LIMIT = 2_000  # a filter that lets through no more than this is searched exactly


class StaleError(Exception):
    """Vectors that should be there are not: they were removed since the last look, or lost."""


class DenseIndex:
    """Searches base and tail; ``catch_up`` follows the catalog."""

    def __init__(self, catalog: Catalog, base: InvertedFile | None, high: int, removals: int) -> None:
        """``high`` and ``removals``: how far the base had followed the catalog when it was made."""
        self._catalog = catalog
        self._base = base
        self._high = high
        self._seen_id = high
        self._base_removals = removals
        self._seen_removal = removals
        self._gone: Ids = np.empty(0, np.int64)  # of the base
        self._tail_ids: Ids = np.empty(0, np.int64)
        self._tail: Vectors = np.empty((0, 0), np.float32)

    @property
    def tail_size(self) -> int:
        """How many vectors are searched exactly."""
        return len(self._tail_ids)

    @property
    def gone(self) -> int:
        """How many vectors of the base belong to removed passages."""
        return len(self._gone)

    def __len__(self) -> int:
        """How many vectors are searched."""
        return len(self._tail_ids) + (0 if self._base is None else len(self._base)) - len(self._gone)

    def catch_up(self, removals: int) -> None:
        """Take in what the catalog stored and removed since; ``removals`` is the number it has come to."""
        if removals != self._seen_removal:
            removed = self._catalog.removed_after(self._base_removals)
            self._gone = removed[removed <= self._high]
            # The log may have been cut since we looked last, so the tail is compared with what is there.
            kept = np.isin(self._tail_ids, self._catalog.ids_after(self._high), assume_unique=True)
            self._tail_ids, self._tail = self._tail_ids[kept], self._tail[kept]
            self._seen_removal = removals
        chunks = list(self._catalog.vectors_after(self._seen_id))
        if chunks:
            old = [self._tail] if len(self._tail_ids) else []
            self._tail = np.concatenate([*old, *(vectors for _, vectors in chunks)])
            self._tail_ids = np.concatenate([self._tail_ids, *(ids for ids, _ in chunks)])
            self._seen_id = int(self._tail_ids[-1])

    def search(self, question: Vectors, k: int, allowed: Ids | None = None) -> Ranking:
        """The best ``k`` ids for one question, float32[dim], among the ascending ids ``allowed`` if given."""
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parts = [self._search_tail(question, allowed)]
        if self._base is not None:
            parts.append(self._search_base(self._base, question, k, allowed))
        ids = np.concatenate([part[0] for part in parts])
        scores = np.concatenate([part[1] for part in parts])
        return best(ids, scores, k)

    def _search_tail(self, question: Vectors, allowed: Ids | None) -> Ranking:
        ids, vectors = self._tail_ids, self._tail
        if not len(ids):
            return ids, np.empty(0, np.float32)
        if allowed is not None:
            inside = _members(ids, allowed)
            ids, vectors = ids[inside], vectors[inside]
        return ids, _cosines(vectors, question)

    def _search_base(self, base: InvertedFile, question: Vectors, k: int, allowed: Ids | None) -> Ranking:
        of_base = 0 if allowed is None else int(np.searchsorted(allowed, self._high, "right"))
        if allowed is not None and of_base <= _EXACT_LIMIT:
            ids: Sequence[int] = allowed[:of_base].tolist()
        else:
            depth = depth_for(1.25 * k, times=2)  # compressed scores are off by little
            ids = base.candidates(question, depth, allowed, self._gone).tolist()
        found, vectors = self._catalog.vectors(ids)
        if len(found) < len(set(ids)):
            raise StaleError
        return (found, _cosines(vectors, question)) if len(found) else (found, np.empty(0, np.float32))


def _cosines(vectors: Vectors, question: Vectors) -> Vectors:
    """Inner products, row by row on one core.

    A matrix product would wake a thread a core, and waiting for them takes longer than the work: 8 ms of
    processor time for 5,000 rows on a busy machine, against 0.6.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        products: Vectors = np.vecdot(vectors, question)
    if len(products) and not np.abs(products).max() <= _MOST_COSINE:  # where one is no number, too
        raise IndexCorrupt(
            "the index has vectors that are not of length one; qa doctor says what can be saved"
        )
    return products


def _members(ids: Ids, among: Ids) -> npt.NDArray[np.bool_]:
    """Which of the ids are in the ascending ``among``, without sorting either."""
    if not len(among):
        return np.zeros(len(ids), np.bool_)
    at = np.minimum(np.searchsorted(among, ids), len(among) - 1)
    found: npt.NDArray[np.bool_] = among[at] == ids
    return found


def best(ids: Ids, scores: Vectors, k: int) -> Ranking:
    """The ``k`` best, ties by id."""
    if len(ids) > 4 * k:
        least = np.partition(scores, -k)[-k]
        near = scores >= least
        ids, scores = ids[near], scores[near]
    order = np.lexsort((ids, -scores))[:k]
    return ids[order], scores[order]
