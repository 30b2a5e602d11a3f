"""What an inverted file of FAISS's holds, read without FAISS.

FAISS trusts the files that it reads: one that claims more centroids than lists makes a search write where it
should not. So everything that reading and searching take for granted is compared here first. The layout is
that of ``IndexIVFScalarQuantizer`` in FAISS 1.7 to 1.15 (faiss/impl/index_write.cpp): little-endian, packed.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.halves import Ids
from qa.index.plain import open_plain

_HEAD = struct.Struct("<4siqqq?i")  # kind, dimensions, vectors, two that are not used, trained, metric
_INNER_PRODUCT = 0
_EIGHT_BIT = 0  # of the kinds of ScalarQuantizer
_MOST_LISTS = 1 << 24


class _File:
    """The mapped file, read from front to back."""

    def __init__(self, path: Path) -> None:
        with open_plain(path) as file:
            self._data = np.memmap(file, np.uint8, "r")
        self._at = 0

    def take(self, size: int) -> npt.NDArray[np.uint8]:
        if not 0 <= size <= len(self._data) - self._at:
            raise ValueError("it ends too early")
        self._at += size
        return self._data[self._at - size : self._at]

    def record(self, layout: str | struct.Struct) -> tuple[Any, ...]:
        layout = layout if isinstance(layout, struct.Struct) else struct.Struct(f"<{layout}")
        return layout.unpack(self.take(layout.size).tobytes())

    def finite(self, count: int, what: str) -> None:
        if not np.isfinite(self.take(4 * count).view("<f4")).all():
            raise ValueError(f"{what} are no numbers")

    def ended(self) -> bool:
        return self._at == len(self._data)


def check(path: Path, dim: int) -> Ids:
    """Compare all that FAISS will trust; the ids that the lists hold, in their order.

    Raises:
        ValueError: it is not an inverted file of 8-bit vectors as this program writes it.
        IndexCorrupt: it is no plain file.
    """
    file = _File(path)
    count = _head(file, b"IwSq", dim)
    lists, _ = file.record("QQ")
    if not 1 <= lists <= _MOST_LISTS:
        raise ValueError(f"it has {lists} lists")
    if _head(file, b"IxFI", dim) != lists:
        raise ValueError("it does not have a centroid a list")
    if file.record("Q") != (lists * dim,):
        raise ValueError("its centroids have another size")
    file.finite(lists * dim, "its centroids")
    if file.record("bQ") != (0, 0):
        raise ValueError("it has a map of ids")
    kind, _, _, dimensions, code_size, trained = file.record("iifQQQ")
    if (kind, dimensions, code_size, trained) != (_EIGHT_BIT, dim, dim, 2 * dim):
        raise ValueError("its vectors are compressed otherwise")
    file.finite(trained, "the ranges of its vectors")
    if file.record("QB") not in ((dim, 0), (dim, 1)):
        raise ValueError("its vectors have another size")
    if file.record("4sQQ") != (b"ilar", lists, dim):
        raise ValueError("it keeps its lists elsewhere")
    return _ids(file, _sizes(file, lists), dim, count)


def _head(file: _File, kind: bytes, dim: int) -> int:
    found, dimensions, count, _, _, trained, metric = file.record(_HEAD)
    if (found, dimensions, metric) != (kind, dim, _INNER_PRODUCT) or not trained or count < 0:
        raise ValueError(f"it is not an inverted file of {dim} dimensions")
    return int(count)


def _sizes(file: _File, lists: int) -> npt.NDArray[np.int64]:
    """How many vectors each list has."""
    kind, length = file.record("4sQ")
    sizes = np.zeros(lists, np.int64)
    if (kind, length) == (b"full", lists):
        sizes[:] = file.take(8 * lists).view("<i8")
    elif kind == b"sprs" and length <= 2 * lists and length % 2 == 0:
        places, some = file.take(8 * length).view("<i8").reshape(-1, 2).T
        if np.any(places < 0) or np.any(places >= lists) or np.any(np.diff(places) <= 0):
            raise ValueError("its lists have other numbers")
        sizes[places] = some
    else:
        raise ValueError("its lists have other sizes")
    return sizes


def _ids(file: _File, sizes: npt.NDArray[np.int64], dim: int, count: int) -> Ids:
    if np.any(sizes < 0) or np.any(sizes > count) or int(sizes.sum()) != count:
        raise ValueError("its lists do not hold as many vectors as it says")
    ids = [np.empty(0, np.int64)]
    for size in sizes.tolist():
        file.take(size * dim)
        ids.append(file.take(8 * size).view("<i8"))
    if not file.ended():
        raise ValueError("it goes on behind its end")
    return np.concatenate(ids)
