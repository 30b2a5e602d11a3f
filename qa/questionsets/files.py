"""Reading question files, plain or compressed (.gz, .xz), with a bound on what they unpack to."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from pydantic import BaseModel, ValidationError

from qa.errors import InputError
from qa.validation import in_words

# A question set is trusted less than its size: a few megabytes of .xz can unpack to anything.
MOST_BYTES = 2 * 1024**3
MOST_LINE_BYTES = 64 * 1024**2
COMPRESSIONS = (".gz", ".xz")

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Line:
    """One JSON object of a file of JSON lines, and where it stands."""

    path: Path
    number: int  # counts from 1
    value: dict[str, Any]

    def fitted(self, model: type[Model]) -> Model:
        """The object as a record. Raises as :func:`fitted`."""
        return fitted(model, self.value, f"{self.path}, line {self.number}")


def fitted(model: type[Model], value: object, where: str) -> Model:
    """A JSON value as a record; fields that the model does not know belong to somebody's tooling.

    Raises:
        InputError: it does not fit; ``where`` begins the message, the field and the reason follow.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InputError(f"{where}: {in_words(error, 'the record')}") from error


def unpacked_name(path: Path) -> Path:
    """The name of a file without that of its compression: ``dev.json`` for ``dev.json.xz``."""
    return Path(path.stem if path.suffix.lower() in COMPRESSIONS else path.name)


def set_name(path: Path) -> str:
    """What a question set is called: its file's name without the suffixes of format and compression."""
    name = unpacked_name(path)
    return name.stem if name.suffix in (".json", ".jsonl", ".csv", ".tsv") else name.name


def read_whole(path: Path) -> bytes:
    """The content of a file, unpacked.

    Raises:
        InputError: the file cannot be read, or unpacks to more than ``MOST_BYTES``.
    """
    with _opened(path) as stream:
        data = stream.read(MOST_BYTES + 1)
    _refuse_more(path, len(data))
    return data


def read_json_lines(path: Path) -> Iterator[Line]:
    """The object of each line that is not blank.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object (with its number).
    """
    for number, line in _lines(path):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}, line {number}: not valid JSON ({error})") from error
        if not isinstance(value, dict):
            raise InputError(f"{path}, line {number}: expected a JSON object")
        yield Line(path, number, value)


def read_text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Line number (from 1) and text of each line that is not blank.

    Raises:
        InputError: the file cannot be read or is not UTF-8.
    """
    for number, line in _lines(path):
        try:
            yield number, line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError(f"{path}, line {number}: not UTF-8 ({error.reason})") from error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    number = total = 0
    with _opened(path) as stream:
        while line := stream.readline(MOST_LINE_BYTES + 1):
            number += 1
            total += len(line)
            if len(line) > MOST_LINE_BYTES:
                raise InputError(f"{path}, line {number}: longer than {MOST_LINE_BYTES >> 20} MiB")
            _refuse_more(path, total)
            if line.strip():
                yield number, line


def _refuse_more(path: Path, size: int) -> None:
    if size > MOST_BYTES:
        raise InputError(f"{path} unpacks to more than {MOST_BYTES >> 30} GiB; split it")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read, unpacked; what fails while it is read is said of the file."""
    opener: Any = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix.lower(), open)
    try:
        with opener(path, "rb") as stream:
            yield cast(BinaryIO, stream)
    except (OSError, EOFError, lzma.LZMAError) as error:  # gzip.BadGzipFile is an OSError
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read the questions in {path}: {reason}") from error
