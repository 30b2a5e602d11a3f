"""``qa trends``: how often names are written, by month."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Looking, with_looking

NOTHING = 1
_BAR = 40  # cells


@with_looking(*MODELS, "prompts")
def trends(
    looking: Looking,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names, each in quotes.")],
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the months into this file as well.")
    ] = None,
) -> int:
    """Count names by month: articles, stories (reprints count once) and mentions.

    The counts are exact: every passage with the name is looked at. Two spellings of one name are counted
    together, once. Exit code 1: none is written anywhere.
    """
    from qa.archive.spellings import Spellings
    from qa.archive.trends import distinct, trend
    from qa.rendering.archive import trend_view
    from qa.rendering.renderer import Renderer, to_json_line
    from qa.rendering.terminal import Screen
    from qa.rendering.trends_svg import trends_svg

    for name in names:
        opening.require_words(name, "trends", "name")
    renderer = Renderer(Screen.of(sys.stdout), looking.settings.prompts)
    opening.note_samples(looking)
    known = Spellings.with_own(looking.settings.spellings)
    with opening.open_index(looking.index, looking.settings) as index:
        found = [trend(index, name, looking.where, known) for name in distinct(names, known)]
    if svg is not None:
        svg.write_text(trends_svg(found), "utf-8")
    if looking.json:
        for one in found:
            print(to_json_line(one))
    else:
        print(renderer.render("trends", trends=[trend_view(one, _BAR) for one in found]))
    return 0 if any(one.mentions for one in found) else NOTHING
