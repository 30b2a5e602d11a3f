"""``qa timeline``, ``qa list`` and ``--format``: what is printed, and the exit codes."""

from __future__ import annotations

import json

import pytest

from qa.cli import main
from tests.test_cli import QUESTION, run


@pytest.mark.parametrize(
    ("command", "begins"),
    [("timeline", "2019-12-10: Sanna Marin\n"), ("list", "[1] Sanna Marin · 1 story\n")],
)
def test_what_is_found_goes_to_stdout_and_exits_0(command: str, begins: str) -> None:
    """And nothing to stderr."""
    done = run(command, QUESTION, "--index", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(begins)


@pytest.mark.parametrize("command", ["timeline", "list"])
def test_nothing_found_exits_1(command: str) -> None:
    """That the articles do not say is no failure but has its own exit code."""
    done = run(command, "Where is it?", "--index", ".")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("The articles do not say.")


@pytest.mark.parametrize("command", ["ask", "timeline", "list"])
def test_the_format_chooses_what_is_printed(command: str) -> None:
    """For programs; --json is one of them."""
    assert run(command, QUESTION, "--index", ".", "--format", "bibtex").stdout.startswith("@misc{")
    made = run(command, QUESTION, "--index", ".", "--format", "json").stdout
    assert made == run(command, QUESTION, "--index", ".", "--json").stdout
    assert json.loads(made)["question"] == QUESTION


def test_two_formats_exclude_each_other() -> None:
    """In one line, with exit code 2, as wrong usage is told."""
    done = run("timeline", QUESTION, "--index", ".", "--json", "--format", "csv")
    assert done.returncode == 2
    assert done.stderr == "qa: --json and --format csv exclude each other: give one of them\n"


def test_a_filter_reaches_the_time_line() -> None:
    """As it reaches an answer."""
    made = run("timeline", QUESTION, "--index", ".", "--since", "2019", "--json").stdout
    assert json.loads(made)["found"] == 2


@pytest.mark.parametrize("command", ["ask", "timeline", "list", "search"])
def test_an_empty_question_is_wrong_usage(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and the command to write, before anything is opened."""
    assert main([command, " "]) == 2
    assert f"see qa {command} --help" in capsys.readouterr().err
