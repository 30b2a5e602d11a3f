"""Which rows share a batch: rows of like length together, no batch above a budget of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from qa.models.tokens import Ints

# Padded tokens in one batch. Large enough to keep the matrix products busy, small enough that a layer's
# activations stay in the processor's cache. Measured for 512 to 8,192 on a core with 2 MB of level-2 cache:
# 2,048 was the fastest, 8,192 took a quarter longer.
BUDGET = 2048

# Lengths are padded up to a multiple of this, so that a runtime meets few distinct shapes.
MULTIPLE = 8


def batches(
    lengths: Sequence[int], *, budget: int = BUDGET, multiple: int = MULTIPLE
) -> Iterator[tuple[list[int], int]]:
    """Group rows by length, longest first (so that a lack of memory shows at once).

    Args:
        lengths: tokens of each row.
        budget: most tokens in a batch, padding included; a single longer row is a batch of its own.
        multiple: padded lengths are multiples of it.

    Yields:
        The indices of the rows of one batch, and the length to pad them to.
    """
    order = sorted(range(len(lengths)), key=lambda row: (-lengths[row], row))
    first = 0
    while first < len(order):
        padded = -(-lengths[order[first]] // multiple) * multiple
        rows = max(1, budget // max(1, padded))
        yield order[first : first + rows], padded
        first += rows


def pad(rows: Sequence[Ints], length: int, value: int) -> Ints:
    """The rows side by side as int64[len(rows), length], filled up on the right with ``value``."""
    padded = np.full((len(rows), length), value, np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return padded


def mask(rows: Sequence[Ints], length: int) -> Ints:
    """1 where :func:`pad` put a token of the row, 0 where it filled up."""
    counts = np.array([len(row) for row in rows], np.int64)
    return (np.arange(length) < counts[:, None]).astype(np.int64)
