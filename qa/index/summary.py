"""What an index holds, in numbers: read without a model, and without reading its articles."""

from __future__ import annotations

import datetime
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qa.index.catalog import Catalog
from qa.index.layout import Layout
from qa.types import EVERYTHING, Filter

_DATED = Filter(since="0001")
_WRITTEN = ("catalog.sqlite", "catalog.sqlite-wal")  # by writers only


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an index holds."""

    articles: int
    first: str | None  # when the oldest and the newest of its articles were published: partial ISO dates
    last: str | None
    size: int | None  # bytes on this machine's disk; None for a server
    indexed: str | None  # when it was last written to: ISO, to the second, of this machine's clock
    undated: int = 0  # articles without a date
    splitter: str = ""  # ``Splitter.signature`` of what split them


def summary_of(folder: Path) -> IndexSummary:
    """What the index in a folder holds.

    Raises:
        IndexMissing: there is no index in the folder.
        IndexError_: it cannot be read.
    """
    layout = Layout(folder)
    layout.require()
    sizes = layout.sizes()
    with closing(Catalog(layout.catalog)) as catalog:
        splitter = catalog.identity().splitter
        total, newest = catalog.listed(EVERYTHING, 1)
        oldest = catalog.listed(EVERYTHING, 1, oldest=True)[1]
        undated = total - catalog.listed(_DATED, 0)[0]
        first, last = (catalog.article(one[0]).published if one else None for one in (oldest, newest))
    written = max(path.stat().st_mtime for path in sizes if path.name in _WRITTEN)
    return IndexSummary(total, first, last, sum(sizes.values()), moment(written), undated, splitter)


def moment(seconds: float) -> str:
    """A time since the epoch, as people of this machine read it."""
    return datetime.datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
