"""Between float32 and int8: each row or column of a matrix is scaled so that its largest value is 127.

Compiled by numba, because every one of these would otherwise be five passes through memory.
"""

from __future__ import annotations

import numba
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]
Ints = NDArray[np.int32]

_TINY = np.float32(1e-30)  # keeps a row of zeros from being divided by zero
_MOST = np.float32(127)


def quantise_rows(values: Tensor, factors: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """``values * factors`` as int8[rows, columns], and the scale of each row, float32[rows].

    Args:
        values: float32[rows, columns].
        factors: float32[columns]; None: ones.
    """
    rows, columns = values.shape
    whole, scales = torch.empty((rows, columns), dtype=torch.int8), torch.empty(rows)
    given = torch.ones(columns) if factors is None else factors
    _quantise_rows(values.numpy(), given.numpy(), whole.numpy(), scales.numpy())
    return whole, scales


def quantise_columns(values: Tensor, factors: Tensor) -> tuple[Tensor, Tensor]:
    """``values * factors`` as int8[rows, columns], and the scale of each column, float32[columns].

    Args:
        values: float32[rows, columns].
        factors: float32[rows].
    """
    rows, columns = values.shape
    whole, scales = torch.empty((rows, columns), dtype=torch.int8), torch.empty(columns)
    _quantise_columns(values.numpy(), factors.numpy(), whole.numpy(), scales.numpy())
    return whole, scales


def rescale(
    products: Tensor, rows: Tensor, columns: Tensor | None = None, bias: Tensor | None = None
) -> Tensor:
    """int32[rows, columns] times the scales of its rows and of its columns, plus a bias: float32."""
    count, width = products.shape
    floats = torch.empty((count, width))
    columns = torch.ones(width) if columns is None else columns
    bias = torch.zeros(width) if bias is None else bias.detach()
    _rescale(products.numpy(), rows.numpy(), columns.numpy(), bias.numpy(), floats.numpy())
    return floats


@numba.njit(fastmath=True, nogil=True, cache=True)
def _quantise_rows(values: Floats, factors: Floats, whole: Bytes, scales: Floats) -> None:
    rows, columns = values.shape
    sizes = np.empty(columns, np.float32)
    for row in range(rows):
        for column in range(columns):
            sizes[column] = abs(values[row, column] * factors[column])
        # The largest by halving: unlike a running maximum, the compiler makes vector instructions of it.
        half = columns
        while half % 2 == 0:
            half //= 2
            for column in range(half):
                sizes[column] = max(sizes[column], sizes[column + half])
        top = _TINY
        for column in range(half):
            top = max(top, sizes[column])
        scales[row] = top / _MOST
        factor = _MOST / top
        for column in range(columns):
            whole[row, column] = np.int8(np.rint(values[row, column] * factors[column] * factor))


@numba.njit(fastmath=True, nogil=True, cache=True)
def _quantise_columns(values: Floats, factors: Floats, whole: Bytes, scales: Floats) -> None:
    rows, columns = values.shape
    tops = np.full(columns, _TINY)
    for row in range(rows):
        factor = factors[row]
        for column in range(columns):
            tops[column] = max(tops[column], abs(values[row, column] * factor))
    for column in range(columns):
        scales[column] = tops[column] / _MOST
    inverse = _MOST / tops
    for row in range(rows):
        factor = factors[row]
        for column in range(columns):
            whole[row, column] = np.int8(np.rint(values[row, column] * factor * inverse[column]))


@numba.njit(fastmath=True, nogil=True, cache=True)
def _rescale(products: Ints, rows: Floats, columns: Floats, bias: Floats, floats: Floats) -> None:
    count, width = products.shape
    for row in range(count):
        scale = rows[row]
        for column in range(width):
            floats[row, column] = np.float32(products[row, column]) * (scale * columns[column]) + bias[column]
