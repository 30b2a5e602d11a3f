"""Where an index is: in a folder, in a file of Milvus Lite, or in a collection of a Milvus server.

    DIR                                    a folder of this machine
    milvus:PATH.db                         a database of Milvus Lite, on this machine, without a server
    milvus+http://HOST:19530/COLLECTION    a collection of a Milvus server or cluster
    milvus+https://HOST:19530/COLLECTION   the same over TLS

Who may do what on a server is never part of a location, because locations are shown, logged and kept in
shell histories: the settings ``milvus_token``, or ``milvus_user`` and ``milvus_password``, say it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from qa.errors import SettingsError

_LITE, _SCHEME = "milvus:", "milvus+"
_COLLECTION = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")  # Milvus allows 255, and we append to it
_FORMS = "a folder, milvus:PATH.db, or milvus+http://HOST:19530/COLLECTION"


class Location(ABC):
    """Where an index is; as a string, what the user may write for it."""

    __slots__ = ()

    @property
    def disk(self) -> Path | None:
        """What the index occupies on this machine's disk; None for a server."""
        return None

    @property
    @abstractmethod
    def name(self) -> str:
        """A short name, for reports."""


@dataclass(frozen=True, slots=True)
class FolderLocation(Location):
    """A folder of this machine."""

    disk: Path

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.disk.name

    def __str__(self) -> str:
        return str(self.disk)


@dataclass(frozen=True, slots=True)
class LiteLocation(Location):
    """A database of Milvus Lite, which is a file or folder named ``*.db``."""

    database: Path

    @property
    def disk(self) -> Path:
        """The database."""
        return self.database

    @property
    def name(self) -> str:
        """The database's own name."""
        return self.database.stem

    def __str__(self) -> str:
        return f"{_LITE}{self.database}"


@dataclass(frozen=True, slots=True)
class ServerLocation(Location):
    """A collection of a Milvus server or cluster."""

    uri: str  # http://HOST:PORT or https://HOST:PORT
    collection: str

    @property
    def name(self) -> str:
        """The collection."""
        return self.collection

    def __str__(self) -> str:
        return f"{_SCHEME}{self.uri}/{self.collection}"


def located(place: Location | Path | str) -> Location:
    """The location that a text names; a path is always a folder.

    Raises:
        TypeError: it is nothing that names a place.
        SettingsError: it looks like a Milvus location and is none, or it holds credentials.
    """
    if isinstance(place, Location):
        return place
    if isinstance(place, Path):
        return FolderLocation(place)
    if not isinstance(place, str):
        raise TypeError(f"the place of an index is a str or a Path, not {type(place).__name__}")
    if place.startswith(_SCHEME):
        return _server(place.removeprefix(_SCHEME))
    if place.startswith(_LITE):
        return _lite(place.removeprefix(_LITE))
    if not place:
        raise SettingsError(f"an index needs a name: {_FORMS}")
    return FolderLocation(Path(place))


def _lite(path: str) -> LiteLocation:
    if path.startswith("//"):  # not repeated: it may hold a password
        raise SettingsError("a location on a Milvus server begins with milvus+http:// or milvus+https://")
    if not path.endswith(".db"):
        raise SettingsError(f"a database of Milvus Lite is named milvus:PATH.db, not {_LITE}{path}")
    return LiteLocation(Path(path))


def _server(url: str) -> ServerLocation:
    try:
        parts = urlsplit(url)
        port = parts.port or 19530
    except ValueError:
        raise SettingsError(f"a location on a Milvus server cannot be read; write it as {_FORMS}") from None
    if "@" in url or parts.query or parts.fragment:  # not repeated: it may hold a password
        raise SettingsError(
            "a location on a Milvus server holds no user, password, token or other parameter: "
            "set QA_MILVUS_TOKEN, or QA_MILVUS_USER and QA_MILVUS_PASSWORD, or milvus_token in qa.toml"
        )
    collection = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or not _COLLECTION.fullmatch(collection):
        raise SettingsError(
            f"{_SCHEME}{url} is no location of an index: write milvus+http://HOST:19530/COLLECTION, "
            "the collection in letters, digits and _"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return ServerLocation(f"{parts.scheme}://{host}:{port}", collection)
