"""Bytes and characters of one file, with bounds: the files are not trusted."""

from __future__ import annotations

import bz2
import gzip
import os
import stat
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from qa.errors import InputError

MEGABYTE = 1_000_000
TEXT_LIMIT = 64 * MEGABYTE  # bytes of one text, unpacked: some ten thousand pages

_CHUNK = 1 << 20  # bytes
_MOST_REPORTED = 20  # problems of one file; a file of another kind would fill the screen

MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

Report = Callable[[str], None]
"""Hears, in one line, what of a file could not be read."""


def identity(path: Path) -> str:
    """The absolute path of a file as the user calls it: links are not followed."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 (Path.resolve would follow links)


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path is a link to a place outside of a folder; one to nowhere leads nowhere."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop
        return False


def shown(path: Path | str) -> str:
    """A path or an address for a message: one line, whatever characters it holds."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(path))


@dataclass(frozen=True, slots=True)
class File:
    """One file, or one member of a file that holds others: what a format reads."""

    path: Path  # what it is called: for its ending and a title
    place: str  # the id of its article: the absolute path, with #member behind it for one of many
    stream: BinaryIO
    depth: int = 0  # how many archives it is in

    @property
    def source(self) -> str:
        """What people see of the place: composed characters, as they are typed."""
        return unicodedata.normalize("NFC", self.place)

    def data(self, limit: int = TEXT_LIMIT) -> bytes:
        """All bytes.

        Raises:
            InputError: they cannot be read, or there are more than ``limit``.
        """
        data = read_from(self.stream, limit + 1)
        if len(data) > limit:
            raise InputError(
                f"larger than {limit // MEGABYTE} MB, the most that one article may have: divide it"
            )
        return data

    def text(self) -> str:
        """The text, character for character: no newline is translated, a byte order mark is kept.

        UTF-8, or UTF-16 and UTF-32 that say so by their byte order mark. Other encodings could only be
        guessed, and a wrong guess would be quoted as the article's words.

        Raises:
            InputError: it cannot be read or is no such text; names the first byte that is not.
        """
        data = self.data()
        encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
        if encoding == "utf-8" and b"\0" in data:
            raise InputError(f"not text: there is a zero at byte {data.index(0)}; skipped")
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            where = (
                f"at byte {error.start} (line {line})" if encoding == "utf-8" else f"at byte {error.start}"
            )
            raise InputError(f"not valid {encoding.upper()} {where}; skipped: convert it to UTF-8") from error

    def again(self, data: bytes) -> File:
        """The same file with these bytes, as it was read already."""
        return replace(self, stream=BytesIO(data))

    def member(self, name: str, data: bytes) -> File:
        """A file inside this one."""
        return File(Path(name), f"{self.place}#{name}", BytesIO(data), self.depth + 1)


@contextmanager
def opened(path: Path) -> Iterator[File]:
    """A file to read, unpacked if its name ends in .gz or .bz2.

    Raises:
        InputError: it cannot be opened or read on, or is no file.
    """
    packed = "gzip" if path.suffix.lower() == ".gz" else "bzip2"
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("not a file but a device, pipe or socket")
        unpack = _UNPACKED.get(path.suffix.lower())
        with unpack(path) if unpack else path.open("rb") as stream:
            yield File(path.with_suffix("") if unpack else path, identity(path), cast(BinaryIO, stream))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"the {packed} data are damaged: {error}") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error


def unpacked(file: File) -> File:
    """A file in memory, unpacked if its name ends in .gz or .bz2."""
    ending = file.path.suffix.lower()
    if ending not in _UNPACKED:
        return file
    stream = gzip.GzipFile(fileobj=file.stream) if ending == ".gz" else bz2.BZ2File(file.stream)
    return replace(file, path=file.path.with_suffix(""), stream=cast(BinaryIO, stream))


def read_from(stream: IO[bytes], most: int) -> bytes:
    """Up to ``most`` bytes, with no more memory than there are (a buffered reader sets all aside at once)."""
    read = BytesIO()
    while some := stream.read(min(_CHUNK, most - read.tell())):
        read.write(some)
    return read.getvalue()


class Few:
    """A report that tells the first problems of a file and counts the rest, which would fill the screen."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._count = 0

    def __call__(self, problem: str) -> None:
        """Tell it, or count it."""
        self._count += 1
        if self._count <= _MOST_REPORTED:
            self._report(problem)

    def last(self, problem: str) -> None:
        """Tell why nothing more is read, however many were told."""
        self._report(problem)

    def end(self) -> None:
        """Say how many were counted."""
        if self._count > _MOST_REPORTED:
            self._report(
                f"{self._count - _MOST_REPORTED:,} more problems like these; what has one may be skipped"
            )


_UNPACKED: dict[str, Callable[[Path], Any]] = {".gz": gzip.open, ".bz2": bz2.open}
PACKED = tuple(_UNPACKED)
