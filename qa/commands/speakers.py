"""``qa speakers``: who speaks how often."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Looking, with_looking

NOTHING = 1


@with_looking(*MODELS, "prompts")
def speakers(
    looking: Looking,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="Only those who may be meant by a name.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="List at most N.")] = 30,
) -> int:
    """List who is reported to speak: how often, first and last, and how the name is written.

    Exit code 1: nobody of that name speaks.
    """
    from qa.archive.speakers import speakers as speaking
    from qa.archive.spellings import Spellings
    from qa.rendering.archive import speaker_view
    from qa.rendering.renderer import Renderer, to_json_line
    from qa.rendering.terminal import Screen

    renderer = Renderer(Screen.of(sys.stdout), looking.settings.prompts)
    opening.note_samples(looking)
    asked = " ".join(name) if name else None
    with opening.open_index(looking.index, looking.settings) as index:
        found = speaking(index, asked, Spellings.with_own(looking.settings.spellings), looking.where)
    if looking.json:
        for one in found[:limit]:
            print(to_json_line(one))
    else:
        views = [speaker_view(one) for one in found[:limit]]
        print(renderer.render("speakers", speakers=views, more=max(len(found) - limit, 0)))
    return 0 if found else NOTHING
