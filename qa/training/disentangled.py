"""DeBERTa's attention over relative positions, computed without the detours of the library's own.

A score is the sum of content to content, content to position and position to content (He et al. 2021,
section 3.1). transformers projects all 512 relative positions in every layer, repeats them for every window
and gathers each score through an index of its own. Which position belongs to a pair of tokens depends on
their distance alone, though, and windows of 200 tokens have some 300 of them: here only these are projected,
once for all windows, and one compiled loop adds the three parts. The same scores in half of the time a step
takes otherwise (docs/reader.md).
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers.models.deberta_v2.modeling_deberta_v2 import (
    DisentangledSelfAttention,
    make_log_bucket_position,
)

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_NEVER = -1e9  # added to the score of padding


class _Scores(torch.autograd.Function):
    """``content[q, k] + by_query[q, place(q - k)] + by_key[k, place(q - k)]``, times a scale, plus a mask.

    ``content`` is float32[pairs of head and window, tokens, tokens], and overwritten; ``by_query`` and
    ``by_key`` have the positions in use as their last dimension; ``places`` int64[2 * tokens - 1] is the
    position of each distance, the lowest first; ``mask`` float32[windows, tokens] is added for each key.
    """

    @staticmethod
    def forward(
        ctx: Any,
        content: Tensor,
        by_query: Tensor,
        by_key: Tensor,
        places: Tensor,
        mask: Tensor,
        scale: float,
    ) -> Tensor:
        ctx.mark_dirty(content)
        ctx.save_for_backward(places)
        ctx.positions, ctx.scale = by_query.shape[-1], scale
        _add(content.numpy(), by_query.numpy(), by_key.numpy(), places.numpy(), mask.numpy(), scale)
        return content

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None, None]:
        (places,) = ctx.saved_tensors
        to_content = gradient * ctx.scale
        to_query = gradient.new_zeros((*gradient.shape[:-1], ctx.positions))
        to_key = torch.zeros_like(to_query)
        _share_out(to_content.numpy(), to_query.numpy(), to_key.numpy(), places.numpy())
        return to_content, to_query, to_key, None, None, None


class Attention(DisentangledSelfAttention):
    """Takes the place of the library's layer; the same parameters, the same output."""

    def forward(
        self,
        hidden_states: Tensor,
        attention_mask: Tensor,
        output_attentions: bool = False,
        query_states: Tensor | None = None,
        relative_pos: Tensor | None = None,
        rel_embeddings: Tensor | None = None,
    ) -> tuple[Tensor, None]:
        """The layer's output for float32[windows, tokens, width]; arguments as in the library."""
        assert rel_embeddings is not None
        windows, tokens, width = hidden_states.shape
        heads, size = self.num_attention_heads, self.attention_head_size
        places, first, last = self._places(tokens)
        positions = self.pos_dropout(rel_embeddings)[first:last]
        query, key, value = (
            layer(hidden_states).view(windows, tokens, heads, size).permute(2, 0, 1, 3).contiguous()
            for layer in (self.query_proj, self.key_proj, self.value_proj)
        )
        query_positions, key_positions = (
            layer(positions).view(-1, heads, size).permute(1, 2, 0)  # [heads, size, positions]
            for layer in (self.query_proj, self.key_proj)
        )
        flat = (heads * windows, tokens, -1)
        content = torch.bmm(query.view(flat), key.view(flat).transpose(1, 2))
        by_query = torch.bmm(query.view(heads, -1, size), key_positions).view(flat)
        by_key = torch.bmm(key.view(heads, -1, size), query_positions).view(flat)
        mask = torch.where(attention_mask[:, 0].any(1), 0.0, _NEVER)
        scores = _Scores.apply(content, by_query, by_key, places, mask, 1 / math.sqrt(3 * size))  # type: ignore[no-untyped-call]
        chances = self.dropout(scores.softmax(-1))
        context = torch.bmm(chances, value.view(flat)).view(heads, windows, tokens, size)
        return context.permute(1, 2, 0, 3).reshape(windows, tokens, width), None

    def _places(self, tokens: int) -> tuple[Tensor, int, int]:
        """The position of each distance, and the first and last (exclusive) of the table's in use."""
        distances = torch.arange(1 - tokens, tokens)
        buckets = make_log_bucket_position(distances, self.position_buckets, self.max_relative_positions)
        places = (buckets.long() + self.pos_ebd_size).clamp(0, 2 * self.pos_ebd_size - 1)
        first, last = int(places[0]), int(places[-1]) + 1
        return places - first, first, last


def attend_in_one_loop(model: nn.Module) -> int:
    """Let DeBERTa's attention layers on a processor compute as above; returns how many there are.

    Layers of variants with other tables of positions are left alone.
    """
    chosen = [
        module
        for module in model.modules()
        if type(module) is DisentangledSelfAttention
        and module.relative_attention
        and module.share_att_key
        and module.position_buckets > 0
        and set(module.pos_att_type) == {"c2p", "p2c"}
    ]
    for layer in chosen:
        layer.__class__ = Attention
    return len(chosen)


@numba.njit(fastmath=True, nogil=True, cache=True)
def _add(content: Floats, by_query: Floats, by_key: Floats, places: Ints, mask: Floats, scale: float) -> None:
    pairs, tokens, _ = content.shape
    factor = np.float32(scale)
    for pair in range(pairs):
        window = pair % len(mask)
        for query in range(tokens):
            for key in range(tokens):
                place = places[query - key + tokens - 1]
                total = content[pair, query, key] + by_query[pair, query, place] + by_key[pair, key, place]
                content[pair, query, key] = total * factor + mask[window, key]


@numba.njit(fastmath=True, nogil=True, cache=True)
def _share_out(gradient: Floats, to_query: Floats, to_key: Floats, places: Ints) -> None:
    pairs, tokens, _ = gradient.shape
    for pair in range(pairs):
        for query in range(tokens):
            for key in range(tokens):
                place = places[query - key + tokens - 1]
                to_query[pair, query, place] += gradient[pair, query, key]
                to_key[pair, key, place] += gradient[pair, query, key]
