"""The base of a large dense index: a FAISS inverted file of 8-bit vectors, memory-mapped.

An inverted file was chosen over a graph (HNSW) because it can be built in minutes on two cores, takes a
quarter of the memory, skips filtered and removed passages while it scans, and is extended without being
rebuilt. Only candidates come from it: they are scored again with the catalog's vectors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from qa.index.catalog import Catalog
from qa.index.engine import depth_for
from qa.index.halves import Ids
from qa.index.inverted_file import check
from qa.types import Vectors

_TRAINED_ON = 40  # vectors a list, just above what FAISS asks for (39): more change the recall little
_ROUNDS = 10  # of k-means
_RECALL_WANTED = 0.97  # of the ten best, on the sample; 0.95 is promised, the rest is for harder questions
_SAMPLE = 200  # questions the recall is measured with
_COMPARED = 2_000  # passages that such questions are made of
_QUESTION_COSINE = 0.6  # of such a question to its passage; the median of SQuAD's real ones is 0.59
_DEPTH = depth_for(10)  # as ``qa.index.dense`` asks for
_ROOM = 8  # FAISS may ask for this many times what the file holds: it counts some vectors fourfold
_SPARSE, _SMALL = 64, 1 << 24  # ids up to so many times their number, plus so many, are kept as a bitmap
_MEASURED_AGAIN = 0.1  # share of vectors by which it may grow or shrink before its recall is measured again
_MOST_GROWTH = 4  # an inverted file is trained anew when it holds this many times what it was trained for


Facts = dict[str, float | int | str]
"""How a base was made and how well it searches: lists, probes (lists scanned for a question), recall_at_10
(of exact search), measured_at (vectors it held then), trained_for (vectors it was trained to hold)."""


class InvertedFile:
    """A base opened for searching."""

    def __init__(self, path: Path, facts: Facts, dim: int) -> None:
        """Map the file. Raises RuntimeError, KeyError, TypeError or ValueError where it is no such base."""
        self._index = _read(path, dim, faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        self._index.parallel_mode = 1  # the lists of one question are shared out among the cores
        self._probes = int(facts["probes"])
        if not 1 <= self._probes <= self._index.nlist:
            raise ValueError(f"{self._probes} of {self._index.nlist} lists are to be scanned")
        self._selected: tuple[Ids | None, Ids, _Selection] | None = None

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def candidates(self, question: Vectors, depth: int, allowed: Ids | None, gone: Ids) -> Ids:
        """About the best ``depth`` ids: among ``allowed`` if given, and never among ``gone``.

        The fewer are allowed, the more lists are scanned, so that a filter costs time and not recall.
        """
        selection = self._selection(allowed, gone)
        share = 1.0 if allowed is None else max(len(allowed), 1) / max(self._index.ntotal, 1)
        probes = min(self._index.nlist, math.ceil(self._probes / min(share, 1.0)))
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selection.selector)
        _, found = self._index.search(question[None, :], depth, params=parameters)
        ids: Ids = found[0][found[0] >= 0]  # FAISS fills up with -1
        return ids

    def _selection(self, allowed: Ids | None, gone: Ids) -> _Selection:
        """The last one again where these are the same arrays: a filter is rarely asked for only once."""
        if self._selected is None or self._selected[0] is not allowed or self._selected[1] is not gone:
            self._selected = allowed, gone, _select(allowed, gone)
        return self._selected[2]


@dataclass(frozen=True, slots=True)
class _Selection:
    selector: Any  # of FAISS; None for everything
    kept: tuple[Any, ...] = ()  # what it points into and must live as long


def _select(allowed: Ids | None, gone: Ids) -> _Selection:
    if allowed is not None:
        return _inside(np.setdiff1d(allowed, gone, assume_unique=True))
    if not len(gone):
        return _Selection(None)
    inside = _inside(gone)
    return _Selection(faiss.IDSelectorNot(inside.selector), (inside,))


def _inside(ids: Ids) -> _Selection:
    """A bitmap where the ascending ids lie close together, as they nearly always do, else a set."""
    last = int(ids[-1]) if len(ids) else 0
    if last > _SPARSE * len(ids) + _SMALL:
        return _Selection(faiss.IDSelectorBatch(ids))
    mask = np.zeros(last + 1, np.bool_)
    mask[ids] = True
    bits = np.packbits(mask, bitorder="little")
    return _Selection(faiss.IDSelectorBitmap(bits), (bits,))


def _read(path: Path, dim: int, flags: int) -> Any:
    """The inverted file in ``path``, which is not trusted.

    Raises:
        RuntimeError, ValueError: it holds another kind of index, or one whose lists are in another file.
    """
    ids = check(path, dim)
    if len(ids) and not (ids.min() >= 1 and ids.max() < 1 << 62):
        raise ValueError("it holds ids that no passage has")
    usual = faiss.get_deserialization_vector_byte_limit()
    faiss.set_deserialization_vector_byte_limit(_ROOM * path.stat().st_size)
    try:
        index = faiss.read_index(str(path), flags | faiss.IO_FLAG_ONDISK_SAME_DIR)
    finally:
        faiss.set_deserialization_vector_byte_limit(usual)
    if not isinstance(index, faiss.IndexIVFScalarQuantizer) or index.d != dim:
        raise RuntimeError(f"{path.name} is not an inverted file of {dim} dimensions")
    lists = faiss.downcast_InvertedLists(index.invlists)
    wanted = faiss.OnDiskInvertedLists if flags & faiss.IO_FLAG_MMAP else faiss.ArrayInvertedLists
    if not isinstance(lists, wanted):
        raise RuntimeError(f"{path.name} keeps its lists elsewhere")
    return index


def build(catalog: Catalog, target: Path, passages: int) -> Facts:
    """Train, fill and measure a base of all the catalog's vectors, written to ``target``."""
    trainable = max(passages // _TRAINED_ON, 1)
    lists = 2 ** min(round(math.log2(2 * math.sqrt(passages))), int(math.log2(trainable)))
    sample = _sample(catalog, passages, _TRAINED_ON * lists)
    index = faiss.index_factory(sample.shape[1], f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = _ROUNDS
    index.cp.max_points_per_centroid = _TRAINED_ON
    index.train(sample)
    del sample
    for ids, vectors in catalog.vectors_after(0):
        index.add_with_ids(vectors, ids)
    return _measured(index, catalog, target, passages)


def extend(base: Path, facts: Facts, catalog: Catalog, target: Path, high: int, gone: Ids) -> Facts | None:
    """Add what came after ``high`` to a base and drop ``gone``; None where it has outgrown its training."""
    index = _read(base, catalog.identity().dim, 0)
    if len(gone):
        index.remove_ids(gone)
    for ids, vectors in catalog.vectors_after(high):
        index.add_with_ids(vectors, ids)
    trained_for = int(facts.get("trained_for", 0))
    if index.ntotal > _MOST_GROWTH * trained_for:
        return None
    if abs(index.ntotal - int(facts.get("measured_at", 0))) <= _MEASURED_AGAIN * index.ntotal:
        faiss.write_index(index, str(target))
        return facts
    return _measured(index, catalog, target, trained_for)


def _sample(catalog: Catalog, passages: int, size: int) -> Vectors:
    """About ``size`` of the stored vectors, evenly drawn."""
    generator = np.random.default_rng(0)
    share = min(1.0, size / max(passages, 1))
    return np.concatenate(
        [vectors[generator.random(len(ids)) < share] for ids, vectors in catalog.vectors_after(0)]
    )


def _measured(index: Any, catalog: Catalog, target: Path, trained_for: int) -> Facts:
    """Find how many lists must be scanned for the wanted recall, and write the index."""
    questions = _questions(_sample(catalog, index.ntotal, _COMPARED))
    exact = _exact(catalog, questions)
    probes, recall = 4, 0.0
    while recall < _RECALL_WANTED and probes < index.nlist:
        probes = math.ceil(probes * 1.15)
        found = index.search(questions, _DEPTH, params=faiss.SearchParametersIVF(nprobe=probes))[1]
        # The candidates are scored again exactly, so whichever of the ten best is among them is found.
        recall = float(np.mean([np.isin(best, row).mean() for best, row in zip(exact, found, strict=True)]))
    faiss.write_index(index, str(target))
    return {
        "kind": "inverted file, 8 bit",
        "lists": index.nlist,
        "probes": min(probes, index.nlist),
        "recall_at_10": round(recall, 4),
        "measured_at": index.ntotal,
        "trained_for": trained_for,
    }


def _questions(vectors: Vectors) -> Vectors:
    """Vectors as near to some passages as questions are, away from them in directions that passages have.

    Mixing the passages at random draws directions with their covariance. In directions drawn evenly from the
    sphere the nearest ones are found more easily than those of real questions (docs/benchmarks.md).
    """
    generator = np.random.default_rng(1)
    own = vectors[generator.permutation(len(vectors))[:_SAMPLE]]
    away = generator.standard_normal((len(own), len(vectors)), np.float32) @ vectors
    away -= np.sum(away * own, axis=1, keepdims=True) * own
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    mixed: Vectors = _QUESTION_COSINE * own + math.sqrt(1 - _QUESTION_COSINE**2) * away
    return mixed


def _exact(catalog: Catalog, questions: Vectors) -> Ids:
    """The ten best ids for each question by exact search: int64[questions, 10]."""
    best_ids = np.full((len(questions), 0), 0, np.int64)
    best_scores = np.full((len(questions), 0), 0, np.float32)
    for ids, vectors in catalog.vectors_after(0):
        all_ids = np.hstack([best_ids, np.broadcast_to(ids, (len(questions), len(ids)))])
        all_scores = np.hstack([best_scores, questions @ vectors.T])
        top = np.argpartition(all_scores, -10, axis=1)[:, -10:]
        best_ids = np.take_along_axis(all_ids, top, axis=1)
        best_scores = np.take_along_axis(all_scores, top, axis=1)
    return best_ids
