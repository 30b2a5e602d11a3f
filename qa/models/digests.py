"""SHA-256 of model files, remembered between processes: hashing the weights is a tenth of a cold start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

import platformdirs

_LARGE = 1 << 20  # smaller files are hashed anew: that is faster than remembering them
_SETTLED = 2.0  # seconds; a file changed a moment ago could change again without its time showing it


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal.

    A large file that has kept its place, size, inode and time of change since it was hashed is not read
    again. The memory is a file in the user's cache folder; without one everything still works.
    """
    status = path.stat()
    if status.st_size < _LARGE:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    key = str(path.resolve())
    state = [status.st_size, status.st_ino, status.st_mtime_ns]
    known = _remembered()
    entry = known.get(key)
    if isinstance(entry, list) and len(entry) == 2 and entry[0] == state and isinstance(entry[1], str):
        return entry[1]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if time.time() - status.st_mtime > _SETTLED:
        _remember(known | {key: [state, digest]})
    return digest


def _memory() -> Path:
    return platformdirs.user_cache_path("qa") / "digests.json"


def _remembered() -> dict[str, object]:
    try:
        known = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(known: dict[str, object]) -> None:
    memory = _memory()
    partial = memory.with_name(f"digests.{os.getpid()}.partial")
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(known), "utf-8")
        partial.replace(memory)
    except OSError:  # a full disk or a read-only home: hash again next time
        with contextlib.suppress(OSError):
            partial.unlink()
