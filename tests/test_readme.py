"""The README keeps its word: its transcript and its Python run as printed."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing but the sample articles, as the README assumes."""
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_numbers(text: str) -> str:
    """Confidence may differ in its last digits between processors; the words for it may not."""
    return re.sub(r"\d+%", "N%", text.strip())


def test_the_transcript_is_what_the_commands_print(folder: Path) -> None:
    """Every command of the session prints, on standard output, what the README shows."""
    steps = re.split(r"^\$ qa ", "".join(blocks("console")), flags=re.MULTILINE)[1:]
    assert len(steps) >= 3
    for step in steps:
        command, _, shown = step.partition("\n")
        result = CliRunner().invoke(app, shlex.split(command), env={"COLUMNS": None})
        assert without_numbers(result.stdout) == without_numbers(shown), command


def test_the_python_example_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines a Python user copies answer the sample question."""
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("Alexander Stubb ") and "Finland’s new Prime Minister" in printed
