"""Linear layers whose three products, forward and backward, are computed in int8.

Integer products are several times as fast as float32 ones on processors without matrix units. Weights,
gradients and everything between the products stay in float32. As in SwitchBack (Wortsman et al. 2023), every
token's activations have a scale of their own; here the gradient of the weights is computed in int8 too,
with a scale for each output, which costs some more precision: for the shipped reader the gradients of a step
differ by an eighth of their length, far less than those of two batches do (docs/reader.md).

Between float32 and int8 each row or column of a matrix is scaled so that its largest value is 127; compiled
by numba, because every one of these would otherwise be five passes through memory.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]
Ints = NDArray[np.int32]

_TINY = np.float32(1e-30)  # keeps a row of zeros from being divided by zero
_MOST = np.float32(127)


class _Product(torch.autograd.Function):
    """``inputs @ weight.T + bias`` for float32[tokens, in] and a weight of int8[out, in] with its scales."""

    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, weight: Tensor, bias: Tensor, whole: Tensor, scales: Tensor
    ) -> Tensor:
        rows, row_scales = quantise_rows(inputs)
        ctx.save_for_backward(rows, row_scales, whole, scales)
        return rescale(torch._int_mm(rows, whole.t()), row_scales, scales, bias)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        rows, row_scales, whole, scales = ctx.saved_tensors
        gradient = gradient.contiguous()
        # The scales of what a product sums over cannot be taken out of the sum: the gradient takes them in.
        by_token, token_scales = quantise_rows(gradient, scales)
        to_inputs = rescale(torch._int_mm(by_token, whole), token_scales)
        by_output, output_scales = quantise_columns(gradient, row_scales)
        to_weight = rescale(torch._int_mm(by_output.t(), rows), output_scales)
        return to_inputs, to_weight, gradient.sum(0), None, None


class Int8Linear(nn.Linear):
    """A linear layer with float32 weights that computes in int8."""

    def forward(self, input: Tensor) -> Tensor:
        """The layer's output for float32[..., in]."""
        tokens = input.reshape(-1, input.shape[-1]).contiguous()
        # Anew each time, although only a step changes the weight: there is no telling that one did, for the
        # fused optimisers of PyTorch do not count up a tensor's version. It takes a fortieth of a pass.
        whole, scales = quantise_rows(self.weight.detach())
        output: Tensor = _Product.apply(tokens, self.weight, self.bias, whole, scales)  # type: ignore[no-untyped-call]
        return output.view(*input.shape[:-1], -1)


def compute_in_int8(model: nn.Module) -> int:
    """Let the linear layers compute in int8, but for the few outputs of a span head; returns how many.

    Parameters keep their names and values, so that checkpoints and exports know nothing of it.
    """
    chosen = [
        module
        for module in model.modules()
        if type(module) is nn.Linear and module.bias is not None and module.out_features >= 8
    ]
    for layer in chosen:
        layer.__class__ = Int8Linear
    return len(chosen)


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
