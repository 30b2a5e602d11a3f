"""One connection to Milvus: how it is opened, how long it tries, and what its errors mean to a user.

Requests are repeated by the client itself, with growing pauses, while the server is away or too busy; the
setting ``milvus_timeout`` bounds all of that together. Every request here may be repeated without harm:
rows are upserted under keys chosen by us, and deleted by key.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import grpc
from pymilvus import CollectionSchema, MilvusClient, MilvusException

from qa.errors import IndexBusy, IndexError_, IndexMismatch, IndexUnreachable, SettingsError
from qa.index.location import LiteLocation, Location, ServerLocation
from qa.settings import Settings

Row = dict[str, Any]

_STRONG = "Strong"  # reads wait until they see every write that was acknowledged before
_ROWS_AT_ONCE = 1000
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)
_REFUSED = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
_MISSING_COLLECTION = 100  # Milvus's code for a collection that does not exist
_CONNECTION_FAILED = 2

_lite_guard = threading.Lock()
_lite_users: dict[Path, int] = {}

# The client writes tracebacks to stderr beside raising them; what a user needs to know is said by our errors.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)


class Connection:
    """A Milvus client with this project's settings; every error comes out as one of ours."""

    def __init__(self, location: Location, settings: Settings) -> None:
        """Connect.

        Raises:
            IndexUnreachable: nobody answers there.
            IndexBusy: another process has the database of Milvus Lite open.
            SettingsError: the server wants other credentials, or a certificate cannot be read.
        """
        self.location = location
        self._timeout = settings.milvus_timeout
        self._lite = location.database.absolute() if isinstance(location, LiteLocation) else None
        if self._lite is not None:
            _begin_lite(self._lite)
        try:
            with self._explained():
                self._client = MilvusClient(timeout=self._timeout, **_access(location, settings))
        except BaseException:
            self._release_lite()
            raise

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (MilvusException, grpc.RpcError) as error:
            raise self._meaning(error) from error

    def _meaning(self, error: MilvusException | grpc.RpcError) -> IndexError_ | SettingsError:
        code = error.code() if isinstance(error, grpc.RpcError) else error.code
        what = " ".join(str(getattr(error, "message", "") or code).split())[:300]
        if code in _REFUSED or "auth check failure" in what or "permission deny" in what.lower():
            return SettingsError(
                f"the Milvus server at {self.location} refuses this user: set QA_MILVUS_TOKEN, or "
                "QA_MILVUS_USER and QA_MILVUS_PASSWORD"
            )
        if isinstance(error, grpc.RpcError) or code in _AWAY or code == _CONNECTION_FAILED:
            if self._lite is not None and code == _CONNECTION_FAILED:
                return IndexBusy(f"cannot open {self.location}: {what}")
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
        with self._explained():
            return bool(self._client.has_collection(collection, timeout=self._timeout))

    def create(
        self, collection: str, schema: CollectionSchema, indexes: Sequence[Mapping[str, Any]], shards: int
    ) -> None:
        """Make a collection and load it; ``indexes`` as Milvus's ``add_index`` takes them."""
        params = MilvusClient.prepare_index_params()
        for index in indexes:
            params.add_index(**index)
        options = {"consistency_level": _STRONG, "num_shards": shards, "timeout": self._timeout}
        with self._explained():
            self._client.create_collection(collection, schema=schema, **options)
            # Nothing is there to be indexed: to wait for it would take half a second an index.
            self._client.create_index(collection, params, timeout=self._timeout, sync=False)
            self._client.load_collection(collection, timeout=self._timeout)

    def fields(self, collection: str) -> dict[str, Any]:
        """The fields of a collection by name, as Milvus describes them."""
        with self._explained():
            described = self._client.describe_collection(collection, timeout=self._timeout)
        return {field["name"]: field for field in described["fields"]}

    def load(self, collection: str) -> None:
        """Make a collection searchable, which it stays until it is released."""
        with self._explained():
            self._client.load_collection(collection, timeout=self._timeout)

    def drop(self, collection: str) -> None:
        """Forget a collection, if it is there."""
        with self._explained():
            self._client.drop_collection(collection, timeout=self._timeout)

    def flush(self, collection: str) -> None:
        """Seal what was written, so that it is indexed; it was durable before."""
        with self._explained():
            self._client.flush(collection, timeout=self._timeout)

    def compact(self, collection: str) -> None:
        """Ask for the room of deleted rows; the server gives it back when it suits it."""
        with self._explained():
            self._client.compact(collection, timeout=self._timeout)

    def index_type(self, collection: str, field: str) -> str:
        """The type of the index of a field."""
        with self._explained():
            described = self._client.describe_index(collection, field, timeout=self._timeout) or {}
        return str(described.get("index_type", ""))

    def reindex(self, collection: str, index: Mapping[str, Any]) -> None:
        """Give a field another index. The collection cannot be searched meanwhile."""
        params = MilvusClient.prepare_index_params()
        params.add_index(**index)
        with self._explained():
            self._client.release_collection(collection, timeout=self._timeout)
            self._client.drop_index(collection, index["field_name"], timeout=self._timeout)
            self._client.create_index(collection, params, timeout=None)  # lasts as long as it lasts
            self._client.load_collection(collection, timeout=None)

    # -- rows

    def get(self, collection: str, keys: Sequence[str | int], fields: Sequence[str]) -> list[Row]:
        """The rows with these primary keys that are there, in no order; their key is among the fields."""
        found: list[Row] = []
        with self._explained():
            for at in range(0, len(keys), _ROWS_AT_ONCE):
                some = list(keys[at : at + _ROWS_AT_ONCE])
                rows = self._client.get(
                    collection, some, list(fields), timeout=self._timeout, consistency_level=_STRONG
                )
                found += map(dict, rows)
        return found

    def select(self, collection: str, expression: str, fields: Sequence[str]) -> Iterator[Row]:
        """All rows that an expression is true of, in no order, a page at a time."""
        with self._explained():
            pages = self._client.query_iterator(
                collection,
                batch_size=_ROWS_AT_ONCE,
                filter=expression,
                output_fields=list(fields),
                timeout=self._timeout,
                consistency_level=_STRONG,
            )
        try:
            while True:
                with self._explained():
                    rows = pages.next()
                if not rows:
                    return
                yield from map(dict, rows)
        finally:
            pages.close()

    def count(self, collection: str) -> int:
        """How many rows there are."""
        with self._explained():
            rows = self._client.query(
                collection, "", ["count(*)"], timeout=self._timeout, consistency_level=_STRONG
            )
        return int(rows[0]["count(*)"])

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows under their keys, in the place of what is there."""
        with self._explained():
            for at in range(0, len(rows), _ROWS_AT_ONCE):
                self._client.upsert(collection, list(rows[at : at + _ROWS_AT_ONCE]), timeout=self._timeout)

    def delete(self, collection: str, keys: Sequence[str | int]) -> None:
        """Delete rows by key, as far as they are there."""
        with self._explained():
            for at in range(0, len(keys), _ROWS_AT_ONCE):
                some = list(keys[at : at + _ROWS_AT_ONCE])
                self._client.delete(collection, ids=some, timeout=self._timeout)

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
        with self._explained():
            found = self._client.search(
                collection,
                data=list(queries),
                anns_field=field,
                limit=limit,
                filter=expression,
                output_fields=list(fields),
                search_params={"params": dict(params)},
                timeout=self._timeout,
                consistency_level=_STRONG,
            )
        return [[_scored(hit) for hit in hits] for hits in found]

    def close(self) -> None:
        """Disconnect; a database of Milvus Lite is closed with its last user in this process.

        May be called again.
        """
        self._client.close()
        self._release_lite()

    def _release_lite(self) -> None:
        if self._lite is not None:
            _end_lite(self._lite)
            self._lite = None


def _scored(hit: Mapping[str, Any]) -> Row:
    return {**hit, "distance": float(hit["distance"]), "entity": dict(hit["entity"])}


def _access(location: Location, settings: Settings) -> dict[str, Any]:
    """Where to connect and as whom; nothing of this is ever shown."""
    if isinstance(location, LiteLocation):
        return {"uri": str(location.database.absolute())}
    if not isinstance(location, ServerLocation):
        raise SettingsError(f"{location} is not on Milvus")
    access: dict[str, Any] = {"uri": location.uri}
    if settings.milvus_token is not None:
        access["token"] = settings.milvus_token.get_secret_value()
    elif settings.milvus_user is not None:
        password = settings.milvus_password.get_secret_value() if settings.milvus_password else ""
        access["token"] = f"{settings.milvus_user}:{password}"
    own = (settings.milvus_ca, settings.milvus_certificate, settings.milvus_key)
    for path in own:
        if path is not None and not path.is_file():
            raise SettingsError(f"cannot read the certificate or key {path}")
    if settings.milvus_certificate is not None or settings.milvus_key is not None:
        if None in own:
            raise SettingsError("milvus_certificate and milvus_key go together, with milvus_ca")
        names = ("ca_pem_path", "client_pem_path", "client_key_path")
        access |= {name: str(path) for name, path in zip(names, own, strict=True)}
    elif settings.milvus_ca is not None:
        access["server_pem_path"] = str(settings.milvus_ca)
    return access


def _begin_lite(database: Path) -> None:
    with _lite_guard:
        if not _lite_users.get(database):
            from milvus_lite.db import MilvusLite
            from milvus_lite.exceptions import MilvusLiteError

            try:
                MilvusLite(str(database)).close()  # says why it cannot be opened; the client does not
            except (MilvusLiteError, OSError) as error:
                raise IndexBusy(
                    f"cannot open milvus:{database}: {error}; Milvus Lite serves one process at a time, a "
                    "Milvus server any number"
                ) from error
        _lite_users[database] = _lite_users.get(database, 0) + 1


def _end_lite(database: Path) -> None:
    with _lite_guard:
        _lite_users[database] -= 1
        if not _lite_users[database]:
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(str(database))
