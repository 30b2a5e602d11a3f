"""``qa index``: read articles into an index, follow them, and keep the index in shape."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.commands import options
from qa.errors import InputError, QAError, SettingsError
from qa.index.location import Location

if TYPE_CHECKING:
    from qa.commands.progress import Report
    from qa.settings import Settings
    from qa.types import IndexReport


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _formats(wanted: bool) -> None:
    if wanted:
        from qa.articles.formats import listed

        print(listed())
        raise typer.Exit


_FollowLinks = Annotated[
    bool, typer.Option("--follow-links", help="Also read what links in a folder lead to outside of it.")
]
_Index = Annotated[
    Location,
    options.index_option(
        "The index to write to: a folder, milvus:PATH.db or milvus+http://HOST:19530/COLLECTION."
    ),
]
_Articles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ARTICLES", help="Files and folders to read, and addresses to fetch (https://...)."
    ),
]
_Prune = Annotated[
    bool, typer.Option("--prune", help="Remove articles that have vanished from the files read.")
]
_MovedFrom = Annotated[
    Path | None,
    typer.Option(
        "--moved-from", metavar="OLD", help="Where ARTICLES were before: what was there is removed."
    ),
]
_Watch = Annotated[bool, typer.Option("--watch", help="Go on following the files until Ctrl-C.")]
_Compact = Annotated[bool, typer.Option("--compact", help="Give back the room of removed articles.")]
_Rebuild = Annotated[
    bool,
    typer.Option(
        "--rebuild", help="Make the index anew from its own articles, for another embedder or after damage."
    ),
]
_Feed = Annotated[
    list[str] | None,
    typer.Option("--feed", metavar="URL", help="Fetch the articles that this feed (RSS, Atom) links to."),
]
_Strict = Annotated[
    bool,
    typer.Option("--strict", help="Exit with 3 also where files of kinds that are not read were left out."),
]
_Formats = Annotated[
    bool,
    typer.Option(
        "--formats", is_eager=True, callback=_formats, help="List the kinds of files that are read, and end."
    ),
]


@options.with_settings(*options.MODELS)
def index(
    index: _Index,
    articles: _Articles = None,
    prune: _Prune = False,
    moved_from: _MovedFrom = None,
    follow_links: _FollowLinks = False,
    watch: _Watch = False,
    compact: _Compact = False,
    rebuild: _Rebuild = False,
    feed: _Feed = None,
    ray: options.Ray = None,
    strict: _Strict = False,
    formats: _Formats = False,
    *,
    settings: Settings,
) -> int:
    """Read articles into an index.

    Text, web pages, PDF, documents, books, mail, tables, feeds and more (--formats lists them); folders and
    archives with all they hold. What is there already and has not changed is skipped. What cannot be read is
    named on stderr, the rest is indexed, and the exit code is 3. What is stored stays stored: an interrupted
    run goes on where it was.
    """
    urls = [name for name in articles or () if _is_address(name)]
    files = [Path(name) for name in articles or () if not _is_address(name)]
    if not (files or urls or feed or compact or rebuild):
        raise SettingsError("there is nothing to do: name ARTICLES, or give --feed, --compact or --rebuild")
    if not files and (prune or watch or ray or moved_from or follow_links):
        raise SettingsError(
            "--prune, --moved-from, --follow-links, --watch and --ray are about files: name ARTICLES"
        )
    if moved_from and ray:
        raise SettingsError("--moved-from and --ray do not go together: run without --ray")
    if rebuild:
        _rebuild(index, settings)
    code = 0
    if urls or feed:
        code = _fetch(urls, feed or [], index, settings)
    if files:
        ways: dict[str, Any] = {"prune": prune, "follow_links": follow_links}
        ways |= {"moved_from": moved_from} if moved_from else {}  # which a cluster does not take
        code = max(code, _read(files, index, settings, ways, watch=watch, ray=ray, strict=strict))
    if compact:
        from qa.indexing import compact_index

        compact_index(index, settings)
        print(f"Compacted {index}.", file=sys.stderr)
    return code


def _fetch(urls: Sequence[str], feeds: Sequence[str], index: Location, settings: Settings) -> int:
    """Fetch them; the exit code."""
    from qa.indexing import add_addresses

    def fetch(report: Report) -> IndexReport:
        return add_addresses(
            urls,
            feeds,
            index,
            settings,
            on_problem=report.problem,
            on_article=report.article,
            on_progress=report.batch,
        )

    return _reported([], fetch)


def _read(
    articles: Sequence[Path],
    index: Location,
    settings: Settings,
    ways: dict[str, Any],
    *,
    watch: bool,
    ray: str | None,
    strict: bool,
) -> int:
    """Read them, and go on reading if asked to; the exit code. ``ways``: arguments of ``add_articles``."""
    from qa.models.embedder import load_embedder

    add = _adder(ray)
    embedder = load_embedder(settings) if watch else None  # once, not for every change

    def read(report: Report) -> IndexReport:
        return add(
            articles,
            index,
            settings,
            on_problem=report.problem,
            on_skipped=report.skipped,
            on_article=report.article,
            on_progress=report.batch,
            embedder=embedder,
            **ways,
        )

    code = _reported(articles, read, strict=strict)
    if watch:
        print("Following the files; Ctrl-C ends it.", file=sys.stderr)
        follow(
            articles,
            index.disk,
            lambda: _reported(articles, read, strict=strict),
            lambda line: print(f"qa: {line}", file=sys.stderr),
        )
    return code


def follow(
    paths: Sequence[Path],
    index: Path | None,
    run: Callable[[], object],
    say: Callable[[str], None],
    stop: Event | None = None,
) -> None:
    """Run now and after every change below the paths, until interrupted or ``stop`` is set.

    Changes inside ``index``, what the index occupies on this disk, are not heard, or every run would cause
    the next. A run that fails says so and is tried again after the next change.
    """
    from watchfiles import Change, watch

    own = index.resolve() if index is not None else None

    def concerns(change: Change, path: str) -> bool:
        place = Path(path).resolve()
        return own != place and own not in place.parents

    changes = watch(
        *paths,
        watch_filter=concerns,
        step=1000,  # a second without a change ends a burst: a file is not read while it is being copied
        debounce=10_000,
        rust_timeout=1000,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )
    missed = True  # what changed before the watch began
    for changed in changes:
        if not changed and not missed:
            continue
        missed = False
        try:
            run()
        except QAError as error:
            say(str(error))


def _adder(ray: str | None) -> Callable[..., IndexReport]:
    """What reads articles into an index: this process, or a cluster."""
    if ray is None:
        from qa.indexing import add_articles

        return add_articles
    from qa.distributed.indexing import add_articles as add_on_a_cluster

    return partial(add_on_a_cluster, address=ray)


def _rebuild(index: Location, settings: Settings) -> None:
    from qa.indexing import rebuild_index

    def rebuild(report: Report) -> IndexReport:
        return rebuild_index(index, settings, on_problem=report.problem, on_progress=report.batch)

    _reported([], rebuild)


def _reported(paths: Sequence[Path], work: Callable[[Report], IndexReport], *, strict: bool = False) -> int:
    """Do the work, with its progress and its sum on stderr; the exit code."""
    from qa.commands.progress import reporting

    began = time.monotonic()
    with reporting(paths, sys.stderr) as report:
        done = work(report)
    passages = "passage" if done.passages == 1 else "passages"
    print(
        f"Articles: {done.added:,} added, {done.replaced:,} replaced, {done.unchanged:,} unchanged,"
        f" {done.removed:,} removed; {done.passages:,} {passages} embedded in"
        f" {time.monotonic() - began:.1f} s.",
        file=sys.stderr,
    )
    return InputError.exit_code if report.problems or (strict and report.left_out) else 0
