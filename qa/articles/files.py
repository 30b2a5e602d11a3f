"""Bytes and characters of one file, with bounds: the files are not trusted."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from qa.errors import InputError

MEGABYTE = 1_000_000
TEXT_LIMIT = 64 * MEGABYTE  # bytes of one text, unpacked: some ten thousand pages

_MOST_REPORTED = 20  # problems of one file; a file of another kind would fill the screen

Report = Callable[[str], None]
"""Hears, in one line, what of a file could not be read."""

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


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


def shown(path: Path) -> str:
    """A path for a message: one line, whatever characters the name holds."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(path))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read bytes from, unpacked if its name ends in .gz.

    Raises:
        InputError: it cannot be opened or read on, or is no file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("not a file but a device, pipe or socket")
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            with path.open("rb") as plain:
                yield plain
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"the gzip data are damaged: {error}") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error


def read_bytes(path: Path, limit: int) -> bytes:
    """All bytes of a file.

    Raises:
        InputError: it cannot be read, or there are more than ``limit``.
    """
    with opened(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"larger than {limit // MEGABYTE} MB, the most that one article may have: divide it")
    return data


def read_text(path: Path) -> str:
    """The text of a file, character for character: no newline is translated, a byte order mark is kept.

    UTF-8, or UTF-16 and UTF-32 that say so by their byte order mark. Other encodings could only be
    guessed, and a wrong guess would be quoted as the article's words.

    Raises:
        InputError: the file cannot be read or is no such text; names the first byte that is not.
    """
    data = read_bytes(path, TEXT_LIMIT)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        raise InputError(f"not text: there is a zero at byte {data.index(0)}; skipped")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"at byte {error.start} (line {line})" if encoding == "utf-8" else f"at byte {error.start}"
        raise InputError(f"not valid {encoding.upper()} {where}; skipped: convert it to UTF-8") from error


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

    def end(self) -> None:
        """Say how many were counted."""
        if self._count > _MOST_REPORTED:
            self._report(f"{self._count - _MOST_REPORTED:,} more problems like these")
