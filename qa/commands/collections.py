"""``qa collections``: the indexes that have a name, and what they hold."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands.options import Json, settings_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.collections.overview import CollectionSummary

_HEAD = ("", "name", "articles", "dates", "size", "indexed", "place")


def collections(
    json: Json = False,
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="NAME", help="Take a name away; its index stays.")
    ] = None,
) -> int:
    """List the named collections, and what each holds; * marks the one that is asked where none is named.

    "qa index ARTICLES --name NAME" makes one.
    """
    from qa.collections import registry
    from qa.collections.overview import summaries
    from qa.rendering.cleaning import clean, one_line
    from qa.rendering.renderer import to_json_line

    if forget is not None:
        place = registry.forget(forget).place
        print(one_line(f"{forget} is forgotten. Its index is still there: {place}"), file=sys.stderr)
        return 0
    found = summaries(settings_in_force())
    if json:
        for summary in found:
            print(to_json_line(summary.to_dict()))
    elif found:
        print(clean("\n".join(_aligned([_HEAD, *map(_row, found)]))))
    else:
        print("There is no collection yet. Make one: qa index ARTICLES --name NAME", file=sys.stderr)
    return 0


def _row(summary: CollectionSummary) -> tuple[str, ...]:
    from qa.rendering.cleaning import one_line

    mark = "*" if summary.default else ""
    if summary.articles is None:
        return (mark, summary.name, "-", "-", "-", "-", one_line(f"{summary.place}: {summary.problem}"))
    dates = [summary.first] if summary.first == summary.last else [summary.first, summary.last]
    return (
        mark,
        summary.name,
        f"{summary.articles:,}",
        " to ".join(date for date in dates if date) or "-",
        "-" if summary.size is None else f"{summary.size / 1e6:,.1f} MB",
        summary.indexed[:16].replace("T", " ") if summary.indexed else "-",
        one_line(": ".join(filter(None, [summary.place, summary.problem]))),
    )


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
