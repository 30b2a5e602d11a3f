"""What was shown last with numbers, so that another command can open it by its number.

It stands in one file of the user's state folder that nobody else can read. What is read there is validated:
it names files, and these are only ever opened, never run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter, ValidationError

from qa.errors import InputError
from qa.replacing import replace_file
from qa.types import Citation

FORMAT = 1
_LARGEST = 32_000_000  # bytes of the file


@dataclass(frozen=True, slots=True)
class LastShown:
    """Citations as they were numbered, and the index that they are of."""

    index: str | None  # as --index takes it; None for the sample articles
    citations: tuple[Citation, ...]
    format: int = FORMAT

    def numbered(self, number: int) -> Citation:
        """The citation of a number. Raises InputError where there is none."""
        if not 1 <= number <= len(self.citations):
            raise InputError(f"there is no [{number}]: {len(self.citations)} of them were shown last")
        return self.citations[number - 1]


def remember(index: str | None, citations: Sequence[Citation]) -> None:
    """Keep what is shown, in the place of what was shown before.

    Raises:
        InputError: the user's state folder cannot be written.
    """
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(file, json.dumps(asdict(LastShown(index, tuple(citations)))))
    except OSError as error:
        raise InputError(f"cannot remember what was shown in {file}: {error.strerror}") from error


def last() -> LastShown:
    """What was shown last.

    Raises:
        InputError: nothing was, or what was kept cannot be read.
    """
    file = _file()
    try:
        with file.open("rb") as opened:
            found = TypeAdapter(LastShown).validate_json(opened.read(_LARGEST + 1))
    except FileNotFoundError:
        raise InputError("nothing was shown yet: ask something first, or name an article") from None
    except OSError as error:
        raise InputError(f"cannot read what was shown last in {file}: {error.strerror}") from error
    except ValidationError:
        found = LastShown(None, (), 0)
    if found.format != FORMAT:
        raise InputError(f"what was shown last cannot be read in {file}: ask again")
    return found


def _file() -> Path:
    return platformdirs.user_state_path("qa") / "shown.json"
