"""What comes back is joined, or refused."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from qa.cli import main
from qa.training.card.__main__ import parsed
from qa.training.card.weights import cut
from qa.training.pieces import commands
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
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith(
        f"mkdir -p /tmp/card && cp {out}/1/* /tmp/card && cd /tmp/card && cat bundle.tar.??"
    )


@pytest.mark.parametrize(("models", "runs"), [(["student"], 1), (["student", "teacher", "teacher2"], 3)])
def test_the_commands_are_ones_that_the_program_takes(models: list[str], runs: int) -> None:
    """Each piece is sent with one; the first tries the student out, the others train: teachers, then it."""
    lines = commands([Path("pieces/1"), Path("pieces/2")], models)
    assert [line.partition("/*")[0] for line in lines[:2]] == [
        f"mkdir -p /tmp/card && cp pieces/{number}" for number in (1, 2)
    ]
    given = [
        parsed(shlex.split(part.rstrip(")"))[3:])
        for line in lines
        for part in re.split(" && |; ", line)
        if part.startswith("python3 -m card")
    ]
    trial, trained = given[0], given[1:]
    assert str(trial.model) == "student"
    assert [str(one.model) for one in trained] == [*models[1:], "student"]
    assert len(trained) == runs
    assert [one.out for one in trained[:-1]] == trained[-1].teacher
    assert max(one.minutes for one in given) < 10
    assert sum(one.minutes for one in given) < 12
    assert all("squad-2.0-train" in one.last for one in given)
