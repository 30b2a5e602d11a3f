"""Nothing of an index folder is opened before it is known to be a plain file, and one that SQLite may see.

A folder may come from somebody else. A link in it may lead to any file of the user's, a FIFO never ends, and
a rollback journal makes SQLite delete whichever file it names. An index of this program has none of these:
its catalog is in write-ahead mode from its first transaction on, and never leaves it.
"""

from __future__ import annotations

import os
import re
import stat
from io import BufferedReader
from pathlib import Path

from qa.errors import IndexCorrupt

PAGE = 8192  # bytes of the catalog's pages: they pack ten half-precision vectors of 384
_HEADER = b"SQLite format 3\0" + PAGE.to_bytes(2, "big") + b"\2\2"  # the last two: a write-ahead log
_LOG_HEADER = 32  # bytes
_LOG_MAGIC = (0x377F0682, 0x377F0683)
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


_ANY, _NONE = re.compile(".*", re.DOTALL), re.compile("(?!)")


def plain_files(
    folder: Path, ours: re.Pattern[str] = _ANY, folders: re.Pattern[str] = _NONE
) -> dict[Path, int]:
    """The files in a folder whose names are ``ours``, and their sizes; ``folders`` may be folders.

    Raises:
        IndexCorrupt: another one of ours is no plain file.
        OSError: the folder cannot be listed.
    """
    found = {}
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not ours.fullmatch(entry.name):
                continue
            if folders.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                continue
            path = folder / entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # a writer deleted it meanwhile
                continue
            _require_plain(path, status.st_mode)
            found[path] = status.st_size
    return found


def open_plain(path: Path) -> BufferedReader:
    """Open a file for reading, never through a link.

    Raises:
        IndexCorrupt: it is no plain file; a device or FIFO is not opened.
        OSError: it is not there, or cannot be read.
    """
    _require_plain(path, path.lstat().st_mode)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    file = os.fdopen(descriptor, "rb")
    try:
        _require_plain(path, os.fstat(descriptor).st_mode)  # it may have been exchanged in between
    except IndexCorrupt:
        file.close()
        raise
    return file


def _require_plain(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "no file")
        raise IndexCorrupt(
            f"{path} is {kind}, and an index has only plain files; "
            "remove it if you trust the rest of the folder"
        )


def check_catalog(catalog: Path) -> None:
    """Refuse a catalog, or files beside it, that SQLite would take for instructions to change other files.

    Raises:
        IndexCorrupt: naming the file.
        OSError: it cannot be read.
    """
    journal = catalog.with_name(f"{catalog.name}-journal")
    if os.path.lexists(journal):
        raise IndexCorrupt(
            f"{journal} is not of this program: it could make SQLite change or delete other files; "
            "remove it if you trust the rest of the folder"
        )
    with open_plain(catalog) as file:
        header = file.read(len(_HEADER))
    if header != _HEADER:
        raise IndexCorrupt(
            f"the catalog {catalog} is damaged (it does not begin as one of this program); "
            f"qa doctor --index {catalog.parent} says what can be saved"
        )
    log, shared = (catalog.with_name(f"{catalog.name}-{suffix}") for suffix in ("wal", "shm"))
    for path in (log, shared):
        if os.path.lexists(path):
            _require_plain(path, path.lstat().st_mode)
    if log.exists():
        with open_plain(log) as file:
            _check_log(log, file.read(_LOG_HEADER))


def _check_log(log: Path, header: bytes) -> None:
    """A log that a killed writer or a lost power supply left begins so, or with nothing yet."""
    if len(header) < _LOG_HEADER or not any(header):
        return
    magic, _, page = (int.from_bytes(header[at : at + 4], "big") for at in (0, 4, 8))
    if magic not in _LOG_MAGIC or page != PAGE:
        raise IndexCorrupt(
            f"{log} is not a log of this program's catalog; remove it if you trust the rest of the folder"
        )
