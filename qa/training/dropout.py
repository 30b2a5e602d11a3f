"""Dropout of hidden states (Srivastava et al. 2014) that does not depend on how fast a thread is.

PyTorch's own draws from one generator that all threads share, so that passes computed side by side would give
other weights each time. Here each share of a step draws from a generator of its own.
"""

from __future__ import annotations

import threading

import torch
from torch import Tensor, nn


class Noise(threading.local):
    """Where the passes of this thread draw from."""

    generator: torch.Generator | None = None

    def begin(self, seed: int, device: torch.device) -> None:
        """Draw from here on what ``seed`` decides."""
        self.generator = torch.Generator(device).manual_seed(seed)


class Dropout(nn.Module):
    """Takes the place of ``nn.Dropout``; in evaluation it passes everything.

    Args:
        rate: share of values set to zero; the others are scaled up.
        noise: decides which ones.
    """

    p = 0.0  # read by attention layers, which would drop some of their weights inside one fused kernel

    def __init__(self, rate: float, noise: Noise) -> None:
        super().__init__()
        self._rate = rate
        self._noise = noise

    def forward(self, hidden: Tensor) -> Tensor:
        """``hidden`` with some of its values zero."""
        if not self.training or not self._rate:
            return hidden
        kept = torch.empty_like(hidden).bernoulli_(1 - self._rate, generator=self._noise.generator)
        return hidden * kept.div_(1 - self._rate)


def replace_dropout(model: nn.Module, rate: float, noise: Noise) -> None:
    """Let every dropout of a model drop ``rate`` of its values, drawn from ``noise``."""
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout):
                setattr(module, name, Dropout(rate, noise))
