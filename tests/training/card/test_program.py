"""The program as it is sent: it stands alone, trains by the clock, and what it makes is a reader."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

import qa.training.card
from qa.cli import main
from qa.models.reader import load_reader
from qa.settings import Settings
from qa.training.card.packed import Packed, write_packed
from qa.training.pieces import make_pieces
from qa.types import Passage
from tests.tiny_reader import paragraph

PROGRAM = sorted(Path(qa.training.card.__file__).parent.glob("*.py"))
THERE = {"numpy", "safetensors", "tokenizers", "torch", "transformers"} | set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", PROGRAM, ids=lambda path: path.name)
def test_it_needs_nothing_that_is_not_there(path: Path) -> None:
    """Python's own modules, five libraries, and its own folder: nothing of the package around it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.partition(".")[0] for alias in node.names} <= THERE
        elif isinstance(node, ast.ImportFrom):
            own = node.level == 1 and f"{node.module}.py" in {one.name for one in PROGRAM}
            assert own or (node.level == 0 and (node.module or "").partition(".")[0] in THERE)


def there(pieces: list[Path], folder: Path) -> Path:
    """What a machine has that the pieces were sent to: joined as the documentation says."""
    folder.mkdir()
    for piece in pieces:
        for path in piece.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    command = "cat bundle.tar.[0-9][0-9] > bundle.tar && sha256sum --check --quiet bundle.tar.sha256"
    subprocess.run(["bash", "-c", command], cwd=folder, check=True)
    with tarfile.open(folder / "bundle.tar") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.slow
def test_a_teacher_and_its_student_are_trained_where_nothing_else_is(
    packed: Packed, bert: Path, mpnet: Path, tmp_path: Path
) -> None:
    """From pieces to a reader: both end in time, two processes make the steps, and the parts are joined."""
    write_packed(tmp_path / "pack.xz", packed)
    models = {"student": bert, "teacher": mpnet}
    pieces = make_pieces(tmp_path / "pack.xz", models, tmp_path / "pieces", most=100_000)
    assert len(pieces) > 2
    assert max(path.stat().st_size for piece in pieces for path in piece.iterdir()) <= 100_000
    home = there(pieces, tmp_path / "there")
    common = ["--pack", "pack.xz", "--rate", "3e-3", "--processes", "2", "--vocabulary", "student"]
    common += ["--average", "0.9", "--questions", "16", "--last", "first", "--last-share", "0.3"]
    for seconds, own in (
        (8, ["--model", "teacher", "--out", "taught"]),
        (
            8,
            [
                "--model",
                "student",
                "--teacher",
                "taught",
                "--unlabelled",
                "1",
                "--swapped",
                "0.5",
                "--out",
                "out",
                "--parts",
                "parts",
            ],
        ),
    ):
        began = time.monotonic()
        command = [sys.executable, "-m", "card", *common, *own, "--minutes", str(seconds / 60)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert time.monotonic() - began > seconds
        assert "last, after" in done.stdout
    about = json.loads((home / "parts" / "run.json").read_text("utf-8"))
    assert about["held out"]["average"]["first"]["questions"] > 3
    assert (
        main(["train", "join", str(home / "parts"), "--base", str(bert), "--out", str(tmp_path / "reader")])
        == 0
    )
    assert "held out" in (tmp_path / "reader" / "README.md").read_text("utf-8")
    reader = load_reader(Settings(reader=str(tmp_path / "reader"), dtype="float32", runtime="torch"))
    text = paragraph("anna", "oslo")
    [[best, *_]] = reader.read([("Where does Anna live?", Passage(-1, "a", 0, len(text), text))])
    assert best.text in text


def test_a_set_that_is_not_packed_is_refused(packed: Packed, bert: Path, tmp_path: Path) -> None:
    """Before anything is loaded, by the names of those that are."""
    from qa.training.card.__main__ import main as train

    write_packed(tmp_path / "pack.xz", packed)
    pack, model, out = str(tmp_path / "pack.xz"), str(bert), str(tmp_path / "out")
    arguments = ["--pack", pack, "--model", model, "--minutes", "1", "--out", out, "--last", "third"]
    with pytest.raises(SystemExit, match="holds no set third, but first, second"):
        train(arguments)
