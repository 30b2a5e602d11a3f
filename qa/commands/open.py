"""``qa open``: what the last answer cites, where it stands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Index, named_index, with_settings

if TYPE_CHECKING:
    from qa.index.location import Location
    from qa.settings import Settings
    from qa.types import Citation


@with_settings(*MODELS)
def open_(
    citation: Annotated[
        str,
        typer.Argument(
            metavar="[CITATION]",
            help="Its number where it was shown last, or what it prints: news/harbour.txt:8.",
        ),
    ] = "1",
    index: Index = None,
    *,
    settings: Settings,
) -> int:
    """Open what an answer cites where it stands, that of the last answer by its number.

    Text opens at its line in your editor (VISUAL, EDITOR), a PDF at its page and a web page in your browser,
    and whatever else, or where you have none, as its text, here.
    """
    from qa.errors import InputError
    from qa.rendering.cleaning import one_line
    from qa.rendering.terminal import Screen
    from qa.repl.pager import around, lay_out, page_through
    from qa.viewers import start, viewer_of

    place, cited = _meant(citation, index, settings)
    if cited.note:
        print(f"qa: {one_line(cited.note)}", file=sys.stderr)
    viewer = viewer_of(cited)
    if viewer is not None and start(viewer):
        return 0
    with opening.open_index(place, settings) as opened:
        try:
            article = opened.article(cited.article_id)
        except KeyError:
            raise InputError(f"the article {cited.source} is no longer in the index") from None
    page = lay_out(article, cited, Screen.of(sys.stdout))
    if text := page_through(page) if sys.stdout.isatty() else around(page):
        print(text)
    return 0


def _meant(name: str, index: str | None, settings: Settings) -> tuple[Location | None, Citation]:
    """The index and the citation of a number in what was shown last, or of what a citation prints.

    Raises:
        InputError: there is none such.
    """
    from dataclasses import replace

    from qa.browsing.articles import article, cited
    from qa.browsing.naming import line_of, page_of
    from qa.collections.registry import chosen
    from qa.lastshown import last

    if name.isdecimal():
        shown = last()
        return (None if shown.index is None else chosen(shown.index)), shown.numbered(int(name))
    place, _ = named_index(index, settings)
    with opening.open_index(place, settings) as opened:
        found = article(opened, name)
    whole = cited(1, found.summary)
    line, page = line_of(name), page_of(name)
    at = 0
    if page is not None and page <= len(found.page_starts):
        at = found.page_starts[page - 1]
    elif line is not None and not found.places:
        at = sum(len(one) for one in found.text.splitlines(keepends=True)[: line - 1])
    if "#" not in found.summary.id:
        line = line or 1
    return place, replace(whole, line=line, page=page, start=at, end=at, note=found.note)
