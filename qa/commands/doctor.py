"""``qa doctor``: examine an index, or what runs the models on this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands.options import index_option, settings_in_force
from qa.index.location import Location
from qa.rendering.counting import counted

if TYPE_CHECKING:
    from qa.index.health import Dense, Health
    from qa.index.summary import IndexSummary
    from qa.settings import Settings


def doctor(
    index: Annotated[Location | None, index_option("The index to examine [that of qa use].")] = None,
    runtimes: Annotated[
        bool, typer.Option("--runtimes", help="Measure what can run the models on this machine.")
    ] = False,
) -> int:
    """Examine an index: what it holds, how it searches, what is damaged, what can be saved.

    Everything stored is read and compared with its checksums; nothing is changed, and no model is loaded.
    Exits with 4 where something is damaged, or the index was split otherwise than the settings say and is
    refused therefore. With --runtimes: how fast each runtime and number type is here, and how near it stays
    to float32.
    """
    from qa.collections.registry import chosen
    from qa.errors import SettingsError

    settings = settings_in_force()
    if index is None and not runtimes:
        index = chosen(None, settings.index)
    if index is None and not runtimes:
        raise SettingsError("name the index to examine (--index INDEX), or measure this machine (--runtimes)")
    if runtimes:
        for line in runtime_lines(settings):
            print(line, flush=True)
    return 0 if index is None else _examined(index, settings)


def runtime_lines(settings: Settings) -> Iterator[str]:
    """The table, line by line as each is measured; a star marks what is used on this machine."""
    from qa.models.measuring import runtime_rows

    yield "  runtime  numbers    load s  read ms  embed ms  logits off by (mean)  cosine"
    for row in runtime_rows(settings):
        start = f"{'*' if row.chosen else ' '} {row.runtime:8} {row.number:9}"
        figures = (row.load_seconds, row.read_seconds, row.embed_seconds)
        off, mean, cosine = row.logit_difference, row.logit_difference_mean, row.least_cosine
        if None in figures or off is None or mean is None or cosine is None:
            yield f"{start}  {row.problem}"
            continue
        load, read, embed = (figure or 0.0 for figure in figures)
        yield (
            f"{start} {load:7.2f} {1000 * read:8.0f} {1000 * embed:9.0f}"
            f"  {off:13.5f} ({mean:.5f})  {cosine:.4f}"
        )
    yield "Ten passages of the sample articles; differences and cosines are to the first line."


def _examined(index: Location, settings: Settings) -> int:
    from qa.errors import IndexCorrupt
    from qa.index.manifest import require_splitter
    from qa.index.opening import examine, summary_of
    from qa.indexing import splitter_of
    from qa.rendering.cleaning import one_line

    health = examine(index, settings)
    for name, finding in _findings(health):
        print(f"{name:<10}{one_line(finding)}")
    if health.sound:
        for name, finding in _dates(summary_of(index, settings)):
            print(f"{name:<10}{one_line(finding)}")
        if health.identity is not None:
            require_splitter(health.identity.splitter, splitter_of(settings).signature, health.place)
        return 0
    for problem in (*health.damage, *health.faults):
        print(f"damaged: {one_line(problem)}", file=sys.stderr)
    raise IndexCorrupt(_advice(health))


def _findings(health: Health) -> Iterator[tuple[str, str]]:
    if health.identity is not None and health.state is not None:
        identity, state = health.identity, health.state
        stories = counted(health.families, "story", "stories")
        yield "articles", f"{state.articles:,} in {stories}"
        yield "passages", f"{state.passages:,}, split with {identity.splitter}"
        model = f"{identity.embedder} ({identity.fingerprint[:12]})"
        yield "embedder", f"{model}, {identity.dim} dimensions"
        yield "format", str(identity.format)
    if health.dense is not None:
        yield "dense", _dense(health.dense)
    yield "lexical", f"BM25 over {counted(health.lexical, 'passage')}"
    yield "disk", ", ".join(f"{part} {size / 1e6:,.1f} MB" for part, size in health.disk.items())
    are, were = ("is", "it was") if health.readable == 1 else ("are", "they were")
    yield "whole", f"{counted(health.readable, 'article')} {are} as {were} stored"
    if gone := health.gone:
        from qa.origin import file_of

        files = "file is" if len(gone) == 1 else "files are"
        yield (
            "files",
            (
                f"of {counted(len(gone), 'article')} the {files} not there any more, as {file_of(gone[0])}:"
                " qa index FOLDER --prune removes what is gone, --moved-from OLD follows a folder's new name"
            ),
        )


def _dates(held: IndexSummary) -> Iterator[tuple[str, str]]:
    if held.first and held.last:
        yield "dates", f"{held.first} to {held.last}; {held.undated:,} articles have none"
    elif held.undated:
        yield "dates", "none of the articles has one"


def _dense(dense: Dense) -> str:
    facts = [f"{name.replace('_', ' ')} {value}" for name, value in dense.facts.items() if name != "kind"]
    kind = f"{dense.kind} ({', '.join(facts)})" if facts else dense.kind
    said = f"{kind}: {dense.base:,} compressed, {dense.exact:,} exact"
    if dense.removed:
        said += f"; {dense.removed:,} removed ones wait for qa index --compact"
    return said


def _advice(health: Health) -> str:
    if not health.damage:
        return (
            f"search files of {health.place} are damaged; asking does without them, "
            f"and this makes them again: qa index --index {health.place} --compact"
        )
    if not health.readable:
        return f"nothing in {health.place} can be saved; index the articles again into another folder"
    return (
        f"the catalog of {health.place} is damaged; {health.readable:,} articles can be saved: "
        f"qa index --index {health.place} --rebuild"
    )
