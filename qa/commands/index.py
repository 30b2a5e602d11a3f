"""``qa index``: read articles into an index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.commands import options


def index(
    articles: Annotated[list[Path], typer.Argument(metavar="ARTICLES", help="Files and folders to read.")],
    index: Annotated[Path, typer.Option("--index", metavar="DIR", help="The index folder to write to.")],
    embedder: options.Embedder = None,
    runtime: options.Runtime = None,
    threads: options.Threads = None,
) -> int:
    """Read articles into an index.

    Text, Markdown, HTML, PDF and JSONL; folders with all they hold. What is there already and has not
    changed is skipped. What cannot be read is named on stderr.
    """
    from qa.commands.opening import add_articles
    from qa.settings import load_settings

    add_articles(articles, index, load_settings(embedder=embedder, runtime=runtime, threads=threads))
    return 0
