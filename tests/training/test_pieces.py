"""What comes back is joined, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.cli import main
from qa.training.card.weights import cut
from tests.tiny_reader import make_base


def came_back(folder: Path, base: Path) -> Path:
    """The parts of a reader as the program writes them."""
    cut(base / "model.safetensors", folder, 10_000)
    (folder / "config.json").write_bytes((base / "config.json").read_bytes())
    (folder / "run.json").write_text(json.dumps({"steps": 7}), "utf-8")
    return folder


def test_parts_that_are_missing_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says what is not all there; nothing is written."""
    base = make_base(tmp_path / "base")
    parts = came_back(tmp_path / "parts", base)
    (parts / "model.safetensors.01").unlink()
    assert main(["train", "join", str(parts), "--base", str(base), "--out", str(tmp_path / "out")]) == 3
    assert "the parts of model.safetensors" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_pieces_of_another_time_are_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder holds what this command made, and the command says where."""
    base, out = make_base(tmp_path / "base"), tmp_path / "pieces"
    (tmp_path / "pack.xz").write_bytes(b"packed")
    (out / "9").mkdir(parents=True)
    command = [
        "train",
        "pieces",
        "--pack",
        str(tmp_path / "pack.xz"),
        "--student",
        str(base),
        "--out",
        str(out),
    ]
    assert main(command) == 0
    assert [path.name for path in out.iterdir()] == ["1"]
    assert sorted(path.name for path in (out / "1").iterdir()) == ["bundle.tar.00", "bundle.tar.sha256"]
    assert f"1 pieces: {out / '1'}" in capsys.readouterr().err
