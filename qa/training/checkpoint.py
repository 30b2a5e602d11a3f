"""Checkpoints that are either whole or not there: tensors as safetensors, the rest as JSON.

A checkpoint is written beside the others under a name that no reader looks at, forced to the disk, and then
renamed. A process that is killed at any moment leaves the one before untouched. Nothing is pickled.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from safetensors import SafetensorError
from torch import Tensor

from qa.errors import InputError

_NAME = re.compile(r"step-(\d{8})")
_STATE, _TENSORS = "state.json", "tensors.safetensors"


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run has come."""

    recipe: str  # digest of everything that decides which batches come and what they do
    step: int  # steps taken
    windows: int  # windows seen
    seconds: float  # spent training, over all its processes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that has to survive: progress, and tensors by name (weights, averages, moments)."""

    progress: RunProgress
    tensors: Mapping[str, Tensor]


def save(folder: Path, checkpoint: Checkpoint, *, keep: int = 1) -> Path:
    """Write a checkpoint into ``folder`` and remove all but the newest ``keep``."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("part-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    part = folder / f"part-{os.getpid()}"
    part.mkdir()
    save_file({name: tensor.contiguous() for name, tensor in checkpoint.tensors.items()}, part / _TENSORS)
    (part / _STATE).write_text(json.dumps(asdict(checkpoint.progress), indent=1) + "\n", "utf-8")
    for name in (_TENSORS, _STATE):
        _sync(part / name)
    target = folder / f"step-{checkpoint.progress.step:08d}"
    if target.exists():  # the same step again, after a longer run was asked for
        shutil.rmtree(target)
    part.rename(target)
    _sync(folder)
    for old in _found(folder)[:-keep]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def newest(folder: Path, *, recipe: str, at_most: int) -> Checkpoint | None:
    """The last checkpoint in ``folder`` that is not beyond step ``at_most``, if there is one.

    Raises:
        InputError: it belongs to a run with other data or other settings, or it is damaged.
    """
    from safetensors.torch import load_file

    for path in reversed(_found(folder)):
        try:
            progress = RunProgress(**json.loads((path / _STATE).read_text("utf-8")))
            if progress.recipe != recipe:
                raise InputError(
                    f"{folder} holds a run of other data or settings; give another --work, or remove it"
                )
            if progress.step <= at_most:
                return Checkpoint(progress, load_file(path / _TENSORS))
        except (OSError, ValueError, TypeError, SafetensorError) as error:
            raise InputError(f"the checkpoint {path} is damaged ({error}); remove it") from error
    return None


def _found(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
