"""``qa quotes``: who said what."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Form, Looking, with_looking

NOTHING = 1


@with_looking(*MODELS, "prompts")
def quotes(
    looking: Looking,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS...", help="List those in which these words are said.")
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this person or body says.")
    ] = None,
    about: Annotated[str, typer.Option(metavar="WORDS", help="Only what bears on these words.")] = "",
    form: Form = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="List at most N.")] = 20,
) -> int:
    """List who said what, verbatim, newest first, what is reprinted once.

    Direct speech stands in quotation marks, without what the article puts in between; the rest is indirect. A
    speaker is named in full where the article does so. Exit code 1: nobody is quoted so.
    """
    from qa.archive.quotes import Wanted, quotations
    from qa.archive.spellings import Spellings
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen

    renderer = Renderer(Screen.of(sys.stdout), looking.settings.prompts)
    opening.note_samples(looking)
    wanted = Wanted(" ".join(words or ()), speaker, about, looking.where, limit)
    with opening.open_index(looking.index, looking.settings) as index:
        found = quotations(index, wanted, Spellings.with_own(looking.settings.spellings))
        made = opening.written(found.quotations, index, looking, form)
    if made is not None:
        print(made, end="\n" if made else "")
    else:
        print(renderer.quotations(found.quotations, unsaid=found.unsaid))
        if not found.complete:
            print("There may be more: --limit, --speaker, --since and --until tell which.", file=sys.stderr)
    opening.remember(looking, [one.citation for one in found.quotations])
    return 0 if found.quotations else NOTHING
