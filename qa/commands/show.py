"""``qa show``: one article, whole."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Looking, with_looking


@with_looking(*MODELS)
def show(
    looking: Looking,
    article: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE",
            help="Its path or the end of it, what a citation prints, its title, or its number where it was"
            " shown last.",
        ),
    ],
    at: Annotated[
        int, typer.Option("--at", min=1, metavar="LINE", help="Begin at this line of its text.")
    ] = 1,
) -> int:
    """Show an article as it is indexed.

    On a terminal with line numbers and in your pager; elsewhere its text alone. --json prints its text and
    all that is known of it.
    """
    from dataclasses import replace

    from qa.browsing.articles import article as shown
    from qa.browsing.articles import cited
    from qa.rendering.cleaning import clean
    from qa.rendering.renderer import to_json_line
    from qa.rendering.terminal import Screen
    from qa.repl.pager import lay_out, page_through

    place, name = opening.numbered_article(looking, article)
    with opening.open_index(place, looking.settings) as index:
        found = shown(index, name, looking.where)
        stored = index.article(found.summary.id)
    start = _offset(found.text, at)
    if looking.json:
        print(to_json_line(found.to_dict()))
    elif sys.stdout.isatty():
        whole = replace(cited(1, found.summary), start=start, end=start)
        if text := page_through(lay_out(stored, whole, Screen.of(sys.stdout))):
            print(text)
    else:
        print(clean(found.text[start:]))
    return 0


def _offset(text: str, line: int) -> int:
    """Where a line begins. Raises InputError where there are fewer."""
    from qa.errors import InputError

    lines = text.count("\n") + 1
    if line > lines:
        raise InputError(f"there is no line {line}: the article has {lines:,}")
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return at
