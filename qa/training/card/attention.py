"""MPNet's attention in one fused product.

Transformers computes it step by step, with the bias of relative positions copied for every row and learned
from each. Here the bias stays what it was, and PyTorch does the rest.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def fuse(model: Any) -> None:
    """Replace the attention of an MPNet model, whose relative positions then stay as they are."""
    if model.config.model_type != "mpnet":
        return
    encoder = model.base_model.encoder
    encoder.relative_attention_bias.requires_grad_(False)
    encoder.compute_position_bias = _Bias(encoder)
    for layer in encoder.layer:
        layer.attention.attn = _Attention(layer.attention.attn)


class _Bias:
    """The bias of relative positions for rows of one length: [1, heads, length, length]."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def __call__(self, hidden: Tensor) -> Tensor:
        places = torch.arange(hidden.shape[1], device=hidden.device)
        bucket = self._encoder.relative_position_bucket(places[None] - places[:, None])
        bias: Tensor = self._encoder.relative_attention_bias(bucket)
        return bias.permute(2, 0, 1)[None]


class _Attention(nn.Module):
    """As ``MPNetSelfAttention``, with its weights under their names."""

    def __init__(self, own: Any) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = own.q, own.k, own.v, own.o
        self._heads = own.num_attention_heads

    def forward(
        self, hidden: Tensor, mask: Tensor | None, position_bias: Tensor, **_: object
    ) -> tuple[Tensor]:
        """What each place attends to, [rows, length, width], in a tuple as the layer takes it."""
        q, k, v = (
            one(hidden).unflatten(2, (self._heads, -1)).transpose(1, 2) for one in (self.q, self.k, self.v)
        )
        # Beyond -1e4 no weight is left, and the sum stays within every number type. Rows of the bias begin at
        # multiples of eight numbers: others would be copied there for every product.
        spare = (0, -hidden.shape[1] % 8)
        bias = nn.functional.pad(position_bias.to(q.dtype), spare)
        if mask is not None:  # it is where no row is padded
            bias = bias + nn.functional.pad(mask.clamp(min=-1e4).to(q.dtype), spare)
        bias = bias[..., : hidden.shape[1]]
        found = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return (self.o(found.transpose(1, 2).flatten(2)),)
