"""``qa index``: read articles into an index, follow them, and keep the index in shape."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.commands import options
from qa.commands.progress import Report, reported
from qa.errors import QAError, SettingsError
from qa.index.location import Location
from qa.rendering.counting import counted

if TYPE_CHECKING:
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
    Location | None,
    options.index_option(
        "The index to write to: a collection's name, a folder, milvus:PATH.db or"
        " milvus+http://HOST:19530/COLLECTION."
    ),
]
_Name = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="NAME",
        help="Call the index so; without --index a new one is kept among your collections.",
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
    articles: _Articles = None,
    name: _Name = None,
    index: _Index = None,
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
    place = _place(name, index, settings, files)
    if not (files or urls or feed or compact or rebuild):
        _only_named(name, place)
    if not files and (prune or watch or ray or moved_from or follow_links):
        raise SettingsError(
            "--prune, --moved-from, --follow-links, --watch and --ray are about files: name ARTICLES"
        )
    if moved_from and ray:
        raise SettingsError("--moved-from and --ray do not go together: run without --ray")
    with _named(name, place) as called:
        if rebuild:
            _rebuild(place, settings)
        code = _fetch(urls, feed or [], place, settings) if urls or feed else 0
        if files:
            ways: dict[str, Any] = {"prune": prune, "follow_links": follow_links}
            ways |= {"moved_from": moved_from} if moved_from else {}  # which a cluster does not take
            told = _read(files, place, settings, ways, watch=watch, ray=ray, strict=strict, called=called)
            code = max(code, told)
        if compact:
            _compact(place, settings)
    return code


def _compact(place: Location, settings: Settings) -> None:
    from qa.indexing import compact_index

    compact_index(place, settings)
    print(f"Compacted {place}.", file=sys.stderr)


def _only_named(name: str | None, place: Location) -> None:
    """Nothing is to be read: a name is given to an index that is there. Raises where that is not so."""
    from qa.index.opening import check

    if name is None:
        raise SettingsError("there is nothing to do: name ARTICLES, or give --feed, --compact or --rebuild")
    check(place)


def _place(name: str | None, index: Location | None, settings: Settings, files: Sequence[Path]) -> Location:
    """Where the index of the files is, or is to be. Raises SettingsError where nothing says it."""
    from qa.collections import registry
    from qa.index.opening import refuse_unfit

    if name is not None:
        place: Location | None = registry.place_for(name, index)
    else:
        place = index or (registry.chosen(settings.index) if settings.index is not None else None)
    if place is None:
        used = registry.default()  # is asked, but nothing is added to it unsaid
        raise SettingsError(
            f"say where the index is to be: --name {used.name if used else 'NAME'} for a collection,"
            " or --index PLACE (see qa index --help)"
        )
    refuse_unfit(place, files)
    return place


@contextmanager
def _named(name: str | None, place: Location) -> Iterator[str]:
    """Give the index its name when it is there, also where the work on it is cut short.

    Gives what the index is called.
    """
    from qa.collections import registry

    if name is None:
        yield registry.called(place)
        return
    new = name not in {collection.name for collection in registry.known()}
    try:
        yield f"{name} ({place})"
    except BaseException:
        if place.disk is not None and place.disk.exists():
            registry.remember(name, place)
        raise
    registry.remember(name, place)
    if new:
        print(
            f'To ask it: qa ask "QUESTION" --index {name}; to ask it where none is named: qa use {name}',
            file=sys.stderr,
        )


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

    code = reported([], fetch)
    _tell_undated(index, settings)
    return code


def _read(
    articles: Sequence[Path],
    index: Location,
    settings: Settings,
    ways: dict[str, Any],
    *,
    watch: bool,
    ray: str | None,
    strict: bool,
    called: str,
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

    code = reported(articles, read, called, strict=strict)
    ways.pop("moved_from", None)  # that is over when it is followed
    _tell_undated(index, settings)
    if watch:
        print("Following the files; Ctrl-C ends it.", file=sys.stderr)
        with suppress(KeyboardInterrupt):  # it is how this ends
            follow(
                articles,
                index.disk,
                lambda: reported(articles, read, strict=strict),
                lambda line: print(f"qa: {line}", file=sys.stderr),
            )
        if sys.stderr.isatty():
            print(file=sys.stderr)  # behind the ^C that the terminal shows
    return code


def _tell_undated(index: Location, settings: Settings) -> None:
    """Say how many articles have no date, since what is newest, or corrected, is told by dates."""
    from qa.index.opening import summary_of

    with suppress(QAError):  # where nothing could be read there is no index
        held = summary_of(index, settings)
        if held.undated:
            have = "has" if held.undated == 1 else "have"
            print(
                f"{held.undated:,} of {counted(held.articles, 'article')} {have} no date, and what has none"
                ' is never the newest: write one at the top ("Date: 2022-02-25"), into the name'
                " (2022-02-25-title.txt) or into metadata.jsonl, and index again.",
                file=sys.stderr,
            )


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
        raise_interrupt=True,  # otherwise watchfiles prints that it was interrupted
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

    reported([], rebuild)
