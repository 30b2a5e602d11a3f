"""What a run is: everything that decides which batches come and what they do to the weights."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from qa.training.examples import Cut
from qa.training.sampling import Mix
from qa.training.trainer import Optimisation


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that decides which examples each step has."""

    data: str  # digest of the training file
    negatives: str  # digest of the mined negatives; "" without
    seed: int
    mix: Mix
    cut: Cut

    @property
    def digest(self) -> str:
        """Identifies the drawing: a teacher's targets and the run that uses them must agree on it."""
        return _digest(asdict(self))


@dataclass(frozen=True, slots=True)
class Recipe:
    """A drawing and what is done with it. How long for is not part of it: a run can be made longer."""

    base: str  # fingerprint of the model to start from
    teachers: tuple[str, ...]  # fingerprints of the models whose soft targets are used
    drawing: Drawing
    rate: float  # peak learning rate
    warmup: int  # steps
    optimisation: Optimisation

    @property
    def digest(self) -> str:
        """Identifies the recipe: a checkpoint is only gone on from under the same one."""
        return _digest(asdict(self))


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a run is and how often it reports; may change from one start to the next."""

    steps: int
    cooldown: int  # of these, the last over which the learning rate falls to zero
    dev_every: int  # steps between dev scores; 0: at the end only
    dev_questions: int
    report_every: int = 10  # steps


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
