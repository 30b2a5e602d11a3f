"""``qa use``: which collection is asked where none is named."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def use(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A collection, or: samples [say which is in use].")
    ] = None,
) -> int:
    """Choose the collection that is asked where none is named.

    --index, QA_INDEX and index in qa.toml count before it. "qa use samples" goes back to the sample articles.
    """
    from qa.collections import registry
    from qa.rendering.cleaning import one_line

    chosen = registry.default() if name is None else registry.use(name)
    said = f"{chosen.name} ({chosen.place})" if chosen else "the sample articles"
    print(one_line(f"Where no index is named, {said} will be asked."), file=sys.stderr)
    return 0
