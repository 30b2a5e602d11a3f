"""Files of JSON lines that grow as work goes on, read back up to the last whole line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from qa.errors import InputError


class Stored(BaseModel):
    """What is written as JSON and read back by the same version."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Row = TypeVar("Row", bound=BaseModel)


def read_appended(path: Path, row: type[Row]) -> Iterator[Row]:
    """The rows of a file; none where there is no file, and without a last line that was cut off.

    Raises:
        InputError: a line in the middle is no such row.
    """
    if not path.exists():
        return
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield row.model_validate_json(line)
            except ValidationError as error:
                raise InputError(
                    f"{path}, line {number}: not written by this version of qa; remove the file to begin anew"
                ) from error
