"""Writes ``docs/cli.md`` from the commands themselves: ``make docs``. A test fails where it is stale."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from qa.cli import app, main

TARGET = Path(__file__).parent / "cli.md"
_COLUMNS = "90"
_HEAD = """# The command line

This page is written by `make docs` from the commands' own `--help`. Programs that read `--json` find its
fields in [json.md](json.md).

"""


def reference() -> str:
    """The page: the help of ``qa`` and of each command."""
    sections = (
        f"## {' '.join(['qa', *names])}\n\n```text\n{_help([*names, '--help'])}\n```\n"
        for names in _commands(typer.main.get_command(app))
    )
    return _HEAD + "\n".join(sections)


def _commands(command: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names of a command and of all below it, in the order of the help."""
    yield names
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*names, name))


def _help(arguments: list[str]) -> str:
    kept = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = _COLUMNS
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown):
            main(arguments)
    finally:
        if kept is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = kept
    return "\n".join(line.rstrip() for line in shown.getvalue().splitlines()).strip()


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
