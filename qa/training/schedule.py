"""The learning rate: warm-up, a long stable stretch, and a short cool-down.

Such a schedule (Hu et al. 2024, MiniCPM, section 4) does not have to know when it ends: the stable stretch
can be left at any checkpoint through a cool-down of its own, and gone on with later from the same one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """Learning rate by step. Steps count from 0; ``steps`` of them are taken in all."""

    peak: float
    steps: int
    warmup: int
    cooldown: int  # the last steps, over which the rate falls to zero in a straight line

    def rate(self, step: int) -> float:
        """The learning rate of a step."""
        if step < self.warmup:
            return self.peak * (step + 1) / self.warmup
        if step < self.stable:
            return self.peak
        return self.peak * (self.steps - step) / (self.cooldown + 1)

    @property
    def stable(self) -> int:
        """The first step of the cool-down: checkpoints up to here can be gone on from in a longer run."""
        return self.steps - self.cooldown
