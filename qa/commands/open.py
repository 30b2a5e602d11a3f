"""``qa open``: what the last answer cites, where it stands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, with_settings
from qa.settings import Settings


@with_settings(*MODELS)
def open_(
    number: Annotated[
        int, typer.Argument(min=1, metavar="[N]", help="Of the citation, passage or article shown last.")
    ] = 1,
    *,
    settings: Settings,
) -> int:
    """Open a citation of the last answer where it stands.

    Text opens at its line in your editor (VISUAL, EDITOR), a PDF at its page and a web page in your browser,
    and whatever else, or where you have none, as its text, here.
    """
    from qa.collections.registry import chosen
    from qa.errors import InputError
    from qa.lastshown import last
    from qa.rendering.cleaning import one_line
    from qa.rendering.terminal import Screen
    from qa.repl.pager import around, lay_out, page_through
    from qa.viewers import start, viewer_of

    shown = last()
    if number > len(shown.citations):
        raise InputError(f"there is no [{number}]: {len(shown.citations)} of them were shown last")
    citation = shown.citations[number - 1]
    if citation.note:
        print(f"qa: {one_line(citation.note)}", file=sys.stderr)
    viewer = viewer_of(citation)
    if viewer is not None and start(viewer):
        return 0
    place = chosen(shown.index) if shown.index is not None else None
    with opening.open_index(place, settings) as index:
        try:
            article = index.article(citation.article_id)
        except KeyError:
            raise InputError(f"the article {citation.source} is no longer in the index") from None
    page = lay_out(article, citation, Screen.of(sys.stdout))
    if text := page_through(page) if sys.stdout.isatty() else around(page):
        print(text)
    return 0
