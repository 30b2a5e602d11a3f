"""Derived files on disk: described, checked, removed.

Every file is checked by size and SHA-256 before it is used; what does not match is built again from the
catalog, without embedding anything.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from qa.index.layout import Layout
from qa.index.manifest import DerivedFile, Stamp

_CHUNK = 1 << 20
_NOT_CONTENT = {".lock"}  # suffixes of files that Tantivy leaves as markers
_REWRITTEN = {".json"}  # and of those that it writes anew under the same name


def describe(path: Path, known: Mapping[str, DerivedFile] | None = None) -> dict[str, DerivedFile]:
    """Size and checksum of a file, or of every file in a folder, by name.

    ``known``: files of the same name that were just checked and are linked, not written anew.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    described = {
        file.name: known[file.name]
        for file in files
        if known and file.name in known and file.suffix not in _REWRITTEN
    }
    fresh = [file for file in files if file.name not in described and file.suffix not in _NOT_CONTENT]
    with ThreadPoolExecutor(2) as pool:  # hashing releases the interpreter's lock
        described.update(zip((file.name for file in fresh), pool.map(_describe_one, fresh), strict=True))
    return described


def _describe_one(path: Path) -> DerivedFile:
    hasher = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            hasher.update(chunk)
            size += len(chunk)
    return DerivedFile(size=size, sha256=hasher.hexdigest())


def fault(folder: Path, stamp: Stamp) -> str | None:
    """What is wrong with a published derived index; None where every byte is as published."""
    path = folder / stamp.name
    try:
        for name, file in stamp.files.items():
            where = path / name if path.is_dir() else path
            if where.stat().st_size != file.size:
                return f"{stamp.name}: {name} has {where.stat().st_size} bytes, not {file.size}"
        if describe(path) != stamp.files:
            return f"{stamp.name}: the contents were altered"
    except OSError as error:
        return f"{stamp.name}: {error.strerror}"
    return None


def remove(path: Path) -> None:
    """Delete a derived file or folder, if it is there; readers that hold it open keep it."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sweep(layout: Layout, used: Iterable[Stamp | None]) -> None:
    """Delete the derived files that nobody refers to: old generations, and what a killed writer left."""
    names = {stamp.name for stamp in used if stamp is not None}
    for path in layout.derived():
        if path.name not in names:
            remove(path)
