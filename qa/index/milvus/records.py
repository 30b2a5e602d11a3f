"""What an index in Milvus says of itself: who made it, which generation counts, and what is being written.

Milvus has no transactions and no locks. The writer's record makes up for the first: before a batch is
written it reserves the batch's ids and names what the batch replaces, so that the next writer can finish or
undo what was cut short. And it makes up for the second as far as may be: it says who is writing and since
when, and who finds another name there than his own stops.
"""

from __future__ import annotations

import os
import platform
import time
import uuid
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, Field, ValidationError

from qa.errors import IndexBusy, IndexCorrupt
from qa.index.manifest import Identity, Stated
from qa.index.milvus.client import Connection
from qa.index.milvus.schema import NO_USE

Model = TypeVar("Model", bound=BaseModel)

LEASE = 120.0  # seconds after its last sign of life that a writer elsewhere counts as alive
_MANIFEST, _WRITER = "manifest", "writer"
_HOST = platform.node() or "host"

_claimed_here: set[str] = set()  # the owners that are writers in this process


class Manifest(Stated):
    """The index as it counts."""

    identity: Identity
    generation: int = Field(ge=1)
    making: Identity | None = None  # of generation + 1, while the index is being rebuilt


class Gone(NamedTuple):
    """A version of an article that is to be deleted, unless its article's row still points to it."""

    key: str  # of the article
    n: int
    first: int
    passages: int
    parts: int


class Batch(Stated):
    """What is being written. 512 articles that are all replaced make 40 kB of the 64 kB a record holds."""

    generation: int
    first: int  # of the new passages: first, first + 1, ...
    passages: int
    n: int  # of the new versions: n, n + 1, ...
    parts: list[int]  # records of each new version
    new: list[str]  # keys of articles that were not there
    gone: list[Gone]  # versions that are replaced or removed


class Writer(Stated):
    """Who writes, what, and which ids are free."""

    next_id: int = 1  # of a passage; everything below was given away, once
    next_n: int = 1  # of a version of an article
    owner: str = ""  # HOST PID TOKEN; empty when nobody writes
    since: float = 0.0  # the owner's last sign of life, seconds since the epoch
    batch: Batch | None = None


class Records:
    """The records of one index."""

    def __init__(self, connection: Connection, collection: str) -> None:
        """Read and write the records in this collection, which must be there."""
        self._connection = connection
        self._collection = collection
        self._owner = f"{_HOST} {os.getpid()} {uuid.uuid4().hex}"

    def manifest(self) -> Manifest | None:
        """What counts; None where the index was never finished being made."""
        return self._read(_MANIFEST, Manifest)

    def set_manifest(self, manifest: Manifest) -> None:
        """Make something else count."""
        self._write(_MANIFEST, manifest)

    def writer(self) -> Writer:
        """Who writes."""
        return self._read(_WRITER, Writer) or Writer()

    def claim(self) -> Writer:
        """Become the writer.

        Raises:
            IndexBusy: another process is writing.
        """
        found = self.writer()
        if found.owner and not _over(found):
            raise self._busy(found)
        self._write(_WRITER, found.model_copy(update={"owner": self._owner, "since": time.time()}))
        claimed = self.writer()  # of two who claim at once, both see the name of the later one
        if claimed.owner != self._owner:
            raise self._busy(claimed)
        _claimed_here.add(self._owner)
        return claimed

    def update(self, writer: Writer) -> Writer:
        """Write the writer's record, as its owner.

        Raises:
            IndexBusy: another process has taken over.
        """
        found = self.writer()
        if found.owner != self._owner:
            raise self._busy(found)
        fresh = writer.model_copy(update={"owner": self._owner, "since": time.time()})
        self._write(_WRITER, fresh)
        return fresh

    def release(self) -> None:
        """Stop being the writer, if we are. Where nobody answers, our claim lapses."""
        _claimed_here.discard(self._owner)
        if self._connection.away:
            return
        found = self.writer()
        if found.owner == self._owner:
            self._write(_WRITER, found.model_copy(update={"owner": ""}))

    def values(self, keys: list[str]) -> dict[str, str]:
        """The values of records by key."""
        return {
            row["key"]: row["value"] for row in self._connection.get(self._collection, keys, ["key", "value"])
        }

    def put(self, values: dict[str, str]) -> None:
        """Write records."""
        rows = [{"key": key, "value": value, "unused": NO_USE} for key, value in values.items()]
        for at in range(0, len(rows), 256):  # a request of Milvus holds at most 64 MB
            self._connection.upsert(self._collection, rows[at : at + 256])

    def delete(self, keys: list[str]) -> None:
        """Delete records."""
        self._connection.delete(self._collection, keys)

    def _read(self, key: str, model: type[Model]) -> Model | None:
        found = self.values([key])
        try:
            return model.model_validate_json(found[key]) if key in found else None
        except ValidationError as error:
            raise IndexCorrupt(
                f"the index {self._connection.location} has a damaged record ({key})"
            ) from error

    def _write(self, key: str, model: BaseModel) -> None:
        self.put({key: model.model_dump_json()})

    def _busy(self, writer: Writer) -> IndexBusy:
        host, _, rest = writer.owner.partition(" ")
        pid = rest.partition(" ")[0]
        return IndexBusy(
            f"another process ({pid} on {host}) is writing to the index {self._connection.location}; "
            f"try again when it is done, or {LEASE:g} s after it died"
        )


def text_keys(n: int, parts: int) -> list[str]:
    """The records that hold a version of an article."""
    return [f"text/{n}/{part}" for part in range(parts)]


def speech_key(n: int) -> str:
    """The record that holds what is reported in a version of an article."""
    return f"speech/{n}"


def all_keys(n: int, parts: int) -> list[str]:
    """All records of a version of an article."""
    return [*text_keys(n, parts), speech_key(n)]


def _over(writer: Writer) -> bool:
    """Whether a writer is gone: by the clock, or because it was a process of this machine that ended."""
    if abs(time.time() - writer.since) > LEASE:
        return True
    host, _, rest = writer.owner.partition(" ")
    pid = rest.partition(" ")[0]
    if host != _HOST or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return writer.owner not in _claimed_here
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there, and another user's
        return False
    return False
