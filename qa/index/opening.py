"""One way to an index, wherever it is: every command and the assistant open theirs here.

The engine behind a location is imported when such a location is opened, so that nobody waits for, or needs,
an engine that is not used.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import IndexMissing, SettingsError
from qa.index.location import FolderLocation, Location
from qa.index.writing import Splits
from qa.settings import Settings
from qa.types import Embedder, Index, IndexReport, Progress

if TYPE_CHECKING:
    from qa.index.health import Health
    from qa.index.summary import IndexSummary


def check(location: Location) -> None:
    """Say at once that nothing is there, where that costs nothing to see.

    Raises:
        IndexMissing: there is no such folder or file.
        SettingsError: the location needs a package that is not installed.
    """
    if not isinstance(location, FolderLocation):
        _require_milvus()
    if isinstance(location, FolderLocation):
        from qa.index.layout import Layout

        if not location.disk.is_dir():
            raise IndexMissing(Layout(location.disk).why_missing())
    elif location.disk is not None and not location.disk.exists():
        raise IndexMissing(
            f"there is no index at {location}; make one with: qa index ARTICLES --index {location}"
        )


def refuse_unfit(location: Location, articles: Sequence[Path]) -> None:
    """Refuse a place that no index of these articles may be made at, before anything is written.

    Raises:
        SettingsError: it is a file, it is a folder with other things in it, or it is inside of the articles,
            which would then be read together with it. What is an index already stays one.
    """
    disk = location.disk
    if disk is None or _is_index(location, disk):
        return
    if isinstance(location, FolderLocation) and os.path.lexists(disk) and not disk.is_dir():
        raise SettingsError(f"{disk} is a file; an index is a folder: name another place, or --name NAME")
    whole = disk.resolve()
    for path in articles:
        folder = path.resolve()
        if folder.is_dir() and (folder == whole or folder in whole.parents):
            raise SettingsError(
                f"the index {location} would be inside of its own articles, {path}: name a place outside of"
                " them, or a collection (--name NAME) and no place"
            )
    if isinstance(location, FolderLocation) and disk.is_dir():
        from qa.index.layout import Layout

        if others := Layout(disk).others():
            raise SettingsError(
                f"{disk} is a folder with other things in it ({others[0]}): name a new or an empty one for"
                " the index, or --name NAME"
            )


def _is_index(location: Location, disk: Path) -> bool:
    """Whether there is an index already, as far as that is seen from outside."""
    if not isinstance(location, FolderLocation):
        return disk.exists()
    from qa.index.layout import Layout

    return os.path.lexists(Layout(disk).catalog)


def open_index(
    location: Location, embedder: Embedder, splitter: Splits, settings: Settings, *, writable: bool = False
) -> Index:
    """Open an existing index; nothing is embedded.

    Raises:
        IndexError_: there is none, it was made otherwise, it is damaged or busy, or nobody answers there.
        SettingsError: the location needs a package that is not installed, or its server another user.
    """
    if isinstance(location, FolderLocation):
        from qa.index.local import LocalIndex

        return LocalIndex.open(location.disk, embedder, splitter, writable=writable)
    check(location)
    from qa.index.milvus.index import MilvusIndex

    return MilvusIndex.open(location, embedder, splitter, settings, writable=writable)


def create_index(location: Location, embedder: Embedder, splitter: Splits, settings: Settings) -> Index:
    """Open an index for writing, making it where there is none. Raises as ``open_index`` does."""
    if isinstance(location, FolderLocation):
        from qa.index.local import LocalIndex

        return LocalIndex.create(location.disk, embedder, splitter)
    _require_milvus()
    from qa.index.milvus.index import MilvusIndex

    return MilvusIndex.create(location, embedder, splitter, settings)


def rebuild_index(
    location: Location,
    embedder: Embedder,
    splitter: Splits,
    settings: Settings,
    *,
    on_problem: Callable[[str], None],
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IndexReport:
    """Make an index anew from its own articles; ``on_problem`` hears of those that are lost.

    Raises:
        IndexError_: there is none, it cannot be written, or nothing in it can be read.
    """
    if isinstance(location, FolderLocation):
        from qa.index.rebuilding import rebuild

        return rebuild(location.disk, embedder, splitter, on_problem=on_problem, on_progress=on_progress)
    check(location)
    from qa.index.milvus import rebuilding

    return rebuilding.rebuild(
        location, embedder, splitter, settings, on_problem=on_problem, on_progress=on_progress
    )


def examine(location: Location, settings: Settings) -> Health:
    """Read what is in an index and compare it with what was stored; no model is loaded.

    Raises:
        IndexError_: there is none, or it cannot be read.
    """
    check(location)
    if isinstance(location, FolderLocation):
        from qa.index import health

        return health.examine(location.disk)
    from qa.index.milvus import examining

    return examining.examine(location, settings)


def summary_of(location: Location, settings: Settings) -> IndexSummary:
    """What an index holds, in numbers; no model is loaded.

    Raises:
        IndexError_: there is none, or it cannot be read.
        SettingsError: as for ``open_index``.
    """
    check(location)
    if isinstance(location, FolderLocation):
        from qa.index import summary

        return summary.summary_of(location.disk)
    from qa.index.milvus import summary as on_milvus

    return on_milvus.summary_of(location, settings)


def _require_milvus() -> None:
    if None in (importlib.util.find_spec("pymilvus"), importlib.util.find_spec("milvus_lite")):
        raise SettingsError("an index on Milvus needs its client: pip install 'qa[milvus]'")
