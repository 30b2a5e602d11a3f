"""Files to index: read, split, embed, store. One run, used by the command line and by the assistant."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.articles import read_articles
from qa.errors import IndexMissing, InputError
from qa.index import opening
from qa.index.location import Location, located
from qa.index.writing import article_of
from qa.models.embedder import load_embedder
from qa.origin import file_of
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article, Embedder, Index, IndexReport, Prepared, Progress


def splitter_of(settings: Settings) -> Splitter:
    """The splitter that the settings describe."""
    return Splitter(words=settings.passage_words, overlap=settings.passage_overlap)


def add_articles(
    paths: Sequence[Path],
    place: Location | Path,
    settings: Settings,
    *,
    on_problem: Callable[[str], None],
    on_skipped: Callable[[str], None] | None = None,
    on_article: Callable[[Article], None] = lambda article: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    embedder: Embedder | None = None,
    prune: bool = False,
    follow_links: bool = False,
    moved_from: Path | None = None,
) -> IndexReport:
    """Read articles into the index at ``place``, made where there is none.

    Args:
        paths: files and folders.
        place: of the index; a path is a folder.
        settings: name the embedder and describe the passages.
        on_problem: is told, in one line, of everything that could not be read; the rest is indexed.
        on_skipped: is told, in one line, of what was left out on purpose; None to tell ``on_problem``.
        on_article: is told of each article as it is read.
        on_progress: is called after each stored batch.
        embedder: one already loaded; None to load the settings' own.
        prune: also remove the articles that have vanished from below the paths. A file that is there but
            cannot be read keeps its articles, and where nothing at all can be read nothing is removed. Of a
            path that is gone itself, all of its articles have vanished.
        moved_from: the file or folder that the paths were before; its articles that are not there any more
            are removed, and what is in the paths now is not embedded anew.
        follow_links: also read what links in a folder lead to outside of it.

    Raises:
        InputError: a path that is not there, or nothing readable in any of them.
        SettingsError: no index of these articles may be made at the place.
        IndexError_: the index cannot be opened or written.
        ModelMissing: there is no such embedder.
    """
    opening.refuse_unfit(located(place), paths)
    parts = (embedder or load_embedder(settings), splitter_of(settings), settings)
    gone = [path for path in paths if prune and not os.path.lexists(path)]
    there = [path for path in paths if path not in gone]
    if not there and gone:
        return _forgotten(gone, located(place), parts)
    try:
        articles = read_articles(there, on_problem, on_skipped, follow_links=follow_links)
    except InputError as error:
        raise _unpruned(error) if prune else error from None
    with opening.create_index(located(place), *parts) as index:
        for path in _unknown(gone, index):
            on_problem(f"{path}: there is no such file or folder")
        if moved_from is not None and _unknown([moved_from], index):
            on_problem(f"{moved_from}: no article of the index was there and is gone, so nothing has moved")
        report = store(index, articles, paths, on_article=on_article, on_progress=on_progress, prune=prune)
        return report if moved_from is None else _without(index, moved_from, report)


def _unpruned(error: InputError) -> InputError:
    return InputError(
        f"{error}; nothing was removed, since an empty folder may be a disk that is not there: to take its"
        " articles out, name them (qa remove FILE), or delete the folder and run this again"
    )


def _without(index: Index, moved_from: Path, report: IndexReport) -> IndexReport:
    """Remove what vanished from where the articles were before, and report that too."""
    moved = index.remove(list(vanished(index.article_ids(), (), [moved_from])))
    return replace(report, removed=report.removed + moved)


def _forgotten(
    gone: Sequence[Path], place: Location, parts: tuple[Embedder, Splitter, Settings]
) -> IndexReport:
    """Remove the articles of paths that are there no more.

    Raises:
        InputError: the index knows nothing of one of them.
    """
    try:
        opened = opening.open_index(place, *parts, writable=True)
    except IndexMissing:
        raise InputError(f"{gone[0]}: there is no such file or folder") from None
    with opened as index:
        for path in _unknown(gone, index):
            raise InputError(f"{path}: there is no such file or folder, and the index has no article of it")
        return IndexReport(removed=index.remove(list(vanished(index.article_ids(), (), gone))))


def _unknown(gone: Sequence[Path], index: Index) -> list[Path]:
    """Those of the paths from below which the index has no article."""
    return [path for path in gone if not any(vanished(index.article_ids(), (), [path]))]


def add_addresses(
    urls: Sequence[str],
    feeds: Sequence[str],
    place: Location | Path,
    settings: Settings,
    *,
    on_problem: Callable[[str], None],
    on_article: Callable[[Article], None] = lambda article: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IndexReport:
    """Fetch pages, and the pages that feeds link to, into the index at ``place``, made where there is none.

    What has not changed since it was stored is not loaded again where its server says so.

    Raises:
        SettingsError: what fetches is not installed, or no index may be made at the place.
        IndexError_, ModelMissing: as for ``add_articles``.
    """
    from qa.articles import web

    opening.refuse_unfit(located(place), [])
    parts = (load_embedder(settings), splitter_of(settings), settings)
    with opening.create_index(located(place), *parts) as index:

        def stored(article_id: str) -> Article | None:
            try:
                return index.article(article_id)
            except KeyError:
                return None

        read = web.articles(urls, feeds, stored, on_problem)
        return store(index, read, [], on_article=on_article, on_progress=on_progress, prune=False)


def store(
    index: Index,
    articles: Iterable[Article | Prepared],
    paths: Sequence[Path],
    *,
    on_article: Callable[[Article], None],
    on_progress: Callable[[Progress], None],
    prune: bool,
) -> IndexReport:
    """Store what was read of the paths, wherever that was done: the arguments of ``add_articles``."""
    seen: set[str] = set()

    def told() -> Iterator[Article | Prepared]:
        for arrived in articles:
            article = article_of(arrived)
            on_article(article)
            seen.add(article.id)
            yield arrived

    report = index.add(told(), on_progress=on_progress)
    gone = list(vanished(index.article_ids(), seen, paths)) if paths else []
    return replace(report, removed=index.remove(gone)) if prune else replace(report, gone=len(gone))


def vanished(known: Iterable[str], seen: Collection[str], paths: Sequence[Path]) -> Iterator[str]:
    """The ids that may be pruned after a run that read ``paths``.

    Only articles from below one of the paths count, so that other folders of the same index are left alone.
    A file that is there but gave nothing this time keeps its articles: it may just not be readable now.

    Args:
        known: ids of the articles in the index; an id is an absolute path, with ``#record`` for one of many.
        seen: ids of the articles that were read.
        paths: what was read.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  # resolve() would follow links
    read = {file_of(article_id) for article_id in seen}
    for article_id in known:
        if article_id in seen:
            continue
        file = file_of(article_id)
        below = any(root == file or root in file.parents for root in roots)
        if below and (file in read or not file.exists()):
            yield article_id


def compact_index(place: Location | Path, settings: Settings) -> None:
    """Give back the room of removed articles.

    Raises:
        IndexError_: there is no index, it does not fit the settings, or it cannot be written.
    """
    parts = (load_embedder(settings), splitter_of(settings), settings)
    with opening.open_index(located(place), *parts, writable=True) as index:
        index.compact()


def rebuild_index(
    place: Location | Path,
    settings: Settings,
    *,
    on_problem: Callable[[str], None],
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IndexReport:
    """Make an index anew from the articles it holds, for the embedder and passages of the settings.

    Raises:
        IndexError_: there is no index, it cannot be written, or nothing in it can be read.
    """
    parts = (load_embedder(settings), splitter_of(settings), settings)
    return opening.rebuild_index(located(place), *parts, on_problem=on_problem, on_progress=on_progress)
