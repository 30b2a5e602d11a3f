"""Linear layers whose three products, forward and backward, are computed in int8.

Integer products are several times as fast as float32 ones on processors without matrix units. Weights,
gradients and everything between the products stay in float32. As in SwitchBack (Wortsman et al. 2023), every
token's activations have a scale of their own; here the gradient of the weights is computed in int8 too,
with a scale for each output, which costs some more precision: for the shipped reader the gradients of a step
differ by an eighth of their length, far less than those of two batches do (docs/reader.md).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from qa.training import int8_scaling as scaling
from qa.training.disentangled import attend_in_one_loop


class _Product(torch.autograd.Function):
    """``inputs @ weight.T + bias`` for float32[tokens, in] and a weight of int8[out, in] with its scales."""

    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, weight: Tensor, bias: Tensor, whole: Tensor, scales: Tensor
    ) -> Tensor:
        rows, row_scales = scaling.quantise_rows(inputs)
        ctx.save_for_backward(rows, row_scales, whole, scales)
        return scaling.rescale(torch._int_mm(rows, whole.t()), row_scales, scales, bias)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        rows, row_scales, whole, scales = ctx.saved_tensors
        gradient = gradient.contiguous()
        # The scales of what a product sums over cannot be taken out of the sum: the gradient takes them in.
        by_token, token_scales = scaling.quantise_rows(gradient, scales)
        to_inputs = scaling.rescale(torch._int_mm(by_token, whole), token_scales)
        by_output, output_scales = scaling.quantise_columns(gradient, row_scales)
        to_weight = scaling.rescale(torch._int_mm(by_output.t(), rows), output_scales)
        return to_inputs, to_weight, gradient.sum(0), None, None


class Int8Linear(nn.Linear):
    """A linear layer with float32 weights that computes in int8."""

    def forward(self, input: Tensor) -> Tensor:
        """The layer's output for float32[..., in]."""
        tokens = input.reshape(-1, input.shape[-1]).contiguous()
        # Anew each time, although only a step changes the weight: there is no telling that one did, for the
        # fused optimisers of PyTorch do not count up a tensor's version. It takes a fortieth of a pass.
        whole, scales = scaling.quantise_rows(self.weight.detach())
        output: Tensor = _Product.apply(tokens, self.weight, self.bias, whole, scales)  # type: ignore[no-untyped-call]
        return output.view(*input.shape[:-1], -1)


def compute_in_int8(model: nn.Module) -> int:
    """Let the linear layers compute in int8, but for the few outputs of a span head; returns how many.

    DeBERTa's attention, which would take up what is gained, is computed in one loop as well. Parameters keep
    their names and values, so that checkpoints and exports know nothing of it.
    """
    chosen = [
        module
        for module in model.modules()
        if type(module) is nn.Linear and module.bias is not None and module.out_features >= 8
    ]
    for layer in chosen:
        layer.__class__ = Int8Linear
    attend_in_one_loop(model)
    return len(chosen)
