"""The files of an index folder: their names, and how derived ones are described, checked and removed.

Published files are never changed: a new version is written beside the old one under its own generation,
the catalog is told in one transaction, and the old one is deleted. A reader therefore never sees half of
two versions, and a writer that dies leaves at most files that nobody refers to.

Every derived file is checked by size and SHA-256 before it is used; what does not match is built again from
the catalog, without embedding anything.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

from qa.errors import IndexCorrupt, IndexMissing
from qa.index.manifest import DERIVED, DerivedFile, Stamp
from qa.index.plain import open_plain, plain_files

DERIVED_NAMES = {"dense": "dense-{}.faiss", "lexical": "lexical-{}"}  # by kind, of a generation
_NOT_CONTENT = {".lock"}  # suffixes of files that Tantivy leaves as markers
_REWRITTEN = {".json"}  # and of those that it writes anew under the same name
_LARGE = 4 << 20  # bytes, which take longer to hash than it takes to start threads
_FOLDERS = re.compile(r"rebuild|lexical-.*")
_OURS = re.compile(r"(catalog\.|writer\.|rebuild|dense-|lexical-).*", re.DOTALL)
_DERIVED = re.compile(rf"{DERIVED}(\.part)?")


class Layout:
    """Where things are in the index at ``folder``."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.catalog = self.folder / "catalog.sqlite"  # everything else can be made from it again
        self.unfinished = self.folder / "catalog.part"  # a catalog whose tables are not all there
        self.lock = self.folder / "writer.lock"  # held by the one process that writes
        self.rebuild = self.folder / "rebuild"  # a whole index in the making: of another embedder or splitter

    def require(self) -> None:
        """Look at the folder before anything in it is opened.

        Raises:
            IndexMissing: there is no index in it.
            IndexCorrupt: it holds links, FIFOs or devices.
            OSError: it cannot be listed.
        """
        if not os.path.lexists(self.catalog):
            raise IndexMissing(self.why_missing())
        self.sizes()

    def why_missing(self) -> str:
        """Why there is no index here, and what to do."""
        place = self.folder
        if place.is_dir() and self.others():
            return (
                f"{place} is a folder without an index; to index the articles in it: qa index {place} --name"
                " NAME, and then ask with --index NAME"
            )
        if os.path.lexists(place) and not place.is_dir():
            return f"{place} is a file, and no index: an index is a folder, or a location on Milvus"
        return f"there is no index at {place}; make one: qa index ARTICLES --index {place}"

    def others(self) -> list[str]:
        """The names of what is in the folder and no part of an index; hidden files may be anywhere."""
        names = (path.name for path in self.folder.iterdir())
        return sorted(name for name in names if not _OURS.fullmatch(name) and not name.startswith("."))

    def sizes(self) -> dict[Path, int]:
        """Every file of the index, and its size in bytes. Raises as ``require`` does."""
        found: dict[Path, int] = {}
        for place in (self.folder, self.rebuild):
            if place.is_dir():  # no link: what is inside was looked at before
                found |= plain_files(place, _OURS, _FOLDERS)
                for path in place.iterdir():
                    if _DERIVED.fullmatch(path.name) and path.is_dir():
                        found |= plain_files(path)
        return found

    def derived(self) -> list[Path]:
        """Every derived file or folder that is there, referred to or not."""
        return sorted(path for path in self.folder.iterdir() if _DERIVED.fullmatch(path.name))

    def fault(self, stamp: Stamp) -> str | None:
        """What is wrong with a published derived index; None where every byte is as published."""
        path = self.folder / stamp.name
        try:
            for name, file in stamp.files.items():
                where = path / name if path.is_dir() else path
                if where.lstat().st_size != file.size:
                    return f"{stamp.name}: {name} has {where.stat().st_size} bytes, not {file.size}"
            if describe(path) != stamp.files:
                return f"{stamp.name}: the contents were altered"
        except FileNotFoundError:
            return f"{stamp.name}: files of it are missing"
        except OSError as error:
            return f"{stamp.name}: {error.strerror}"
        except IndexCorrupt as error:
            return str(error)
        return None

    def sweep(self, used: Iterable[Stamp | None]) -> None:
        """Delete the derived files that nobody refers to: old ones, and what a killed writer left."""
        names = {stamp.name for stamp in used if stamp is not None}
        for path in self.derived():
            if path.name not in names:
                remove(path)


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
    if sum(file.stat().st_size for file in fresh) < _LARGE:
        return described | {file.name: _describe_one(file) for file in fresh}
    with ThreadPoolExecutor(2) as pool:  # hashing releases the interpreter's lock
        described.update(zip((file.name for file in fresh), pool.map(_describe_one, fresh), strict=True))
    return described


def _describe_one(path: Path) -> DerivedFile:
    with open_plain(path) as file:
        digest = hashlib.file_digest(file, "sha256")
        return DerivedFile(size=file.tell(), sha256=digest.hexdigest())


def settle(path: Path) -> None:
    """Wait until a file's contents, or the names in a folder, would survive a loss of power.

    Raises:
        OSError: a file cannot be written to the disk.
    """
    folder = path.is_dir()
    with suppress(OSError) if folder else nullcontext():  # not every system has that for folders
        handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Delete a derived file or folder, if it is there; readers that hold it open keep it."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
