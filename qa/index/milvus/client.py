"""One connection to Milvus: how it is opened, how long it tries, and what its errors mean to a user.

A request that finds nobody is repeated, over a new connection and after growing pauses, until the setting
``milvus_timeout`` has passed. (The client repeats requests too, but gives up when its first attempt to
connect again fails, and stays disconnected.) Every request here may be repeated without harm: rows are
upserted under keys chosen by us, and deleted by key.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import grpc
from pymilvus import CollectionSchema, MilvusClient, MilvusException

from qa.errors import IndexBusy, IndexError_, IndexMismatch, IndexUnreachable, SettingsError
from qa.index.location import LiteLocation, Location
from qa.index.milvus.access import access, begin_lite, end_lite
from qa.settings import Settings

Row = dict[str, Any]
T = TypeVar("T")
P = TypeVar("P")

_STRONG = "Strong"  # reads wait until they see every write that was acknowledged before
_BOUNDED = "Bounded"  # reads see what was written some seconds ago, and do not wait
_STRONG_SECONDS = 10.0  # after opening: so a reader sees at once what was stored before it was opened
_ROWS_AT_ONCE = 1000
_CONNECTION_FAILED = 2  # the client's own code
_AWAY = (
    *(grpc.StatusCode[name] for name in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED")),
    _CONNECTION_FAILED,
)
_REFUSED = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
_MISSING_COLLECTION, _NOT_LOADED = 100, 101  # Milvus's codes
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0  # seconds between attempts

# The client writes tracebacks to stderr beside raising them; what a user needs to know is said by our errors.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)


class Connection:
    """A Milvus client with this project's settings; every error comes out as one of ours."""

    def __init__(self, location: Location, settings: Settings, *, always_strong: bool = True) -> None:
        """Connect. Reads are strongly consistent: always, or only for some seconds after this.

        Raises:
            IndexUnreachable: nobody answers there.
            IndexBusy: another process has the database of Milvus Lite open.
            SettingsError: the server wants other credentials, or a certificate cannot be read.
        """
        self.location = location
        self.away = False  # whether the last request found nobody
        self._strong_until = math.inf if always_strong else time.monotonic() + _STRONG_SECONDS
        self._timeout = settings.milvus_timeout
        self._access = access(location, settings)
        self._client: MilvusClient | None = None
        self._lite = location.database.absolute() if isinstance(location, LiteLocation) else None
        if self._lite is not None:
            begin_lite(self._lite)
        try:
            self._tried(lambda client, seconds: None)
        except BaseException:
            self.close()
            raise

    def _tried(self, request: Callable[[MilvusClient, float], T]) -> T:
        """The result of a request, repeated over a new connection while nobody answers and time is left."""
        deadline = time.monotonic() + self._timeout
        pause = _FIRST_PAUSE
        while True:
            left = max(deadline - time.monotonic(), pause)
            try:
                if self._client is None:
                    self._client = MilvusClient(timeout=left, **self._access)
                result = request(self._client, left)
                self.away = False
                return result
            except (MilvusException, grpc.RpcError) as error:
                meaning = self._meaning(error)
                self.away = isinstance(meaning, IndexUnreachable)
                released = _code(error) == _NOT_LOADED  # a writer gives it another index: see reindex
                if not (self.away or released) or time.monotonic() + pause >= deadline:
                    raise meaning from error
            self._disconnect()
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _meaning(self, error: MilvusException | grpc.RpcError) -> IndexError_ | SettingsError:
        code = _code(error)
        what = " ".join(str(getattr(error, "message", "") or code).split())[:300]
        if code in _REFUSED or "auth check failure" in what or "permission deny" in what.lower():
            return SettingsError(
                f"the Milvus server at {self.location} refuses this user: set QA_MILVUS_TOKEN, or "
                "QA_MILVUS_USER and QA_MILVUS_PASSWORD"
            )
        if code in _AWAY:
            return IndexUnreachable(
                f"the Milvus server of {self.location} did not answer within {self._timeout:g} s "
                "(milvus_timeout); what was stored is kept: run the same command again when it is back"
            )
        if code == _MISSING_COLLECTION:
            return IndexMismatch(
                f"a collection of {self.location} is no longer there: the index was rebuilt or removed; "
                "open it again"
            )
        return IndexBusy(f"Milvus could not do what was asked of {self.location}: {what}")

    # -- collections

    def has(self, collection: str) -> bool:
        """Whether there is such a collection."""
        return bool(self._tried(lambda client, t: client.has_collection(collection, timeout=t)))

    def create(
        self, collection: str, schema: CollectionSchema, indexes: Sequence[Mapping[str, Any]], shards: int
    ) -> None:
        """Make a collection and load it; ``indexes`` as Milvus's ``add_index`` takes them."""
        params = _index_params(*indexes)
        options = {"consistency_level": _STRONG, "num_shards": shards}

        def request(client: MilvusClient, t: float) -> None:
            if not client.has_collection(collection, timeout=t):  # made by an attempt whose answer was lost
                client.create_collection(collection, schema=schema, timeout=t, **options)
            # Nothing is there to be indexed: to wait for it would take half a second an index.
            client.create_index(collection, params, timeout=t, sync=False)
            client.load_collection(collection, timeout=t)

        self._tried(request)

    def fields(self, collection: str) -> dict[str, Any]:
        """The fields of a collection by name, as Milvus describes them."""
        described = self._tried(lambda client, t: client.describe_collection(collection, timeout=t))
        return {field["name"]: field for field in described["fields"]}

    def load(self, *collections: str) -> None:
        """Make collections searchable, which they stay until they are released."""
        self._each(collections, MilvusClient.load_collection)

    def drop(self, *collections: str) -> None:
        """Forget collections, as far as they are there."""
        self._each(collections, MilvusClient.drop_collection)

    def flush(self, *collections: str) -> None:
        """Seal what was written, so that it is indexed; it was durable before."""
        self._each(collections, MilvusClient.flush)

    def compact(self, *collections: str) -> None:
        """Ask for the room of deleted rows; the server gives it back when it suits it."""
        self._each(collections, MilvusClient.compact)

    def _each(self, collections: Sequence[str], request: Callable[..., object]) -> None:
        for collection in collections:
            self._tried(partial(lambda name, client, t: request(client, name, timeout=t), collection))

    def index_type(self, collection: str, field: str) -> str:
        """The type of the index of a field; empty where it has none."""

        def request(client: MilvusClient, t: float) -> Any:
            there = field in client.list_indexes(collection, timeout=t)
            return client.describe_index(collection, field, timeout=t) if there else None

        return str((self._tried(request) or {}).get("index_type", ""))

    def reindex(self, collection: str, index: Mapping[str, Any]) -> None:
        """Give a field another index, or one. The collection cannot be searched meanwhile: searches wait."""
        params = _index_params(index)

        def request(client: MilvusClient, t: float) -> None:
            client.release_collection(collection, timeout=t)
            if index["field_name"] in client.list_indexes(collection, timeout=t):
                client.drop_index(collection, index["field_name"], timeout=t)
            client.create_index(collection, params)  # lasts as long as it lasts
            client.load_collection(collection)

        self._tried(request)

    # -- rows

    def _in_parts(self, items: Sequence[P], request: Callable[[list[P], MilvusClient, float], T]) -> list[T]:
        """The results of a request for some items at a time."""
        parts = (list(items[at : at + _ROWS_AT_ONCE]) for at in range(0, len(items), _ROWS_AT_ONCE))
        return [self._tried(partial(request, some)) for some in parts]

    @property
    def _level(self) -> str:
        """How consistent a read is that may see what was a few seconds ago."""
        return _STRONG if time.monotonic() < self._strong_until else _BOUNDED

    def get(
        self, collection: str, keys: Sequence[str | int], fields: Sequence[str], *, strong: bool = False
    ) -> list[Row]:
        """The rows with these primary keys that are there, in no order; their key is among the fields."""
        options = {"consistency_level": _STRONG if strong else self._level}
        found = self._in_parts(
            keys, lambda some, client, t: client.get(collection, some, list(fields), timeout=t, **options)
        )
        return [dict(row) for rows in found for row in rows]

    def select(self, collection: str, expression: str, fields: Sequence[str]) -> Iterator[Row]:
        """All rows that an expression is true of, in no order, a page at a time.

        A page is not asked for twice: where nobody answers in the middle, it ends with the error.
        """
        options = {"filter": expression, "output_fields": list(fields), "consistency_level": self._level}
        pages = self._tried(
            lambda client, t: client.query_iterator(
                collection, batch_size=_ROWS_AT_ONCE, timeout=t, **options
            )
        )
        try:
            while True:
                try:
                    rows = pages.next()
                except (MilvusException, grpc.RpcError) as error:
                    raise self._meaning(error) from error
                if not rows:
                    return
                yield from map(dict, rows)
        finally:
            pages.close()

    def count(self, collection: str) -> int:
        """How many rows there are."""
        rows = self._tried(
            lambda client, t: client.query(collection, "", ["count(*)"], timeout=t, consistency_level=_STRONG)
        )
        return int(rows[0]["count(*)"])

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows under their keys, in the place of what is there."""
        self._in_parts(rows, lambda some, client, t: client.upsert(collection, some, timeout=t))

    def delete(self, collection: str, keys: Sequence[str | int]) -> None:
        """Delete rows by key, as far as they are there."""
        self._in_parts(keys, lambda some, client, t: client.delete(collection, ids=some, timeout=t))

    def search(
        self,
        collection: str,
        field: str,
        queries: Sequence[Any],
        limit: int,
        *,
        params: Mapping[str, Any],
        expression: str = "",
        fields: Sequence[str] = (),
    ) -> list[list[Row]]:
        """The best ``limit`` rows for each query: the key, ``distance``, and the fields under ``entity``."""
        options = {"filter": expression, "output_fields": list(fields), "consistency_level": self._level}
        found = self._tried(
            lambda client, t: client.search(
                collection,
                data=list(queries),
                anns_field=field,
                limit=limit,
                search_params={"params": dict(params)},
                timeout=t,
                **options,
            )
        )
        return [[_scored(hit) for hit in hits] for hits in found]

    def close(self) -> None:
        """Disconnect; a database of Milvus Lite is closed with its last user in this process.

        May be called again.
        """
        self._disconnect()
        if self._lite is not None:
            end_lite(self._lite)
            self._lite = None

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _code(error: BaseException) -> Any:
    """What went wrong: of connecting, the client tells only that it failed, but by what is still there."""
    if isinstance(error, grpc.RpcError):
        return error.code()
    if isinstance(error.__cause__, grpc.RpcError):
        return error.__cause__.code()
    return getattr(error, "code", None)


def _index_params(*indexes: Mapping[str, Any]) -> Any:
    params = MilvusClient.prepare_index_params()
    for index in indexes:
        params.add_index(index_name=index["field_name"], **index)  # else versions name it differently
    return params


def _scored(hit: Mapping[str, Any]) -> Row:
    return {**hit, "distance": float(hit["distance"]), "entity": dict(hit["entity"])}
