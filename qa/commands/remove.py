"""``qa remove``: take articles out of an index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Index, named_index, with_settings

if TYPE_CHECKING:
    from qa.settings import Settings


@with_settings(*MODELS)
def remove(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...", help="A path or the end of it, or a title; of a file, all in it."
        ),
    ],
    index: Index = None,
    *,
    settings: Settings,
) -> int:
    """Take articles out of an index. Their files stay where they are."""
    from qa.browsing.articles import of_file
    from qa.browsing.naming import named
    from qa.errors import SettingsError
    from qa.origin import file_of
    from qa.rendering.cleaning import one_line

    place, _ = named_index(index, settings)
    if place is None:
        raise SettingsError("nothing can be removed from the sample articles: name an index (--index INDEX)")
    with opening.open_index(place, settings, writable=True) as opened:
        wanted = [one for name in articles for one in of_file(opened, name) or [named(opened, name)]]
        count = opened.remove(dict.fromkeys(wanted))
    print(f"Removed {count:,} {'article' if count == 1 else 'articles'}.", file=sys.stderr)
    if kept := [file for file in map(file_of, wanted) if Path(file).is_file()]:
        print(
            one_line(f"{kept[0]} is still there: indexing its folder brings it back."),
            file=sys.stderr,
        )
    return 0
