"""``qa articles``: what is in an index."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Looking, with_looking

NOTHING = 1


@with_looking(*MODELS, "prompts")
def articles(
    looking: Looking,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS...", help="List those that mention these words.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="List at most N articles.")] = 50,
) -> int:
    """List the articles, or those that mention words, newest first.

    The list is exact: it comes from the catalog, not from a search. Exit code 1: there is no such article.
    """
    from dataclasses import replace

    from qa.browsing.articles import articles as listed
    from qa.browsing.articles import cited
    from qa.rendering.renderer import Renderer, to_json_line
    from qa.rendering.terminal import Screen
    from qa.rendering.views import citation_view

    renderer = Renderer(Screen.of(sys.stdout), looking.settings.prompts)
    opening.note_samples(looking)
    topic = " ".join(words or ())
    with opening.open_index(looking.index, looking.settings) as index:
        found = listed(index, topic, looking.where, limit=limit)
    if looking.json:
        print(to_json_line(found.to_dict()))
    else:
        views = [
            citation_view(replace(cited(number, one), line=None))
            for number, one in enumerate(found.articles, start=1)
        ]
        print(renderer.render("articles", total=found.total, exact=found.exact, topic=topic, articles=views))
    opening.remember(looking, [cited(number, one) for number, one in enumerate(found.articles, start=1)])
    return 0 if found.total else NOTHING
