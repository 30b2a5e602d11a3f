"""A trained model as a folder that the reader loads: weights, tokenizer, configuration and its model card."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def export(model: Any, base: Path, target: Path, card: str) -> None:
    """Write the folder beside its place and move it there, so that it is never half of one.

    The weights are stored as float16, which halves the file and loses nothing that can be measured; the
    tokenizer is that of the base.

    Raises:
        FileExistsError: something that is not a model stands at ``target``.
    """
    if target.exists() and not (target / "config.json").is_file() and any(target.iterdir()):
        raise FileExistsError(f"{target} is there already and is no model folder")
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    model.to("cpu", torch.float16).save_pretrained(part, safe_serialization=True)
    for name in _TOKENIZER_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, part / name)
    (part / "README.md").write_text(card, "utf-8")
    if target.exists():
        shutil.rmtree(target)
    part.rename(target)
