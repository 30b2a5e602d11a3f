"""``qa trust`` and what ``qa ask`` does with the settings file of a folder, as a user sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.terminal_text import is_harmless
from tests.terminals import own_environment

QUESTION = "Who is Finland's new Prime Minister?"
TEMPLATE = "\x1b]52;c;UFdORUQ=\x07\x9b31m answer: 42 (99%) \u202e\x1b[1mbold\x1b[0m"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder from somebody else, with settings and templates."""
    folder = tmp_path / "theirs"
    (folder / "evil").mkdir(parents=True)
    (folder / "qa.toml").write_text('prompts = "evil"\nreader = "missing"\ntop = 5\n')
    (folder / "evil" / "answer.j2").write_text(TEMPLATE)
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``qa`` with the fake assistant (which has no reader called missing), run in the folder."""
    return subprocess.run(
        [sys.executable, "-m", "tests.fake_qa", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**own_environment(), "HOME": str(folder.parent), **environment},
    )


def test_a_folder_cannot_choose_models_and_templates(folder: Path) -> None:
    """The question is answered as ever, and one line says what was left out and how to have it."""
    done = run(folder, "ask", QUESTION, "--index", ".")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Sanna Marin")
    assert done.stderr.count("\n") == 1
    assert "prompts, reader" in done.stderr and f"qa trust {folder / 'qa.toml'}" in done.stderr


def test_trusting_it_lets_them_count_until_it_is_taken_back(folder: Path) -> None:
    """The command says which settings that means."""
    done = run(folder, "trust")
    assert (done.returncode, done.stdout) == (0, "")
    assert "prompts, reader" in done.stderr
    missing = run(folder, "ask", QUESTION, "--index", ".")
    assert (missing.returncode, missing.stderr) == (5, "qa: there is no reader called missing\n")
    assert "trusted no longer" in run(folder, "trust", "--revoke").stderr
    assert run(folder, "ask", QUESTION, "--index", ".").stdout.startswith("Sanna Marin\n")


def test_what_is_not_there_or_not_valid_cannot_be_trusted(folder: Path) -> None:
    """One line and the exit code of wrong usage."""
    (folder / "qa.toml").write_text("nonsense = 1\n")
    for arguments in (["trust"], ["trust", "none.toml"]):
        done = run(folder, *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("forced", ["", "1"])
def test_templates_cannot_send_escapes_to_the_terminal(folder: Path, forced: str) -> None:
    """What a template prints is cleaned as articles are; the program's own styles remain."""
    done = run(folder, "ask", QUESTION, "--index", ".", "--prompts", "evil", FORCE_COLOR=forced)
    assert done.returncode == 0
    shown = done.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "") if forced else done.stdout
    assert is_harmless(shown) and "answer: 42" in shown


@pytest.mark.parametrize(
    "template",
    [
        '{{ "a".index("b") }}',
        '{{ "a".encode("utf-99") }}',
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        '{% extends "answer.j2" %}',
        "{{ [].__class__ }}",
    ],
)
def test_a_template_that_fails_is_one_line(folder: Path, template: str) -> None:
    """However it fails: no defect of this program, and exit code 2."""
    (folder / "evil" / "answer.j2").write_text(template)
    done = run(folder, "ask", QUESTION, "--index", ".", "--prompts", "evil")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("qa: the template answer.j2")
    assert os.linesep not in done.stderr.splitlines()[-1]
