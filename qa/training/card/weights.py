"""Weights and files made small enough to travel, and put together again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

_SCALE = ".scale"
_SMALL = 1 << 16  # numbers; smaller tensors stay as they are


def in_bytes(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices as int8 with a scale a row: each weight within 0.4 % of its row's largest."""
    found: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if tensor.ndim != 2 or tensor.numel() < _SMALL:
            found[name] = tensor.float().contiguous()
            continue
        scale = tensor.float().abs().amax(1).clamp(min=1e-12) / 127
        found[name] = (tensor.float() / scale[:, None]).round().to(torch.int8)
        found[name + _SCALE] = scale
    return found


def in_floats(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors in float32, those of :func:`in_bytes` scaled back."""
    return {
        name: tensor.float() * tensors[name + _SCALE][:, None] if name + _SCALE in tensors else tensor.float()
        for name, tensor in tensors.items()
        if not name.endswith(_SCALE)
    }


def load_model(folder: Path) -> Any:
    """The span model in a folder, in float32; transformers or :func:`save_model` wrote its weights.

    Raises:
        RuntimeError: the weights are not those of such a model.
    """
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    config.dtype = torch.float32
    model = AutoModelForQuestionAnswering.from_config(config)  # type: ignore[no-untyped-call]
    model.load_state_dict(in_floats(load_file(folder / "model.safetensors")))
    return model.eval()  # without dropout: in one or two epochs it gains nothing


def reinitialise(model: Any, layers: int) -> None:
    """Give the top layers random weights again, as before their first training."""
    if layers:
        model.base_model.encoder.layer[-layers:].apply(model._init_weights)


def save_model(model: Any, folder: Path, *, small: bool = False) -> None:
    """Write a model's configuration and weights: in float16, or as int8 where it is to be ``small``."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    weights = in_bytes(state) if small else {name: tensor.half() for name, tensor in state.items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(model.config.to_dict(), indent=1), "utf-8")


def cut(path: Path, folder: Path, most: int) -> list[Path]:
    """Cut a file into parts of at most ``most`` bytes whose names sort, with its SHA-256 beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    digest, parts = hashlib.sha256(), list[Path]()
    with path.open("rb") as source:
        while block := source.read(most):
            parts.append(folder / f"{path.name}.{len(parts):02d}")
            parts[-1].write_bytes(block)
            digest.update(block)
    (folder / f"{path.name}.sha256").write_text(f"{digest.hexdigest()}  {path.name}\n", "ascii")
    return parts


def join(folder: Path, name: str) -> bytes:
    """The file of that name that was cut into a folder.

    Raises:
        ValueError: a part is missing or damaged.
    """
    whole = b"".join(path.read_bytes() for path in sorted(folder.glob(f"{name}.[0-9][0-9]")))
    stated = folder / f"{name}.sha256"
    if not stated.is_file() or stated.read_text("ascii").split()[0] != hashlib.sha256(whole).hexdigest():
        raise ValueError(f"the parts of {name} in {folder} are not all there, or are damaged")
    return whole
