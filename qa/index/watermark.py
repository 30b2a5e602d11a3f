"""How far the catalog has come, told beside it: a log that lost its end is an earlier state, and looks whole.

SQLite takes a write-ahead log up to its first frame that makes no sense, so a catalog whose log was cut or
damaged answers as it would have answered before. The generation of the last transaction is therefore written
to a file of its own, once the transaction is on the disk. So it is never ahead of the catalog, whenever a
writer is killed or the power is lost, and needs no waiting for the disk itself: an older watermark, or none,
says less and nothing wrong.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from qa.errors import IndexCorrupt
from qa.index.plain import open_plain
from qa.index.seals import SIZE, seal

_NUMBER = 8  # bytes of the generation, before its seal


def place(catalog: Path) -> Path:
    """The watermark's file, of the catalog in ``catalog``."""
    return catalog.with_name("catalog.watermark")


def reached(catalog: Path) -> int:
    """The generation that was certainly stored; 0 where nobody says, or not in a form that can be read.

    Raises:
        IndexCorrupt: it is no plain file.
    """
    try:
        with open_plain(place(catalog)) as file:
            data = file.read(_NUMBER + SIZE)
    except OSError:
        return 0
    number = int.from_bytes(data[:_NUMBER], "little")
    return number if data[_NUMBER:] == seal(number) else 0


def reach(catalog: Path, generation: int) -> None:
    """Say that a generation is stored. A disk that takes no more leaves what was said before."""
    with suppress(OSError):
        handle = os.open(place(catalog), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        try:
            os.pwrite(handle, generation.to_bytes(_NUMBER, "little") + seal(generation), 0)
        finally:
            os.close(handle)


def require(catalog: Path, generation: int) -> None:
    """Compare what was reached with the generation that the catalog gives.

    Raises:
        IndexCorrupt: the catalog is older than it was.
    """
    told = reached(catalog)
    if generation < told == reached(catalog):  # a rebuild may put another catalog in its place meanwhile
        raise IndexCorrupt(
            f"the catalog {catalog} is older than it was: {told - generation} of {told} changes are lost with"
            f" the end of its log (catalog.sqlite-wal). To go on with what is there:"
            f" qa index --index {catalog.parent} --rebuild"
        )
