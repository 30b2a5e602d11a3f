"""How vectors are stored: in half precision, each under a seal, of which thousands are checked at once.

A stored vector is ``dim`` float16, filled up to whole 64-bit words, and one word more: the words multiplied
by odd numbers and added up, modulo 2**64 (multilinear hashing: Carter and Wegman 1979), with the id among
them. A change of any one word always shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from qa.types import Vectors

Ids = npt.NDArray[np.int64]

_WORD = np.dtype("<u8")
_BASE = np.uint64(0x9E3779B97F4A7C15)  # Knuth's, from the golden ratio; odd


def width(dim: int) -> int:
    """Bytes of a stored vector."""
    return _WORD.itemsize * (_words(dim) + 1)


def packed(ids: Iterable[int], vectors: Vectors) -> list[bytes]:
    """The rows of float32[n, dim] as they are stored: the rounding moves a cosine by some 1e-5."""
    count, dim = vectors.shape
    halves = np.zeros((count, 4 * _words(dim)), "<f2")
    halves[:, :dim] = vectors
    words = halves.view(_WORD)
    numbers = np.fromiter(ids, np.int64, count)
    sealed = np.column_stack([words, _seals(numbers, words)]) if count else words
    return [row.tobytes() for row in sealed]


def unpacked(rows: Sequence[tuple[int, bytes]], dim: int) -> tuple[Ids, Vectors]:
    """Ids and float32[n, dim] of stored rows.

    Raises:
        ValueError: a vector is not what was stored under this id.
    """
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    try:
        data = b"".join([row[1] for row in rows])
    except TypeError as error:
        raise ValueError("a vector is missing") from error
    if len(data) != len(rows) * width(dim):
        raise ValueError("the vectors have different lengths")
    words = np.frombuffer(data, _WORD).reshape(len(rows), _words(dim) + 1)
    if not np.array_equal(_seals(ids, words[:, :-1]), words[:, -1]):
        raise ValueError("a vector was altered")
    return ids, words[:, :-1].view("<f2")[:, :dim].astype(np.float32)


def _words(dim: int) -> int:
    return -(-dim // 4)


def _seals(ids: Ids, words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    weights = np.cumprod(np.full(words.shape[1] + 1, _BASE))
    seals: npt.NDArray[np.uint64] = words @ weights[1:] + ids.astype(np.uint64) * weights[0]
    return seals
