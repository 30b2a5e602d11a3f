"""Which names a user has given to indexes, and which of them is asked where none is named.

The names stand in one file of the user's data folder. A name never says what is done: it stands for the place
of an index, and what is opened there is held against the same rules as any other.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from qa.errors import IndexMissing, SettingsError
from qa.index.location import FolderLocation, LiteLocation, Location, located
from qa.replacing import replace_file

SAMPLES = "samples"  # stands for the sample articles, which need no index of the user's

_FORMAT = 1  # of the file
_LARGEST = 1_000_000  # bytes of the file
_NAME = re.compile(r"[^\W_][\w.-]{0,63}")
_TOLD = 8  # names that a message lists
_SECONDS = 10.0  # how long to wait for another process that writes the file


@dataclass(frozen=True, slots=True)
class Collection:
    """An index with a name."""

    name: str
    place: Location
    default: bool  # it is asked where none is named


def known() -> list[Collection]:
    """All collections, by name.

    Raises:
        SettingsError: the file that holds them cannot be read.
    """
    names, default = _read()
    return [Collection(name, place, name == default) for name, place in sorted(names.items())]


def default() -> Collection | None:
    """The collection that is asked where none is named. Raises as ``known`` does."""
    return next((collection for collection in known() if collection.default), None)


def place_of(name_or_place: str) -> Location:
    """The index that a name, or else a place, stands for; a folder that bears a name is written ``./news``.

    Raises:
        SettingsError: it is no place of an index, or the names cannot be read.
    """
    if name_or_place == SAMPLES:
        raise SettingsError(
            f"{SAMPLES} stands for the sample articles, which can only be asked; name an index of your own"
        )
    found = _read()[0].get(name_or_place) if _NAME.fullmatch(name_or_place) else None
    return found or located(name_or_place)


def chosen(named: str | None, setting: str | None = None) -> Location | None:
    """The index to ask: as it was named, else as the settings say, else the default.

    None stands for the sample articles: where they are named, and where nothing else is.

    Raises:
        SettingsError: as for ``place_of``.
    """
    for text in (named, setting):
        if text is not None:
            return None if text == SAMPLES else place_of(text)
    own = default()
    return own.place if own else None


def place_for(name: str, place: Location | None = None) -> Location:
    """Where the index of a collection is, or is to be: of a new one at this place, or in its own folder.

    Raises:
        SettingsError: the name cannot be one, or it stands for another index than that at the place.
    """
    known_as = _read()[0].get(checked_name(name))
    if known_as is not None and place is not None:
        _require_same(name, known_as, absolute(place))
    return known_as or (absolute(place) if place is not None else own_place(name))


def called(place: Location) -> str:
    """What an index is called: its name where it has one, else its place. Raises as ``known`` does."""
    names = [collection.name for collection in known() if collection.place == absolute(place)]
    return names[0] if names else str(place)


def require_known(name_or_place: str, place: Location) -> None:
    """Say which collections there are where a name was mistyped: it stands for a folder that is not there.

    Raises:
        IndexMissing: it is no name of a collection and no index, and there are collections.
    """
    mistyped = isinstance(place, FolderLocation) and str(place) == name_or_place and not place.disk.exists()
    if mistyped and _NAME.fullmatch(name_or_place) and (names := sorted(_read()[0])):
        raise IndexMissing(
            f"there is no collection {name_or_place} and no such folder; collections: {_some(names)}"
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return ", ".join(names[:_TOLD]) + more


def remember(name: str, place: Location) -> Collection:
    """Give an index a name.

    Raises:
        SettingsError: the name cannot be one, stands for another index, or cannot be kept.
    """
    place = absolute(place)
    with _changing() as (names, default):
        _require_same(name, names.setdefault(checked_name(name), place), place)
        _write(names, default)
    return Collection(name, place, name == default)


def use(name: str) -> Collection | None:
    """Ask this collection where none is named; ``samples`` for none, which is None.

    Raises:
        SettingsError: there is no collection of that name, or this cannot be kept.
    """
    with _changing() as (names, _):
        if name == SAMPLES:
            _write(names, None)
            return None
        _require(name, names)
        _write(names, name)
    return Collection(name, names[name], default=True)


def forget(name: str) -> Collection:
    """Take a name away from an index, which stays where it is. Raises as ``use`` does."""
    with _changing() as (names, default):
        _require(name, names)
        place = names.pop(name)
        _write(names, None if default == name else default)
    return Collection(name, place, default=False)


def own_place(name: str) -> Location:
    """Where the index of a new collection is kept: a folder of its name in the user's data folder.

    Raises:
        SettingsError: the name cannot be one.
    """
    return FolderLocation(_folder() / "collections" / checked_name(name))


def checked_name(name: str) -> str:
    """The name itself, where it can be one.

    Raises:
        SettingsError: it cannot.
    """
    if name == SAMPLES:
        raise SettingsError(f"{SAMPLES} stands for the sample articles; choose another name")
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot be the name of a collection: a letter or digit, then letters, digits, . - and"
            " _, at most 64 of them"
        )
    return name


def absolute(place: Location) -> Location:
    """The same place from any working folder."""
    if isinstance(place, FolderLocation):
        return FolderLocation(place.disk.absolute())
    return replace(place, database=place.database.absolute()) if isinstance(place, LiteLocation) else place


def _require_same(name: str, known_as: Location, place: Location) -> None:
    if known_as != place:
        raise SettingsError(
            f"{name} is the name of the index at {known_as}; choose another, or first say:"
            f" qa collections --forget {name}"
        )


def _require(name: str, names: Mapping[str, Location]) -> None:
    if name not in names:
        there = f"there are {_some(sorted(names))}" if names else "there is none yet"
        raise SettingsError(
            f"there is no collection {name!r} ({there}); make one: qa index ARTICLES --name NAME"
        )


# -- the file


def _folder() -> Path:
    return platformdirs.user_data_path("qa")


def _file() -> Path:
    return _folder() / "collections.json"


def _read() -> tuple[dict[str, Location], str | None]:
    """The places by name, and the default's name; nothing where there is no file."""
    file = _file()
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
        return _checked(json.loads(content) if len(content) <= _LARGEST else None)
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        raise SettingsError(f"cannot read the names of collections in {file}: {error.strerror}") from error
    except (ValueError, RecursionError, SettingsError) as error:
        raise SettingsError(
            f"the names of collections in {file} are damaged; move the file away and name the indexes again:"
            " qa index --index PLACE --name NAME"
        ) from error


def _checked(stated: Any) -> tuple[dict[str, Location], str | None]:
    """What a file states. Raises ValueError or SettingsError where it is none of ours."""
    if not isinstance(stated, dict) or stated.get("format") != _FORMAT:
        raise ValueError("not this format")
    places, default = stated.get("collections"), stated.get("default")
    if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
        raise ValueError("no places")
    if not isinstance(default, str | None) or default not in {None, *places}:
        raise ValueError("a default that is not there")
    return {checked_name(name): located(place) for name, place in places.items()}, default


@contextlib.contextmanager
def _changing() -> Iterator[tuple[dict[str, Location], str | None]]:
    """What is known, while no other process changes it."""
    from filelock import FileLock, Timeout  # not for those who only read

    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock"), timeout=_SECONDS):
            yield _read()
    except Timeout as error:
        raise SettingsError(f"another process holds {file}; try again when it is done") from error
    except OSError as error:
        raise SettingsError(f"cannot keep the names of collections in {file}: {error.strerror}") from error


def _write(names: Mapping[str, Location], default: str | None) -> None:
    """Put another file in the place of the one that is there: whole, or not at all."""
    stated = {
        "format": _FORMAT,
        "default": default,
        "collections": {name: str(place) for name, place in sorted(names.items())},
    }
    replace_file(_file(), json.dumps(stated, indent=1) + "\n")
