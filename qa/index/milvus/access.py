"""Where to connect and as whom: from the location and the settings. Nothing of this is ever shown.

A process opens each database of Milvus Lite once, and closes it with its last user.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from qa.errors import IndexBusy, SettingsError
from qa.index.location import LiteLocation, Location, ServerLocation
from qa.settings import Settings

# gRPC waits up to two minutes before it connects again, and shares that wait between connections to one
# address. How often to try is our affair, so every connection is on its own and may try at once.
_CHANNEL = {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
}

_guard = threading.Lock()
_users: dict[Path, int] = {}

# It writes tracebacks to stderr beside raising them; what a user needs to know is said by our errors.
logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
logging.getLogger("grpc._server").setLevel(logging.CRITICAL)


def access(location: Location, settings: Settings) -> dict[str, Any]:
    """What the client is given to connect.

    Raises:
        SettingsError: a certificate or key that cannot be read, or one without the other.
    """
    always = {"dedicated": True, "grpc_options": _CHANNEL}
    if isinstance(location, LiteLocation):
        return {"uri": str(location.database.absolute()), **always}
    if not isinstance(location, ServerLocation):
        raise SettingsError(f"{location} is not on Milvus")
    found: dict[str, Any] = {"uri": location.uri, **always}
    if settings.milvus_token is not None:
        found["token"] = settings.milvus_token.get_secret_value()
    elif settings.milvus_user is not None:
        password = settings.milvus_password.get_secret_value() if settings.milvus_password else ""
        found["token"] = f"{settings.milvus_user}:{password}"
    own = (settings.milvus_ca, settings.milvus_certificate, settings.milvus_key)
    for path in own:
        if path is not None and not path.is_file():
            raise SettingsError(f"cannot read the certificate or key {path}")
    if settings.milvus_certificate is not None or settings.milvus_key is not None:
        if None in own:
            raise SettingsError("milvus_certificate and milvus_key go together, with milvus_ca")
        names = ("ca_pem_path", "client_pem_path", "client_key_path")
        found |= {name: str(path) for name, path in zip(names, own, strict=True)}
    elif settings.milvus_ca is not None:
        found["server_pem_path"] = str(settings.milvus_ca)
    return found


def begin_lite(database: Path) -> None:
    """Use a database of Milvus Lite; the client opens it when it connects.

    Raises:
        IndexBusy: it cannot be opened, or another process has it open.
        SettingsError: Milvus Lite is not installed.
    """
    with _guard:
        if not _users.get(database):
            _probe(database)
        _users[database] = _users.get(database, 0) + 1


def end_lite(database: Path) -> None:
    """Stop using a database of Milvus Lite."""
    with _guard:
        _users[database] -= 1
        if not _users[database]:
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(str(database))


def _probe(database: Path) -> None:
    """Open and close it ourselves, because the client does not say why it cannot."""
    from milvus_lite.db import MilvusLite
    from milvus_lite.exceptions import MilvusLiteError

    try:
        MilvusLite(str(database)).close()
    except (MilvusLiteError, OSError) as error:
        raise IndexBusy(
            f"cannot open milvus:{database}: {error}; Milvus Lite serves one process at a "
            "time, a Milvus server any number"
        ) from error
