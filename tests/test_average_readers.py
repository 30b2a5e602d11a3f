"""Averaging two readers: every weight lies between theirs, and readers of different shapes are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from eval.average_readers import BESIDE, WEIGHTS, average


def reader(folder: Path, **weights: list[float]) -> Path:
    """A folder with these weights, and files beside them that name it."""
    folder.mkdir()
    for name in BESIDE:
        (folder / name).write_text(folder.name, "utf-8")
    save_file({name: torch.tensor(values).half() for name, values in weights.items()}, folder / WEIGHTS)
    return folder


def test_every_weight_is_moved_by_the_share(tmp_path: Path) -> None:
    """A quarter of the way to the second; configuration and tokenizer stay the first one's."""
    first, second = reader(tmp_path / "a", w=[0.0, 4.0]), reader(tmp_path / "b", w=[8.0, 0.0])
    average(first, second, 0.25, tmp_path / "out")
    mixed = load_file(tmp_path / "out" / WEIGHTS)["w"]
    assert mixed.tolist() == [2.0, 3.0]
    assert mixed.dtype is torch.float16
    assert (tmp_path / "out" / BESIDE[0]).read_text("utf-8") == "a"


def test_models_of_different_shapes_are_refused(tmp_path: Path) -> None:
    """Before anything is written."""
    first, second = reader(tmp_path / "a", w=[0.0, 4.0]), reader(tmp_path / "b", w=[8.0])
    with pytest.raises(ValueError, match="different shapes"):
        average(first, second, 0.5, tmp_path / "out")
    assert not (tmp_path / "out").exists()
