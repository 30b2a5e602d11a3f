"""Reading question files, plain or compressed (.gz, .xz), with a bound on what they unpack to."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from qa.errors import InputError

# A question set is trusted less than its size: a few megabytes of .xz can unpack to anything.
MOST_BYTES = 2 * 1024**3
MOST_LINE_BYTES = 64 * 1024**2


def format_suffix(path: Path) -> str:
    """The suffix that names the format, the compression left out: ``.json`` for ``dev.json.xz``."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in {".gz", ".xz"}:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def read_json(path: Path) -> object:
    """The one JSON value of a file.

    Raises:
        InputError: the file cannot be read, is no JSON, or unpacks to more than ``MOST_BYTES``.
    """
    with _opened(path) as stream:
        data = _guarded(path, lambda: stream.read(MOST_BYTES + 1))
    if len(data) > MOST_BYTES:
        raise InputError(f"{path} unpacks to more than {MOST_BYTES >> 30} GiB; split it")
    try:
        return cast(object, json.loads(data))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not valid JSON: {error}") from error


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number (from 1) and object of each line that is not blank.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object (with its number).
    """
    with _opened(path) as stream:
        for number, line in _lines(path, stream):
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{path}, line {number}: not valid JSON ({error})") from error
            if not isinstance(value, dict):
                raise InputError(f"{path}, line {number}: expected a JSON object")
            yield number, value


def read_text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Line number (from 1) and text of each line that is not blank.

    Raises:
        InputError: the file cannot be read or is not UTF-8.
    """
    with _opened(path) as stream:
        for number, line in _lines(path, stream):
            try:
                yield number, line.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise InputError(f"{path}, line {number}: not UTF-8 ({error.reason})") from error


def _lines(path: Path, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = total = 0
    while line := _guarded(path, lambda: stream.readline(MOST_LINE_BYTES + 1)):
        number += 1
        total += len(line)
        if len(line) > MOST_LINE_BYTES:
            raise InputError(f"{path}, line {number}: longer than {MOST_LINE_BYTES >> 20} MiB")
        if total > MOST_BYTES:
            raise InputError(f"{path} unpacks to more than {MOST_BYTES >> 30} GiB; split it")
        if line.strip():
            yield number, line


def _opened(path: Path) -> BinaryIO:
    try:
        if path.suffix.lower() == ".gz":
            return cast(BinaryIO, gzip.open(path, "rb"))
        if path.suffix.lower() == ".xz":
            return cast(BinaryIO, lzma.open(path, "rb"))
        return path.open("rb")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _guarded(path: Path, read: Callable[[], bytes]) -> bytes:
    try:
        return read()
    except (OSError, EOFError, lzma.LZMAError) as error:  # gzip.BadGzipFile is an OSError
        raise InputError(f"cannot read {path}: {error}") from error
