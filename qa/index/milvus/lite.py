"""Databases of Milvus Lite: a process opens each once, and closes it with its last user."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from qa.errors import IndexBusy

_guard = threading.Lock()
_users: dict[Path, int] = {}

# It writes tracebacks to stderr beside raising them; what a user needs to know is said by our errors.
logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
logging.getLogger("grpc._server").setLevel(logging.CRITICAL)


def begin(database: Path) -> None:
    """Use a database; the client opens it when it connects.

    Raises:
        IndexBusy: it cannot be opened, or another process has it open.
        SettingsError: Milvus Lite is not installed.
    """
    with _guard:
        if not _users.get(database):
            _probe(database)
        _users[database] = _users.get(database, 0) + 1


def end(database: Path) -> None:
    """Stop using a database."""
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
