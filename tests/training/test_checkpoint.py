"""Checkpoints: whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from qa.errors import InputError
from qa.training.checkpoint import Checkpoint, RunProgress, newest, save
from qa.training.journal import Journal


def at(step: int, recipe: str = "r") -> Checkpoint:
    """A checkpoint whose tensor says its step."""
    return Checkpoint(RunProgress(recipe, step, 24 * step, 1.5), {"w": torch.full((2,), float(step))})


def test_the_newest_comes_back_and_the_old_ones_go(tmp_path: Path) -> None:
    """What was saved last is what is gone on from; only it is kept."""
    for step in (1, 2, 10):
        save(tmp_path, at(step))
    found = newest(tmp_path, recipe="r", at_most=99)
    assert found is not None
    assert found.progress == at(10).progress
    assert torch.equal(found.tensors["w"], torch.tensor([10.0, 10.0]))
    assert [path.name for path in tmp_path.iterdir()] == ["step-00000010"]


def test_half_a_checkpoint_is_never_seen(tmp_path: Path) -> None:
    """A process killed while writing leaves a part that is not read and that the next one clears away."""
    save(tmp_path, at(3))
    part = tmp_path / "part-123"
    part.mkdir()
    (part / "tensors.safetensors").write_bytes(b"half")
    found = newest(tmp_path, recipe="r", at_most=99)
    assert found is not None
    assert found.progress.step == 3
    save(tmp_path, at(4))
    assert not part.exists()


def test_a_checkpoint_beyond_the_run_is_passed_over(tmp_path: Path) -> None:
    """A shorter run than the one stored does not begin behind its own end."""
    save(tmp_path, at(3), keep=2)
    save(tmp_path, at(8), keep=2)
    found = newest(tmp_path, recipe="r", at_most=5)
    assert found is not None
    assert found.progress.step == 3
    assert newest(tmp_path / "nowhere", recipe="r", at_most=5) is None


def test_another_recipe_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    """Each in one line that says what to do."""
    path = save(tmp_path, at(3))
    with pytest.raises(InputError, match="other data or settings"):
        newest(tmp_path, recipe="s", at_most=5)
    (path / "tensors.safetensors").write_bytes(b"\x00" * 20)
    with pytest.raises(InputError, match="is damaged"):
        newest(tmp_path, recipe="r", at_most=5)


def test_a_line_that_a_kill_cut_off_spoils_no_other(tmp_path: Path) -> None:
    """The journal goes on behind it, and reads past it."""
    path = tmp_path / "journal.jsonl"
    Journal(path, print).record("loss", step=1)
    with path.open("a") as out:
        out.write('{"kind": "lo')
    journal = Journal(path, print)
    journal.record("loss", step=2)
    assert [record["step"] for record in journal.records("loss")] == [1, 2]
