"""``qa index``: read articles into an index."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import options

if TYPE_CHECKING:
    from qa.types import IndexReport


def index(
    articles: Annotated[list[Path], typer.Argument(metavar="ARTICLES", help="Files and folders to read.")],
    index: Annotated[Path, typer.Option("--index", metavar="DIR", help="The index folder to write to.")],
    embedder: options.Embedder = None,
    runtime: options.Runtime = None,
    threads: options.Threads = None,
) -> int:
    """Read articles into an index.

    Text, Markdown, HTML, PDF and JSONL; folders with all they hold. What is there already and has not
    changed is skipped. What cannot be read is named on stderr. What is stored stays stored: an interrupted
    run goes on where it was.
    """
    from qa.commands.progress import reporting
    from qa.indexing import add_articles
    from qa.settings import load_settings

    settings = load_settings(embedder=embedder, runtime=runtime, threads=threads)
    began = time.monotonic()
    with reporting(articles, sys.stderr) as report:
        done = add_articles(
            articles,
            index,
            settings,
            on_problem=report.problem,
            on_article=report.article,
            on_progress=report.batch,
        )
    print(_summary(done, time.monotonic() - began), file=sys.stderr)
    return 0


def _summary(report: IndexReport, seconds: float) -> str:
    passages = "passage" if report.passages == 1 else "passages"
    return (
        f"Articles: {report.added:,} added, {report.replaced:,} replaced, {report.unchanged:,} unchanged,"
        f" {report.removed:,} removed; {report.passages:,} {passages} embedded in {seconds:.1f} s."
    )
