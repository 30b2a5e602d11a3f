"""Making an index anew from the articles it holds: for another embedder or splitter, or after damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from qa.errors import IndexBusy, IndexCorrupt, IndexMismatch
from qa.index import watermark
from qa.index.catalog import Catalog
from qa.index.engine import identity_of
from qa.index.layout import Layout, settle
from qa.index.local import LocalIndex, locked
from qa.index.sql import Connection
from qa.index.stored import Stored
from qa.index.writing import Splits
from qa.types import Article, Embedder, IndexReport, Progress


def rebuild(
    folder: Path | str,
    embedder: Embedder,
    splitter: Splits,
    *,
    on_problem: Callable[[str], None],
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IndexReport:
    """Make the index in ``folder`` anew from its own articles.

    The new index grows beside the old one, which answers meanwhile, and takes its place in the end. When that
    is interrupted, the same call goes on where it stopped. ``on_problem`` hears of articles that are lost.

    Raises:
        IndexMissing: there is none.
        IndexBusy: another process writes to it, or it cannot be written.
        IndexCorrupt: it is not of this program, or nothing in it can be read.
    """
    layout = Layout(folder)
    layout.require()
    with locked(layout):
        with _successor(layout, embedder, splitter) as new:
            report = new.add(_salvaged(layout.catalog, on_problem), on_progress=on_progress)
        _succeed(layout)
    return report


def _successor(layout: Layout, embedder: Embedder, splitter: Splits) -> LocalIndex:
    """The index in the making; one that was begun for something else is thrown away."""
    begun = Layout(layout.rebuild)
    if begun.catalog.is_file():
        try:
            catalog = Catalog(begun.catalog)
            fits = catalog.identity() == identity_of(embedder, splitter)
            catalog.require_newest()
            catalog.close()
        except (IndexCorrupt, IndexMismatch):
            fits = False
        if not fits:
            shutil.rmtree(begun.folder)
    return LocalIndex.create(begun.folder, embedder, splitter, generation=_generation(layout))


def _generation(layout: Layout) -> int:
    """Beyond that of the old index, so that no derived file of the new one has a name of the old."""
    names = [path.name for path in layout.derived()]
    return max((int("".join(filter(str.isdigit, name))) for name in names), default=0)


def _succeed(layout: Layout) -> None:
    """Put the new index in the place of the old one. Killed at any moment, it leaves one of the two whole."""
    new = Layout(layout.rebuild)
    for path in new.derived():
        target = layout.folder / path.name
        if target.is_dir():  # left by a run that was killed right here
            shutil.rmtree(target)
        path.replace(target)
    _drop_log(layout.catalog)
    watermark.place(layout.catalog).unlink(missing_ok=True)
    settle(layout.folder)  # a log that came back would be applied to the new catalog
    new.catalog.replace(layout.catalog)
    settle(layout.folder)
    with suppress(FileNotFoundError):
        watermark.place(new.catalog).replace(watermark.place(layout.catalog))
    shutil.rmtree(layout.rebuild, ignore_errors=True)


def _drop_log(catalog: Path) -> None:
    """Make sure that no write-ahead log of the old catalog is left: SQLite would apply it to the new one.

    The catalog stays in write-ahead mode all the while: killed here, it is as before.
    """
    with suppress(IndexCorrupt):  # a damaged catalog is replaced as it is
        Connection(catalog, writable=True, alone=True).close()  # the last to close it folds the log in
    log = catalog.with_name(f"{catalog.name}-wal")
    if log.exists() and log.stat().st_size:
        try:
            log.unlink()
        except OSError as error:
            raise IndexBusy(f"cannot replace {catalog}: {error.strerror}") from error


def _salvaged(catalog: Path, on_problem: Callable[[str], None]) -> Iterator[Article]:
    """The articles that are whole, without their front matter: each begins where its first passage did."""
    with closing(Stored(catalog)) as stored:
        for n, article in stored.salvaged(on_problem):
            try:
                start = stored.first_start(n)
            except IndexCorrupt:  # its passages are lost, the article is not
                start = 0
            yield replace(article, body_start=start) if 0 <= start < len(article.text) else article
