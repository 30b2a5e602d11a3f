"""What a run is: what was asked for, and what of that decides which weights come out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from qa.training.examples import Cut
from qa.training.sampling import Mix
from qa.training.trainer import Optimisation


@dataclass(frozen=True, slots=True)
class Job:
    """What ``qa train reader`` was asked for; see its help for each."""

    data: Path
    dev: Path
    base: str
    out: Path
    work: Path
    mix: Mix
    cut: Cut = field(default_factory=Cut)
    negatives: Path | None = None
    steps: int = 2000
    cooldown: int = 200
    rate: float = 5e-5
    warmup: int = 50
    freeze: int = 0
    seed: int = 0
    dev_every: int = 200
    dev_questions: int = 500
    licence: str = "not stated"
    checkpoint_seconds: float = 300.0  # between two checkpoints: half of the ten minutes that may be lost


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that decides which examples each step has."""

    data: str  # digest of the training file
    negatives: str  # digest of the mined negatives; "" without
    seed: int
    mix: Mix
    cut: Cut


@dataclass(frozen=True, slots=True)
class Recipe:
    """A drawing and what is done with it. How long for is not part of it: a run can be made longer."""

    base: str  # fingerprint of the model to start from
    drawing: Drawing
    rate: float  # peak learning rate
    warmup: int  # steps
    optimisation: Optimisation

    @property
    def digest(self) -> str:
        """Identifies the recipe: a checkpoint is only gone on from under the same one."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Learning rate by step: warm-up, a long stable stretch, and a short cool-down.

    Such a schedule (Hu et al. 2024, MiniCPM, section 4) does not have to know when it ends: the stable
    stretch can be left at any checkpoint through a cool-down of its own, and gone on with later from the
    same one. Steps count from 0; ``steps`` of them are taken in all.
    """

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
