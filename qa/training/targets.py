"""A teacher's soft targets for every training window, stored beside the run that learns from them.

Windows are drawn from the seed and the step alone (:mod:`qa.training.sampling`), so a teacher sees exactly
the texts that its student will see. Targets are stored by place in the text, not by token: teacher and
student may cut words into different tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from qa.errors import InputError
from qa.models.tokens import Ints

NULL = -1  # the place of "not in this text"
KEPT = 16  # places of a distribution that are stored, the null among them; the rest is next to nothing
STEPS_A_FILE = 50

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class SoftSide:
    """The teacher's largest logits for one edge of an answer: two arrays of one length."""

    edges: Ints  # offset of a token's first (or behind its last) character in the example's text, or NULL
    logits: Halves


@dataclass(frozen=True, slots=True)
class SoftTarget:
    """What a teacher thinks of one example."""

    starts: SoftSide
    ends: SoftSide


def side(logits: npt.NDArray[np.float32], edges: Ints, null: float) -> SoftSide:
    """The null and the largest logits, always ``KEPT`` of them in all; missing ones weigh nothing.

    Args:
        logits: float32[tokens], of the passage's tokens.
        edges: int64[tokens], their places in the text.
        null: logit of "not in this text".
    """
    best = np.argsort(-logits, kind="stable")[: KEPT - 1]
    missing = KEPT - 1 - len(best)
    return SoftSide(
        np.concatenate([[NULL], edges[best], np.full(missing, NULL)]).astype(np.int64),
        np.concatenate([[null], logits[best], np.full(missing, null)]).astype(np.float16),
    )


@dataclass(slots=True)
class TargetStore:
    """Soft targets in a folder, some steps a file; whole files only, so that a broken-off run goes on."""

    folder: Path
    _number: int = field(default=-1, init=False)  # of the file that ``_steps`` came from
    _steps: list[list[SoftTarget]] = field(default_factory=list, init=False)

    def has(self, number: int) -> bool:
        """Whether file ``number``, with the steps from ``number * STEPS_A_FILE`` on, is there."""
        return self._path(number).is_file()

    def write(self, number: int, steps: Sequence[Sequence[SoftTarget]]) -> None:
        """Store the targets of one file's steps."""
        self.folder.mkdir(parents=True, exist_ok=True)
        every = [target for step in steps for target in step]
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "counts": np.array([len(step) for step in steps], np.int64)
        }
        for name in ("starts", "ends"):
            sides = [getattr(target, name) for target in every]
            arrays[f"{name}.edges"] = np.stack([one.edges for one in sides]).astype(np.int32)
            arrays[f"{name}.logits"] = np.stack([one.logits for one in sides])
        part = self._path(number).with_suffix(".part")
        save_file(arrays, part)
        part.replace(self._path(number))

    def read(self, step: int) -> list[SoftTarget]:
        """The targets of a step's examples, in their order.

        Raises:
            InputError: there are none for this step, or the file is damaged.
        """
        number, place = divmod(step, STEPS_A_FILE)
        if number != self._number:
            self._steps, self._number = self._load(number), number
        return self._steps[place]

    def _load(self, number: int) -> list[list[SoftTarget]]:
        path = self._path(number)
        try:
            arrays = load_file(path)
            sides = {
                name: [
                    SoftSide(edges.astype(np.int64), logits)
                    for edges, logits in zip(arrays[f"{name}.edges"], arrays[f"{name}.logits"], strict=True)
                ]
                for name in ("starts", "ends")
            }
            counts = arrays["counts"].tolist()
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise InputError(
                f"no soft targets for step {number * STEPS_A_FILE} in {self.folder} ({error}); "
                "make them with qa train targets"
            ) from error
        targets = [SoftTarget(*pair) for pair in zip(sides["starts"], sides["ends"], strict=True)]
        bounds = np.cumsum([0, *counts]).tolist()
        return [targets[first:last] for first, last in pairwise(bounds)]

    def _path(self, number: int) -> Path:
        return self.folder / f"targets-{number:06d}.safetensors"
